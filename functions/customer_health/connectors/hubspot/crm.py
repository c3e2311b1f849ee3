"""The CRM's source, the mirror's companies and the effects of quick actions, in HubSpot.

HubSpot's search shows a change only after some seconds.
"""

import json
import time
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime, timedelta
from typing import Any

from pyrate_limiter import Duration, Rate

from customer_health.connectors.http.client import VendorHttp
from customer_health.connectors.hubspot import records as read
from customer_health.connectors.hubspot.company_page import CompanyPages
from customer_health.connectors.hubspot.objects import (
    BATCH,
    OBJECTS,
    ObjectApi,
    checked_id,
    cursor_in,
    id_of,
    objects_in,
    properties_of,
)
from customer_health.domain.context.vendor_records import CrmRecord, Owner, SentEmail
from customer_health.domain.matching.crm import CrmCompany, CrmPage, Figures
from customer_health.errors import BadAnswer
from customer_health.threads import Threads

Json = Any

RATE = Rate(100, Duration.SECOND * 10)
SEARCH_RATE = Rate(5, Duration.SECOND)
"""HubSpot's limits: RATE for an app's requests other than searches, SEARCH_RATE for all searches in
an account together."""

PAGE = 100
SEARCH_PAGE = 200
SEARCHED = 10_000
"""HubSpot returns no more results of one search."""

NOTES = 5
MEETINGS = 10
SCHEDULED_WITHIN = timedelta(days=30)
OWNERS_MAX_AGE = timedelta(minutes=5).total_seconds()
TO_COMPANY = {"notes": 190, "meetings": 188, "emails": 186}
"""HubSpot's ids of the types of association with a company."""

THREADS = 40
"""A view sends six requests side by side, and some views are open at the same time."""

COMPANIES = f"{OBJECTS}/companies"


class HubSpot:
    """A `Source[CrmRecord]`, and what the mirror and quick actions need of the CRM."""

    def __init__(self, http: VendorHttp, search_http: VendorHttp) -> None:
        """`search_http` is the same client as `http`, with a limiter of SEARCH_RATE."""
        self._http = http
        self._objects = ObjectApi(http, search_http)
        self._pages = CompanyPages(http)
        self._owners: tuple[float, Mapping[str, Owner]] = (0.0, {})
        self._threads = Threads(THREADS, thread_name_prefix="hubspot")

    def fetch(self, source_id: str, now: datetime) -> CrmRecord:
        """Read a company, its contacts, its owner, its newest notes and the meetings that were
        scheduled in the last 30 days: all side by side, in the time of one request."""
        run, search = self._threads.submit, self._objects.search
        of_company = _filter("associations.company", source_id)
        since = _milliseconds(now - SCHEDULED_WITHIN)
        of_late = [*of_company, *_filter(read.CREATED, since, "GTE")]
        query = {"properties": ",".join(read.COMPANY)}
        company = run(self._http.get, f"{COMPANIES}/{checked_id(source_id)}", query)
        contacts = run(search, "contacts", of_company, read.CONTACT, limit=PAGE)
        newest, latest = _newest("hs_timestamp", NOTES), _newest(read.CREATED, MEETINGS)
        notes = run(search, "notes", of_company, read.NOTE, **newest)
        meetings = run(search, "meetings", of_late, read.MEETING, **latest)
        owners, pages = run(self.owners), run(self._pages.find)
        return read.crm_record(
            company.result(),
            objects_in(contacts.result()),
            objects_in(notes.result()),
            objects_in(meetings.result()),
            owners.result(),
            pages.result(),
        )

    def owners(self) -> Mapping[str, Owner]:
        """Return the owners by id, cached for some minutes."""
        read_at, owners = self._owners
        if not owners or time.monotonic() - read_at > OWNERS_MAX_AGE:
            pages = self._objects.pages("/crm/v3/owners", {"limit": PAGE})
            owners = {id_of(one): read.owner(one) for page in pages for one in page}
            self._owners = (time.monotonic(), owners)
        return owners

    def companies(self) -> Iterator[CrmPage]:
        """Yield all companies, page by page."""
        query = {"limit": PAGE, "properties": ",".join(read.MIRRORED), "archived": "false"}
        owners = self.owners()
        for page in self._objects.pages(COMPANIES, query):
            yield _page(page, owners)

    def changed(self, since: datetime) -> Iterator[CrmPage]:
        """Yield the companies changed since then, the oldest change first. One may come twice.

        Each page starts at the time of the last change on the page before, not at a position: a
        company that changes meanwhile moves to the end, and would shift the positions. So the
        search's limit matters only for companies that changed in the same millisecond.
        """
        owners, position = self.owners(), 0
        while True:
            found = self._changed_page(since, position)
            page = _page(objects_in(found), owners)
            yield page
            if cursor_in(found) is None:
                return
            if page.changed_until and page.changed_until > since:
                since, position = page.changed_until, 0
            elif position + 2 * SEARCH_PAGE <= SEARCHED:
                position += SEARCH_PAGE
            else:
                raise BadAnswer(f"hubspot: {SEARCHED} companies changed at {since}")

    def write_figures(self, figures: Mapping[str, Figures]) -> Iterator[set[str]]:
        """Set fields of companies, given by id. Yields, batch by batch, the ids that were set.

        A company that HubSpot no longer has is left out.
        """
        inputs = [{"id": id_, "properties": dict(fields)} for id_, fields in figures.items()]
        for start in range(0, len(inputs), BATCH):
            body = {"inputs": inputs[start : start + BATCH]}
            path = f"{COMPANIES}/batch/update"
            answer = self._http.ask("POST", path, body=body, repeatable=True)
            yield set(map(id_of, objects_in(answer)))

    def add_note(self, company_id: str, text: str, at: datetime, key: str) -> str:
        """Add a note once for its `key`, and return its id."""
        return self._make_once("notes", company_id, key, text, {"hs_timestamp": _milliseconds(at)})

    def log_email(self, company_id: str, email: SentEmail, key: str) -> str:
        """Log a mail that was sent, once for its `key`, and return its id. HubSpot then moves the
        company's last contact."""
        headers = {
            "from": {"email": email.sender},
            "to": [{"email": email.to}],
            "cc": [],
            "bcc": [],
        }
        properties = {
            "hs_timestamp": _milliseconds(email.at),
            "hs_email_direction": "EMAIL",
            "hs_email_status": "SENT",
            "hs_email_subject": email.subject,
            "hs_email_headers": json.dumps(headers),
            **self._owned_by(email.sender),
        }
        return self._make_once("emails", company_id, key, email.text, properties)

    def schedule_call(
        self, company_id: str, title: str, start: datetime, minutes: int, owner: str, key: str
    ) -> str:
        """Schedule a meeting once for its `key`, and return its id. It is in the calendar of the
        owner with the e-mail address `owner`, if there is one."""
        properties = {
            "hs_timestamp": _milliseconds(start),
            "hs_meeting_title": title,
            "hs_meeting_start_time": _milliseconds(start),
            "hs_meeting_end_time": _milliseconds(start + timedelta(minutes=minutes)),
            "hs_meeting_outcome": "SCHEDULED",
            **self._owned_by(owner),
        }
        return self._make_once("meetings", company_id, key, "", properties)

    def set_contract_end(self, company_id: str, day: date, key: str) -> str:
        """Set the end of a contract. Doing so twice changes nothing, so `key` isn't needed."""
        body = {"properties": {read.CONTRACT_END: day.isoformat()}}
        path = f"{COMPANIES}/{checked_id(company_id)}"
        return id_of(self._http.ask("PATCH", path, body=body, repeatable=True))

    def _owned_by(self, email: str) -> dict[str, str]:
        """Return the property that names the owner with an e-mail address, empty if there is none
        or several."""
        ids = [id_ for id_, owner in self.owners().items() if is_address_of(owner, email)]
        return {read.OWNER: ids[0]} if len(ids) == 1 else {}

    def _make_once(
        self, kind: str, company_id: str, key: str, text: str, properties: Mapping[str, str]
    ) -> str:
        """Make an object unless the company has one with this key already. Returns its id.

        HubSpot has no idempotency keys. So the text's last line names the key, and the company's
        objects are searched for it first: by association, as the search is some seconds behind.
        """
        field = read.KEY_FIELD[kind]
        for one in self._objects.associated(company_id, kind, [field]):
            if read.key_in(properties_of(one).get(field)) == key:
                return id_of(one)
        types = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": TO_COMPANY[kind]}]
        body = {
            "properties": {**properties, field: read.with_key(text, key)},
            "associations": [{"to": {"id": company_id}, "types": types}],
        }
        return id_of(self._http.ask("POST", f"{OBJECTS}/{kind}", body=body))

    def _changed_page(self, since: datetime, position: int) -> Json:
        changed = _filter(read.CHANGED, str(int(since.timestamp() * 1000)), "GTE")
        oldest = [{"propertyName": read.CHANGED, "direction": "ASCENDING"}]
        return self._objects.search(
            "companies", changed, read.MIRRORED, sorts=oldest, limit=SEARCH_PAGE, after=position
        )


def _page(found: Iterable[Json], owners: Mapping[str, Owner]) -> CrmPage:
    companies: list[CrmCompany] = []
    bad: dict[str, str] = {}
    changes: list[datetime] = []
    for number, one in enumerate(found):
        try:
            changes += filter(None, [read.instant(properties_of(one), read.CHANGED)])
            companies.append(read.company(one, owners))
        except BadAnswer as error:
            id_ = one.get("id") if isinstance(one, dict) else None
            bad[id_ if isinstance(id_, str) and id_ else f"number {number}"] = str(error)
    return CrmPage(companies, bad, max(changes, default=None))


def is_address_of(owner: Owner, email: str) -> bool:
    return owner.email is not None and owner.email.casefold() == email.casefold()


def _filter(name: str, value: str, operator: str = "EQ") -> list[Json]:
    return [{"propertyName": name, "operator": operator, "value": value}]


def _newest(name: str, count: int) -> dict[str, Json]:
    return {"sorts": [{"propertyName": name, "direction": "DESCENDING"}], "limit": count}


def _milliseconds(at: datetime) -> str:
    return str(round(at.timestamp() * 1000))
