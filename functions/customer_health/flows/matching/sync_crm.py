"""The mirror of the CRM's companies: all of them once a day, between those what changed.

Whatever is written follows from what the CRM says now, so a sync that ends early is simply done
again: a full one from its beginning, one of changes from the last page that it came to.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from functools import cache
from itertools import islice
from typing import Any, Protocol

from customer_health.domain.instants import TORONTO
from customer_health.domain.matching.crm import CrmCompany, CrmPage
from customer_health.errors import BadAnswer, SourceError
from customer_health.flows.matching.review import AT_ONCE, match_all, waiting
from customer_health.stores.matching import crm_companies, crm_sync, matches
from customer_health.stores.matching.crm_companies import SlackId
from customer_health.stores.matching.crm_sync import Tally
from customer_health.stores.rtdb.client import Database

OVERLAP = timedelta(minutes=15)
"""The CRM's search may be so far behind what was written, and its clock beside ours."""

ROWS = 1000
REMOVED_AT_ONCE = 500

log = logging.getLogger(__name__)


class CompaniesPort(Protocol):
    """Both raise SourceDown, SourceRefused or BadAnswer, also between two pages."""

    def companies(self) -> Iterator[CrmPage]: ...

    def changed(self, since: datetime) -> Iterator[CrmPage]: ...


@dataclass(slots=True)
class Work:
    """A sync under way. `names` and `emails` are those under which companies may be found now that
    were not before."""

    database: Database
    crm: CompaniesPort
    slack_id: SlackId
    tally: Tally
    names: set[str] = field(default_factory=set)
    emails: set[str] = field(default_factory=set)


def sync(database: Database, crm: CompaniesPort, now: datetime, slack_id: SlackId) -> Tally:
    """Bring the mirror in line with the CRM, and match the companies that may fit what changed.

    An outage ends it early and is said in CrmSync, not raised: the next one goes on.
    """
    state = crm_sync.read(database.get(crm_sync.MIRROR))
    full = state.full_at is None or day_of(state.full_at) < day_of(now)
    work = Work(database, crm, cache(slack_id), Tally("full" if full else "changes"))
    try:
        if full:
            take_all(work, now)
        else:
            take_changes(work, state.changed_until or now)
    except SourceError as error:
        work.tally.error = str(error)
        log.error("the CRM's %s ended early: %s", work.tally.kind, error)
    work.tally.matched = match_changed(work, now, everyone=full)
    database.patch(crm_sync.report(work.tally, now))
    return work.tally


def day_of(instant: datetime) -> date:
    return instant.astimezone(TORONTO).date()


def take_all(work: Work, began: datetime) -> None:
    """Only once the last page is in are those removed that were on none."""
    held: dict[str, Any] = {}
    for rows in work.database.pages(crm_companies.ROOT, ROWS):
        held |= rows
    gone = set(held)
    for page in work.crm.companies():
        take(work, page, held)
        gone -= {company.id for company in page.companies} | set(page.bad)
    if not work.tally.seen:
        # An empty mirror means a deployment without a CRM: every company would be linked.
        raise BadAnswer("the CRM lists no companies; the mirror is left as it is")
    remove(work.database, gone)
    work.tally.removed = len(gone)
    work.database.patch(crm_sync.complete(began, work.tally.seen))


def remove(database: Database, gone: Iterable[str]) -> None:
    ids = iter(sorted(gone))
    while some := list(islice(ids, REMOVED_AT_ONCE)):
        database.patch({crm_companies.path(crm_id): None for crm_id in some})


def take_changes(work: Work, until: datetime) -> None:
    for page in work.crm.changed(until - OVERLAP):
        take(work, page, held_of(work.database, page.companies))
        if page.changed_until and page.changed_until > until:
            until = page.changed_until
            work.database.patch(crm_sync.reached(until))


def held_of(database: Database, companies: Iterable[CrmCompany]) -> Mapping[str, Any]:
    ids = [company.id for company in companies]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        nodes = pool.map(lambda crm_id: database.get(crm_companies.path(crm_id)), ids)
        return dict(zip(ids, nodes, strict=True))


def take(work: Work, page: CrmPage, held: Mapping[str, Any]) -> None:
    work.tally.seen += len(page.companies) + len(page.bad)
    work.tally.bad |= page.bad
    updates: dict[str, Any] = {}
    for company in page.companies:
        differences = crm_companies.save(company, held.get(company.id), work.slack_id)
        updates |= differences
        work.tally.written += bool(differences)
        if any(not path.endswith("/owner") for path in differences):
            work.names.add(company.name)
            work.emails.add(company.email)
    if updates:
        work.database.patch(updates)


def match_changed(work: Work, now: datetime, *, everyone: bool) -> int:
    """Match the companies that what changed may settle: those without a match, those in the review
    under one of its names or addresses, and, `everyone`, those linked without a CRM record.
    Returns how many are linked now. The daily run looks at all that wait, near-misses too."""
    if not work.names:
        return 0
    database, review = work.database, matches.in_review(work.database)
    affected = {
        company_id
        for company_id in waiting(database)
        if (standing := review.get(company_id)) is None
        or standing.name in work.names
        or standing.email in work.emails
    }
    if everyone:
        affected |= {id_ for id_, crm_id in matches.linked(database).items() if crm_id is None}
    return match_all(database, sorted(affected), now).states["linked"]
