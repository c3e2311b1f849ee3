"""HubSpot's objects as the domain's records. An unset property is None."""

import html
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from customer_health.connectors.hubspot.objects import Properties, id_of, properties_of
from customer_health.domain.context.vendor_records import (
    Account,
    Contact,
    CrmRecord,
    Meeting,
    Note,
    Owner,
)
from customer_health.domain.instants import parse_instant
from customer_health.domain.matching.crm import CrmCompany
from customer_health.errors import BadAnswer

Json = Any
Owners = Mapping[str, Owner]
"""By id."""

EMAIL = "courriel_compte_maitre"
CONTRACT_END = "contract_end"
CHANGED = "hs_lastmodifieddate"
CREATED = "hs_createdate"
OWNER = "hubspot_owner_id"
OURS = (
    *(EMAIL, CONTRACT_END, "account_tier", "account_tier_since", "renewal_probability"),
    "communication_preference",
)
"""Properties that an account must define for its companies: docs/deploy.md tells how."""

MIRRORED = ("name", EMAIL, OWNER, CHANGED)
COMPANY = (*OURS, "name", "phone", OWNER, "notes_last_contacted")
CONTACT = ("firstname", "lastname", "email", "phone", "jobtitle", "hs_timezone", "hs_language")
NOTE = ("hs_note_body", "hs_timestamp", OWNER)
MEETING = (
    *("hs_meeting_title", "hs_meeting_start_time", "hs_timestamp", "hs_meeting_outcome"),
    *(CREATED, OWNER),
)
KEY_FIELD = {
    "notes": "hs_note_body",
    "meetings": "hs_internal_meeting_notes",
    "emails": "hs_email_html",
}
"""The property with the key of an object that this backend made. Guests read a meeting's body."""

CANCELED = "CANCELED"
LANGUAGES = {"en", "fr"}

BREAK = re.compile(r"<br\s*/?>|</(?:p|div|li|h[1-6])>", re.IGNORECASE)
TAG = re.compile(r"<[^<>]+>")
KEY = re.compile(r"\s*\[ref ([^\]\s]+)\]\s*$")


def company(record: Json, owners: Owners) -> CrmCompany:
    """Convert what the mirror keeps of a company. Raises BadAnswer."""
    given = properties_of(record)
    name, email = given.get("name", ""), given.get(EMAIL, "")
    if not name and not email:
        raise BadAnswer("neither a name nor a master e-mail")
    return CrmCompany(id_of(record), name, email, owners.get(given.get(OWNER, "")))


def crm_record(
    record: Json,
    contacts: Sequence[Json],
    notes: Sequence[Json],
    meetings: Sequence[Json],
    owners: Owners,
    pages: str | None,
) -> CrmRecord:
    """Put together what the CRM knows of a customer. `pages` is the address that the pages of
    companies are below. Raises BadAnswer."""
    given = properties_of(record)
    return CrmRecord(
        contact=_contact(given, list(map(properties_of, contacts))),
        account=Account(
            account_id=id_of(record),
            tier=given.get("account_tier"),
            tier_since=_day(given, "account_tier_since"),
            contract_end=_day(given, CONTRACT_END),
            renewal_probability=_percentage(given, "renewal_probability"),
            owner=owners.get(given.get(OWNER, "")),
            last_contact=instant(given, "notes_last_contacted"),
            url=f"{pages}/{id_of(record)}" if pages else None,
        ),
        notes=[note for one in notes if (note := _note(one, owners))],
        meetings=[meeting for one in meetings if (meeting := _meeting(one, owners))],
    )


def owner(record: Json) -> Owner:
    names = (record.get(part) for part in ("firstName", "lastName"))
    email = record.get("email")
    return Owner(_full_name(*names), email if isinstance(email, str) and email else None)


def with_key(text: str, key: str) -> str:
    """Return a text as HTML, with a last line that names its key."""
    lines = html.escape(text, quote=False).replace("\n", "<br>")
    return f"<p>{lines}</p><p>[ref {key}]</p>"


def key_in(body: str | None) -> str | None:
    """Return the key that `with_key` put into a text, if any."""
    found = KEY.search(_plain(body or ""))
    return found[1] if found else None


def _contact(company: Properties, people: Sequence[Properties]) -> Contact:
    """Choose the contact with the master account's e-mail, else the only one; never guess."""
    email = company.get(EMAIL)
    # HubSpot lowers the addresses of contacts, but not a property of our own.
    own = (email or "").casefold()
    masters = [one for one in people if own and (one.get("email") or "").casefold() == own]
    candidates = masters or (people if len(people) == 1 else ())
    person: Properties = next(iter(candidates), {})
    return Contact(
        name=_full_name(person.get("firstname"), person.get("lastname")),
        email=person.get("email") or email,
        phone=person.get("phone") or company.get("phone"),
        company=company.get("name"),
        job_title=person.get("jobtitle"),
        timezone=_zone(person.get("hs_timezone")),
        language=_language(person.get("hs_language")),
        preference=company.get("communication_preference"),
    )


def _note(record: Json, owners: Owners) -> Note | None:
    """Convert a note. Returns None for one without text, such as a mere attachment."""
    given = properties_of(record)
    body, at = given.get("hs_note_body", ""), instant(given, "hs_timestamp")
    text = KEY.sub("", _plain(body)).strip()
    if not at or not text:
        return None
    author = owners.get(given.get(OWNER, ""), Owner())
    return Note(id_of(record), at, text, author.name, key_in(body))


def _meeting(record: Json, owners: Owners) -> Meeting | None:
    """Convert a meeting. Returns None for one that was canceled, or that has no time."""
    given = properties_of(record)
    scheduled_at = instant(given, CREATED)
    starts_at = instant(given, "hs_meeting_start_time") or instant(given, "hs_timestamp")
    if not scheduled_at or not starts_at or given.get("hs_meeting_outcome") == CANCELED:
        return None
    owner = owners.get(given.get(OWNER, ""), Owner())
    title = given.get("hs_meeting_title")
    return Meeting(id_of(record), scheduled_at, starts_at, title, owner.name)


def _plain(body: str) -> str:
    return html.unescape(TAG.sub("", BREAK.sub("\n", body))).strip()


def _full_name(first: object, last: object) -> str | None:
    return " ".join(part for part in (first, last) if isinstance(part, str) and part) or None


def _language(value: str | None) -> str | None:
    language = (value or "").lower().partition("-")[0]
    return language if language in LANGUAGES else None


def _zone(value: str | None) -> str | None:
    # HubSpot writes America/Port_of_Spain as america_slash_port_of_spain.
    name = (value or "").lower().replace("_slash_", "/").replace("_hyphen_", "-")
    return _zones().get(name)


@cache
def _zones() -> Mapping[str, str]:
    return {name.lower(): name for name in available_timezones()}


def _day(given: Properties, name: str) -> date | None:
    """Read a date: YYYY-MM-DD, or the milliseconds of its midnight in UTC. Raises BadAnswer."""
    value = given.get(name)
    try:
        if value is None or not value.isdigit():
            return None if value is None else date.fromisoformat(value)
        return parse_instant(int(value)).date()
    except ValueError as error:
        raise BadAnswer(f"hubspot: {name} {value!r} is no date") from error


def instant(given: Properties, name: str) -> datetime | None:
    """Read a time: ISO 8601, or milliseconds. Raises BadAnswer."""
    value = given.get(name)
    try:
        return (value and parse_instant(int(value) if value.isdigit() else value)) or None
    except ValueError as error:
        raise BadAnswer(f"hubspot: {name} {value!r} is no time") from error


def _percentage(given: Properties, name: str) -> float | None:
    value = given.get(name)
    try:
        percent = None if value is None else float(value)
    except ValueError as error:
        raise BadAnswer(f"hubspot: {name} {value!r} is no number") from error
    # NaN is in no range either.
    if percent is not None and not 0 <= percent <= 100:
        raise BadAnswer(f"hubspot: {name} {value!r} is not within 0 and 100")
    return percent
