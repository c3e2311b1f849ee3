"""HubSpot's records in our own words. A property that is not there, or empty, is None.

Of what HubSpot has no property for, accounts get one of their own by the name given here.
"""

import html
import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import cache
from typing import Any
from zoneinfo import available_timezones

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
Properties = Mapping[str, str | None]

EMAIL = "courriel_compte_maitre"
CONTRACT_END = "contract_end"
CHANGED = "hs_lastmodifieddate"
CREATED = "hs_createdate"
OWNER = "hubspot_owner_id"
OURS = (
    *(EMAIL, CONTRACT_END, "account_tier", "account_tier_since", "renewal_probability"),
    "communication_preference",
)
"""Properties of companies that an account must have made: see the deployment's documentation."""

MIRRORED = ("name", EMAIL, OWNER, CHANGED)
COMPANY = (*OURS, "name", "domain", "phone", OWNER, "notes_last_contacted")
CONTACT = (
    *("firstname", "lastname", "email", "phone", "jobtitle", "hs_timezone", "hs_language"),
    "createdate",
)
NOTE = ("hs_note_body", "hs_timestamp", OWNER)
MEETING = (
    *("hs_meeting_title", "hs_meeting_start_time", "hs_timestamp", "hs_meeting_outcome"),
    *(CREATED, OWNER),
)
MARKED = {"notes": "hs_note_body", "meetings": "hs_internal_meeting_notes"}
"""Where the key stands with which we made one; a meeting's body is what its guests read."""

CALLED_OFF = "CANCELED"
LANGUAGES = {"en", "fr"}

BREAK = re.compile(r"<br\s*/?>|</(?:p|div|li|h[1-6])>", re.IGNORECASE)
TAG = re.compile(r"<[^<>]+>")
MARK = re.compile(r"\s*\[ref ([^\]\s]+)\]\s*$")


def records(answer: Json) -> list[Json]:
    """The objects of a page. Raises BadAnswer."""
    found = answer.get("results") if isinstance(answer, dict) else None
    if not isinstance(found, list):
        raise BadAnswer("hubspot: a page without results")
    return found


def after(answer: Json) -> str | None:
    """Where the next page begins, if there is one."""
    following = (answer.get("paging") or {}).get("next") or {}
    return str(following["after"]) if "after" in following else None


def id_of(record: Json) -> str:
    id_ = record.get("id") if isinstance(record, dict) else None
    if not isinstance(id_, str) or not id_.isdigit():
        raise BadAnswer(f"hubspot: {id_!r} is no id of an object")
    return id_


def properties(record: Json) -> Properties:
    """Those that are set."""
    given = record.get("properties") if isinstance(record, dict) else None
    if not isinstance(given, dict):
        raise BadAnswer(f"hubspot: object {id_of(record)} without properties")
    wrong = sorted(name for name, value in given.items() if not isinstance(value, str | None))
    if wrong:
        raise BadAnswer(f"hubspot: object {id_of(record)}: {', '.join(wrong)} are no text")
    return {name: value for name, value in given.items() if value}


def company(record: Json, owners: Mapping[str, Owner]) -> CrmCompany:
    """Raises BadAnswer."""
    known = properties(record)
    name, email = known.get("name") or "", known.get(EMAIL) or ""
    if not name and not email:
        raise BadAnswer("neither a name nor a master e-mail")
    return CrmCompany(id_of(record), name, email, owners.get(known.get(OWNER) or ""))


def crm_record(
    record: Json,
    contacts: Sequence[Json],
    notes: Sequence[Json],
    meetings: Sequence[Json],
    owners: Mapping[str, Owner],
) -> CrmRecord:
    known = properties(record)
    return CrmRecord(
        contact=_contact(known, [properties(one) for one in contacts]),
        account=Account(
            account_id=id_of(record),
            tier=known.get("account_tier"),
            tier_since=_day(known, "account_tier_since"),
            contract_end=_day(known, CONTRACT_END),
            renewal_probability=_percentage(known, "renewal_probability"),
            owner=owners.get(known.get(OWNER) or ""),
            last_contact=instant(known, "notes_last_contacted"),
        ),
        notes=[note for one in notes if (note := _note(one, owners))],
        meetings=[meeting for one in meetings if (meeting := _meeting(one, owners))],
    )


def owner(record: Json) -> Owner:
    names = (record.get(part) for part in ("firstName", "lastName"))
    email = record.get("email")
    return Owner(_named(*names), email if isinstance(email, str) and email else None)


def marked(text: str, key: str) -> str:
    """A text by whose last line what it belongs to is found again."""
    lines = html.escape(text, quote=False).replace("\n", "<br>")
    return f"<p>{lines}</p><p>[ref {key}]</p>"


def mark(kind: str, record: Json) -> str | None:
    """The key with which we made it."""
    found = MARK.search(_plain(properties(record).get(MARKED[kind]) or ""))
    return found[1] if found else None


def _contact(company: Properties, people: Sequence[Properties]) -> Contact:
    """The associated contact with the master account's e-mail, else the only one there is. Of
    several others none is guessed."""
    email = company.get(EMAIL)
    # HubSpot lowers the addresses of contacts, but not our property.
    own = (email or "").casefold()
    masters = [one for one in people if own and (one.get("email") or "").casefold() == own]
    person = next(iter(masters or (people if len(people) == 1 else ())), {})
    return Contact(
        name=_named(person.get("firstname"), person.get("lastname")),
        email=person.get("email") or email,
        phone=person.get("phone") or company.get("phone"),
        company=company.get("name"),
        job_title=person.get("jobtitle"),
        timezone=_zone(person.get("hs_timezone")),
        language=_language(person.get("hs_language")),
        preference=company.get("communication_preference"),
    )


def _note(record: Json, owners: Mapping[str, Owner]) -> Note | None:
    """None for one without text, such as a mere attachment."""
    known = properties(record)
    text, at = _plain(known.get("hs_note_body") or ""), instant(known, "hs_timestamp")
    author = owners.get(known.get(OWNER) or "", Owner())
    text = MARK.sub("", text).strip()
    if not at or not text:
        return None
    return Note(id_of(record), at, text, author.name, mark("notes", record))


def _meeting(record: Json, owners: Mapping[str, Owner]) -> Meeting | None:
    """None for one that was called off, or that is at no time."""
    known = properties(record)
    scheduled_at = instant(known, CREATED)
    starts_at = instant(known, "hs_meeting_start_time") or instant(known, "hs_timestamp")
    if not scheduled_at or not starts_at or known.get("hs_meeting_outcome") == CALLED_OFF:
        return None
    owner = owners.get(known.get(OWNER) or "", Owner())
    title = known.get("hs_meeting_title")
    return Meeting(id_of(record), scheduled_at, starts_at, title, owner.name)


def _plain(body: str) -> str:
    return html.unescape(TAG.sub("", BREAK.sub("\n", body))).strip()


def _named(first: object, last: object) -> str | None:
    return " ".join(part for part in (first, last) if isinstance(part, str) and part) or None


def _language(value: str | None) -> str | None:
    language = (value or "").lower().partition("-")[0]
    return language if language in LANGUAGES else None


def _zone(value: str | None) -> str | None:
    """HubSpot writes America/Port_of_Spain as america_slash_port_of_spain."""
    name = (value or "").lower().replace("_slash_", "/").replace("_hyphen_", "-")
    return _zones().get(name)


@cache
def _zones() -> Mapping[str, str]:
    return {name.lower(): name for name in available_timezones()}


def _day(known: Properties, name: str) -> date | None:
    """Dates come as YYYY-MM-DD, or as the milliseconds of their midnight in UTC."""
    value = known.get(name)
    try:
        if value is None or not value.isdigit():
            return None if value is None else date.fromisoformat(value)
        return parse_instant(int(value)).date()
    except ValueError as error:
        raise BadAnswer(f"hubspot: {name} {value!r} is no date") from error


def instant(known: Properties, name: str) -> datetime | None:
    value = known.get(name)
    try:
        return (value and parse_instant(int(value) if value.isdigit() else value)) or None
    except ValueError as error:
        raise BadAnswer(f"hubspot: {name} {value!r} is no time") from error


def _percentage(known: Properties, name: str) -> float | None:
    value = known.get(name)
    try:
        percent = None if value is None else float(value)
    except ValueError as error:
        raise BadAnswer(f"hubspot: {name} {value!r} is no number") from error
    # NaN is in no range either.
    if percent is not None and not 0 <= percent <= 100:
        raise BadAnswer(f"hubspot: {name} {value!r} is not within 0 and 100")
    return percent
