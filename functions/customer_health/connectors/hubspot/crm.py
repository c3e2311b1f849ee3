"""HubSpot's CRM, version 3 of its API.

What the context view asks for goes out side by side and takes one round trip: a company, its
contacts, notes and meetings by search, and the owners. The search is a few seconds behind what was
written.
"""

import time
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from datetime import date, datetime, timedelta
from typing import Any

from pyrate_limiter import Duration, Rate

from customer_health.connectors.http.client import VendorHttp
from customer_health.connectors.hubspot import records as read
from customer_health.domain.context.source import CustomerIdentity
from customer_health.domain.context.vendor_records import CrmRecord, Owner
from customer_health.domain.matching.crm import CrmCompany, CrmPage, Figures
from customer_health.errors import AmbiguousInSource, BadAnswer, NotInSource

Json = Any

RATE = Rate(100, Duration.SECOND * 10)
SEARCH_RATE = Rate(5, Duration.SECOND)
"""HubSpot's limits; of an account's searches together, and of the rest for each app."""

PAGE = 100
SEARCH_PAGE = 200
SEARCHED = 10_000
"""HubSpot gives no more of the results of one search."""

BATCH = 100
NOTES = 5
MEETINGS = 10
SCHEDULED_WITHIN = timedelta(days=30)
ASSOCIATED = 500
OWNERS_MAX_AGE = timedelta(minutes=5).total_seconds()
TO_COMPANY = {"notes": 190, "meetings": 188}
"""HubSpot's own types of association."""

AT_ONCE = 40
"""Requests side by side: a page's five, for some pages at the same time."""

COMPANIES = "/crm/v3/objects/companies"
OBJECTS = "/crm/v3/objects"


class HubSpot:
    """`search` is `http` again, over a gate of SEARCH_RATE."""

    def __init__(self, http: VendorHttp, search: VendorHttp) -> None:
        self._http = http
        self._search_http = search
        self._owners: tuple[float, Mapping[str, Owner]] = (0.0, {})
        self._side_by_side = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="hubspot")

    def find(self, keys: CustomerIdentity) -> str:
        if "crm" in keys.ids:
            return keys.ids["crm"]
        for name, value in ((read.EMAIL, keys.email), ("domain", keys.domain)):
            # HubSpot compares without regard to case: for the master e-mail that is too little.
            same = str.lower if name == "domain" else str
            if value and (ids := self._having(name, value, same)):
                return _only(ids, f"with {name} {value}")
        raise NotInSource(f"hubspot: no company with the e-mail or the domain of {keys.company_id}")

    def fetch(self, source_id: str, now: datetime) -> CrmRecord:
        """The company's own contact by its e-mail, its owner, the newest notes, and the meetings
        that were scheduled of late."""
        run = self._side_by_side.submit
        of_it = _filter("associations.company", source_id)
        of_late = [*of_it, *_filter(read.CREATED, _milliseconds(now - SCHEDULED_WITHIN), "GTE")]
        query = {"properties": ",".join(read.COMPANY)}
        company = run(self._http.get, f"{COMPANIES}/{_id(source_id)}", query)
        contacts = run(self._search, "contacts", of_it, read.CONTACT, limit=PAGE)
        newest, latest = _newest("hs_timestamp", NOTES), _newest(read.CREATED, MEETINGS)
        notes = run(self._search, "notes", of_it, read.NOTE, **newest)
        meetings = run(self._search, "meetings", of_late, read.MEETING, **latest)
        owners = run(self.owners)
        return read.crm_record(
            company.result(),
            read.records(contacts.result()),
            read.records(notes.result()),
            read.records(meetings.result()),
            owners.result(),
        )

    def owners(self) -> Mapping[str, Owner]:
        """By id; not asked for again for some minutes."""
        asked_at, known = self._owners
        if not known or time.monotonic() - asked_at > OWNERS_MAX_AGE:
            pages = self._pages("/crm/v3/owners", {"limit": PAGE})
            known = {read.id_of(one): read.owner(one) for page in pages for one in page}
            self._owners = (time.monotonic(), known)
        return known

    def companies(self) -> Iterator[CrmPage]:
        """All that there are."""
        query = {"limit": PAGE, "properties": ",".join(read.MIRRORED), "archived": "false"}
        owners = self.owners()
        for page in self._pages(COMPANIES, query):
            yield _page(page, owners)

    def changed(self, since: datetime) -> Iterator[CrmPage]:
        """Those changed since, the oldest change first. One may come twice.

        Each page begins where the one before ended in time, not in number: what changes meanwhile
        moves to the end, and would push others past a page's edge unseen. A search's limit is met
        only by as many changes in one millisecond.
        """
        owners, after = self.owners(), 0
        while True:
            answer = self._changed_page(since, after)
            page = _page(read.records(answer), owners)
            yield page
            if read.after(answer) is None:
                return
            if page.changed_until and page.changed_until > since:
                since, after = page.changed_until, 0
            elif after + 2 * SEARCH_PAGE <= SEARCHED:
                after += SEARCH_PAGE
            else:
                raise BadAnswer(f"hubspot: {SEARCHED} companies changed at {since}")

    def write_figures(self, figures: Mapping[str, Figures]) -> Iterator[set[str]]:
        """Set the fields of companies by id; gives, batch by batch, those that were set. One that
        HubSpot has no longer is left out."""
        inputs = [{"id": id_, "properties": dict(fields)} for id_, fields in figures.items()]
        for start in range(0, len(inputs), BATCH):
            body = {"inputs": inputs[start : start + BATCH]}
            path = f"{COMPANIES}/batch/update"
            answer = self._http.ask("POST", path, body=body, repeatable=True)
            yield {read.id_of(one) for one in read.records(answer)}

    def add_note(self, company_id: str, text: str, at: datetime, key: str) -> str:
        return self._make_once("notes", company_id, key, text, {"hs_timestamp": _milliseconds(at)})

    def schedule_call(
        self, company_id: str, title: str, start: datetime, minutes: int, key: str
    ) -> str:
        properties = {
            "hs_timestamp": _milliseconds(start),
            "hs_meeting_title": title,
            "hs_meeting_start_time": _milliseconds(start),
            "hs_meeting_end_time": _milliseconds(start + timedelta(minutes=minutes)),
            "hs_meeting_outcome": "SCHEDULED",
        }
        return self._make_once("meetings", company_id, key, "", properties)

    def set_contract_end(self, company_id: str, day: date, key: str) -> str:
        """The same however often it is done, so that `key` is not needed."""
        body = {"properties": {read.CONTRACT_END: day.isoformat()}}
        path = f"{COMPANIES}/{_id(company_id)}"
        return read.id_of(self._http.ask("PATCH", path, body=body, repeatable=True))

    def _make_once(
        self, kind: str, company_id: str, key: str, text: str, properties: Mapping[str, str]
    ) -> str:
        """HubSpot knows no keys that make a second request do nothing. So the last line of the text
        names the key, and what the company has of the kind is looked through for it before
        anything is made: by the associations, which unlike the search are never behind."""
        for one in self._associated(company_id, kind):
            if read.mark(kind, one) == key:
                return read.id_of(one)
        types = [{"associationCategory": "HUBSPOT_DEFINED", "associationTypeId": TO_COMPANY[kind]}]
        body = {
            "properties": {**properties, read.MARKED[kind]: read.marked(text, key)},
            "associations": [{"to": {"id": company_id}, "types": types}],
        }
        return read.id_of(self._http.ask("POST", f"{OBJECTS}/{kind}", body=body))

    def _having(self, name: str, value: str, same: Any) -> list[str]:
        answer = self._search("companies", _filter(name, value), (name,), limit=PAGE)
        found = read.records(answer)
        held = [(read.id_of(one), read.properties(one).get(name) or "") for one in found]
        return [id_ for id_, text in held if same(text) == same(value)]

    def _changed_page(self, since: datetime, after: int) -> Json:
        changed = _filter(read.CHANGED, str(int(since.timestamp() * 1000)), "GTE")
        oldest = [{"propertyName": read.CHANGED, "direction": "ASCENDING"}]
        return self._search(
            "companies", changed, read.MIRRORED, sorts=oldest, limit=SEARCH_PAGE, after=after
        )

    def _search(
        self, kind: str, filters: list[Json], properties: Iterable[str], **more: Json
    ) -> Json:
        body = {"filterGroups": [{"filters": filters}], "properties": list(properties), **more}
        return self._search_http.ask("POST", f"{OBJECTS}/{kind}/search", body=body, repeatable=True)

    def _associated(self, company_id: str, kind: str) -> Iterator[Json]:
        path = f"/crm/v4/objects/companies/{_id(company_id)}/associations/{kind}"
        for page in self._pages(path, {"limit": ASSOCIATED}):
            ids = [str(one["toObjectId"]) for one in page]
            for start in range(0, len(ids), BATCH):
                inputs = [{"id": id_} for id_ in ids[start : start + BATCH]]
                body = {"properties": [read.MARKED[kind]], "inputs": inputs}
                path = f"{OBJECTS}/{kind}/batch/read"
                yield from read.records(self._http.ask("POST", path, body=body, repeatable=True))

    def _pages(self, path: str, query: Mapping[str, Any]) -> Iterator[list[Json]]:
        after: dict[str, str] = {}
        while True:
            answer = self._http.get(path, {**query, **after})
            yield read.records(answer)
            following = read.after(answer)
            if following is None:
                return
            if after.get("after") == following:
                raise BadAnswer(f"hubspot: {path}: the page after {following} is itself")
            after = {"after": following}


def _page(found: Iterable[Json], owners: Mapping[str, Owner]) -> CrmPage:
    companies: list[CrmCompany] = []
    bad: dict[str, str] = {}
    changes: list[datetime] = []
    for number, one in enumerate(found):
        try:
            changes += filter(None, [read.instant(read.properties(one), read.CHANGED)])
            companies.append(read.company(one, owners))
        except BadAnswer as error:
            id_ = one.get("id") if isinstance(one, dict) else None
            bad[id_ if isinstance(id_, str) and id_ else f"number {number}"] = str(error)
    return CrmPage(companies, bad, max(changes, default=None))


def _filter(name: str, value: str, operator: str = "EQ") -> list[Json]:
    return [{"propertyName": name, "operator": operator, "value": value}]


def _newest(name: str, count: int) -> dict[str, Json]:
    return {"sorts": [{"propertyName": name, "direction": "DESCENDING"}], "limit": count}


def _milliseconds(at: datetime) -> str:
    return str(round(at.timestamp() * 1000))


def _only(ids: list[str], what: str) -> str:
    if len(ids) > 1:
        raise AmbiguousInSource(f"hubspot: {len(ids)} companies {what}", tuple(sorted(ids)))
    return ids[0]


def _id(company_id: str) -> str:
    """Ids go into paths, and one that a person typed may hold anything."""
    if not company_id.isdigit():
        raise NotInSource(f"hubspot: {company_id!r} is no id of a company")
    return company_id
