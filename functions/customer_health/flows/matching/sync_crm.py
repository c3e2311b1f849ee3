"""Sync the mirror of the CRM's companies: all of them once a day, and the changed ones in between.

A sync only writes what the CRM says now, so one that ended early is simply repeated: a full sync
from its beginning, one of changes from its last complete page.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from itertools import islice
from typing import Any, Protocol

from customer_health.domain.instants import TORONTO
from customer_health.domain.matching.crm import CrmCompany, CrmPage
from customer_health.errors import BadAnswer, SourceError
from customer_health.flows.matching.review import PARALLEL, match_all, waiting
from customer_health.stores.matching import crm_companies, crm_sync, matches
from customer_health.stores.matching.crm_companies import SlackId
from customer_health.stores.matching.crm_sync import Tally
from customer_health.stores.rtdb.client import Database
from customer_health.threads import Threads

OVERLAP = timedelta(minutes=15)
"""The CRM's search may lag behind its writes, and its clock may differ from ours, by this much."""

ROWS = 1000
REMOVED_AT_ONCE = 500

log = logging.getLogger(__name__)


class CompaniesPort(Protocol):
    """The CRM's companies in pages. Both methods raise SourceDown, SourceRefused or BadAnswer, also
    between two pages."""

    def companies(self) -> Iterator[CrmPage]: ...

    def changed(self, since: datetime) -> Iterator[CrmPage]: ...


@dataclass(slots=True)
class RunningSync:
    """A sync in progress. `names` and `emails` are those of the records that changed: a company
    with one of them may have a match now that it had not before."""

    database: Database
    crm: CompaniesPort
    slack_id: SlackId
    tally: Tally
    names: set[str] = field(default_factory=set)
    emails: set[str] = field(default_factory=set)


def sync(database: Database, crm: CompaniesPort, now: datetime, slack_id: SlackId) -> Tally:
    """Bring the mirror in line with the CRM, and match the companies that may fit what changed.

    An outage is not raised: it ends the sync early, is reported in CrmSync, and the next sync
    continues. Returns the counts of what was done.
    """
    state = crm_sync.read(database.get(crm_sync.MIRROR))
    full = state.full_at is None or day_of(state.full_at) < day_of(now)
    running = RunningSync(database, crm, cache(slack_id), Tally("full" if full else "changes"))
    try:
        if full:
            take_all(running, now)
        else:
            take_changes(running, state.changed_until or now)
    except SourceError as error:
        running.tally.error = str(error)
        log.error("the CRM's sync (%s) ended early: %s", running.tally.kind, error)
    running.tally.matched = match_changed(running, now, everyone=full)
    database.patch(crm_sync.report(running.tally, now))
    return running.tally


def day_of(instant: datetime) -> date:
    return instant.astimezone(TORONTO).date()


def take_all(running: RunningSync, began: datetime) -> None:
    """Take over all companies. Those that were on no page are removed, once the last page is in."""
    stored: dict[str, Any] = {}
    for rows in running.database.pages(crm_companies.ROOT, ROWS):
        stored |= rows
    missing = set(stored)
    for page in running.crm.companies():
        take_page(running, page, stored)
        missing -= {company.id for company in page.companies} | set(page.bad)
    if not running.tally.seen:
        # An empty mirror means a deployment without a CRM: every company would be linked.
        raise BadAnswer("the CRM lists no companies; the mirror is left as it is")
    remove(running.database, missing)
    running.tally.removed = len(missing)
    running.database.patch(crm_sync.complete(began, running.tally.seen))


def remove(database: Database, missing: Iterable[str]) -> None:
    ids = iter(sorted(missing))
    while batch := list(islice(ids, REMOVED_AT_ONCE)):
        database.patch({crm_companies.path(crm_id): None for crm_id in batch})


def take_changes(running: RunningSync, until: datetime) -> None:
    """Take over what changed since `until`, and note after each page how far the mirror is."""
    for page in running.crm.changed(until - OVERLAP):
        take_page(running, page, stored_records(running.database, page.companies))
        if page.changed_until and page.changed_until > until:
            until = page.changed_until
            running.database.patch(crm_sync.reached(until))


def stored_records(database: Database, companies: Iterable[CrmCompany]) -> Mapping[str, Any]:
    """Return the mirror's records of companies by id, read in parallel."""
    ids = [company.id for company in companies]
    with Threads(PARALLEL) as pool:
        nodes = pool.map(lambda crm_id: database.get(crm_companies.path(crm_id)), ids)
        return dict(zip(ids, nodes, strict=True))


def take_page(running: RunningSync, page: CrmPage, stored: Mapping[str, Any]) -> None:
    """Write what differs between a page and the mirror's records."""
    running.tally.seen += len(page.companies) + len(page.bad)
    running.tally.bad |= page.bad
    updates: dict[str, Any] = {}
    for company in page.companies:
        differences = crm_companies.save(company, stored.get(company.id), running.slack_id)
        updates |= differences
        running.tally.written += bool(differences)
        if any(not path.endswith("/owner") for path in differences):  # name or e-mail changed
            running.names.add(company.name)
            running.emails.add(company.email)
    if updates:
        running.database.patch(updates)


def match_changed(running: RunningSync, now: datetime, *, everyone: bool) -> int:
    """Match the companies that the changed records may fit, and return how many are linked now.

    Those are the companies without a match, those in the review with a name or e-mail of a changed
    record, and, with `everyone`, those linked without a CRM record. The daily run matches all that
    wait, and so finds new near-misses too.
    """
    if not running.names:
        return 0
    database, review = running.database, matches.in_review(running.database)
    affected = {
        company_id
        for company_id in waiting(database)
        if (record := review.get(company_id)) is None
        or record.name in running.names
        or record.email in running.emails
    }
    if everyone:
        affected |= {id_ for id_, crm_id in matches.linked(database).items() if crm_id is None}
    return match_all(database, sorted(affected), now).states["linked"]
