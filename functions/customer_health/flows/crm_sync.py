"""The mirror of the CRM's companies: all of them once a day, between those what changed.

Whatever is written follows from what the CRM says now, so a sync that ends early is simply done
again: a full one from its beginning, one of changes from the last page that it came to.
"""

import logging
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import islice
from typing import Any, Protocol

from customer_health.domain.crm import CrmCompany, CrmPage
from customer_health.domain.instants import TORONTO
from customer_health.errors import BadAnswer, SourceError
from customer_health.flows.match_review import AT_ONCE, match_all, waiting
from customer_health.stores import crm_companies, crm_sync, matches
from customer_health.stores.crm_sync import Tally
from customer_health.stores.database import Database
from customer_health.stores.records import is_key

OVERLAP = timedelta(minutes=15)
"""The CRM's search may be so far behind what was written, and its clock beside ours."""

ROWS = 1000
REMOVED_AT_ONCE = 500

log = logging.getLogger(__name__)


class Crm(Protocol):
    """Both raise SourceDown, SourceRefused or BadAnswer, also between two pages."""

    def companies(self) -> Iterator[CrmPage]: ...

    def changed(self, since: datetime) -> Iterator[CrmPage]: ...


@dataclass(slots=True)
class Changed:
    """The names and addresses under which companies may be found now that were not before."""

    names: set[str] = field(default_factory=set)
    emails: set[str] = field(default_factory=set)


def sync(database: Database, crm: Crm, now: datetime) -> Tally:
    """Bring the mirror in line with the CRM, and match the companies that may fit what changed.

    An outage ends it early and is said in CrmSync, not raised: the next one goes on.
    """
    state = crm_sync.read(database.get(crm_sync.MIRROR))
    full = state.full_at is None or day_of(state.full_at) < day_of(now)
    tally, changed = Tally("full" if full else "changes"), Changed()
    try:
        if full:
            take_all(database, crm, now, tally, changed)
        else:
            take_changes(database, crm, state.changed_until or now, tally, changed)
    except SourceError as error:
        tally.error = str(error)
        log.error("the CRM's %s ended early: %s", tally.kind, error)
    tally.matched = match_changed(database, changed, now, everyone=full)
    database.patch(crm_sync.report(tally, now))
    return tally


def day_of(instant: datetime) -> Any:
    return instant.astimezone(TORONTO).date()


def take_all(database: Database, crm: Crm, began: datetime, tally: Tally, changed: Changed) -> None:
    """Only once the last page is in are those removed that were on none."""
    held: dict[str, Any] = {}
    for rows in database.pages(crm_companies.ROOT, ROWS):
        held |= rows
    gone = set(held)
    for page in crm.companies():
        take(database, page, held, tally, changed)
        gone -= {company.id for company in page.companies} | set(page.bad)
    if not tally.seen:
        # An empty mirror means a deployment without a CRM: every company would be linked.
        raise BadAnswer("the CRM lists no companies; the mirror is left as it is")
    remove(database, gone)
    tally.removed = len(gone)
    database.patch(crm_sync.complete(began, tally.seen))


def remove(database: Database, gone: Iterable[str]) -> None:
    ids = iter(sorted(gone))
    while some := list(islice(ids, REMOVED_AT_ONCE)):
        database.patch({crm_companies.path(crm_id): None for crm_id in some})


def take_changes(
    database: Database, crm: Crm, until: datetime, tally: Tally, changed: Changed
) -> None:
    for page in crm.changed(until - OVERLAP):
        take(database, page, held_of(database, page.companies), tally, changed)
        if page.changed_until and page.changed_until > until:
            until = page.changed_until
            database.patch(crm_sync.reached(until))


def held_of(database: Database, companies: Iterable[CrmCompany]) -> Mapping[str, Any]:
    ids = [company.id for company in companies]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        nodes = pool.map(lambda crm_id: database.get(crm_companies.path(crm_id)), ids)
        return dict(zip(ids, nodes, strict=True))


def take(
    database: Database, page: CrmPage, held: Mapping[str, Any], tally: Tally, changed: Changed
) -> None:
    tally.seen += len(page.companies) + len(page.bad)
    tally.bad |= page.bad
    updates: dict[str, Any] = {}
    for company in page.companies:
        if not is_key(company.id):
            tally.bad[repr(company.id)] = "can't be an id"
            continue
        differences = crm_companies.save(company, held.get(company.id))
        updates |= differences
        tally.written += bool(differences)
        if any(not path.endswith("/owner") for path in differences):
            changed.names.add(company.name)
            changed.emails.add(company.email)
    if updates:
        database.patch(updates)


def match_changed(database: Database, changed: Changed, now: datetime, *, everyone: bool) -> int:
    """Match the companies that what changed may settle: those without a match, those in the review
    under one of its names or addresses, and, `everyone`, those linked without a CRM record.
    Returns how many are linked now. The daily run looks at all that wait, near-misses too."""
    if not changed.names:
        return 0
    review = matches.in_review(database)
    affected = {
        company_id
        for company_id in waiting(database)
        if (standing := review.get(company_id)) is None
        or standing.name in changed.names
        or standing.email in changed.emails
    }
    if everyone:
        affected |= {id_ for id_, crm_id in matches.linked(database).items() if crm_id is None}
    return match_all(database, sorted(affected), now).states["linked"]
