"""Take companies off the list whose unlinking was missed."""

import logging
from collections.abc import Callable, Collection, Mapping
from datetime import datetime, timedelta
from typing import Any

from customer_health.domain.instants import parse_instant
from customer_health.flows.tracking.track_company import read_untracked, untrack
from customer_health.flows.writing.alert_lock import write_under_alert_lock
from customer_health.stores.customers import rows
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.update import Update

TOMBSTONE_KEPT = timedelta(days=7)
FEW = 20
SHARE = 0.3
"""Events take companies off the list; what they have missed is little. If more than FEW customers,
and more than this share, are linked no longer, rather a setting or the app's data is wrong."""

Agree = Callable[[Collection[str]], bool]
log = logging.getLogger(__name__)


def forget_unlinked(
    database: Database, linked: Collection[str], now: datetime, agree: Agree | None = None
) -> None:
    """Take companies off the list that are not linked, and delete old tombstones.

    Many at once are taken off only if `agree`, which is called with their ids, returns true.
    Without it they stay, and the log says so.
    """
    listed = set(database.get(rows.ROOT, shallow=True) or ()) - set(linked)
    found = {company_id: database.get(rows.path(company_id)) for company_id in sorted(listed)}
    customers = [company_id for company_id, row in found.items() if rows.is_tracked(row)]
    if are_many(customers, linked) and not (agree and agree(customers)):
        log.error(
            "%s customers, such as %s, are linked no longer: too many to take off the list unasked",
            len(customers),
            customers[0],
        )
        for company_id in customers:
            del found[company_id]
    forget(database, found, now)


def are_many(unlinked: Collection[str], linked: Collection[str]) -> bool:
    return len(unlinked) > max(FEW, SHARE * (len(unlinked) + len(linked)))


def forget(database: Database, found: Mapping[str, Any], now: datetime) -> None:
    for company_id, row in found.items():
        try:
            forget_one(database, company_id, row, now)
        except Exception:  # one bad company never stops a run
            log.exception("company %s was not taken off the list", company_id)


def forget_one(database: Database, company_id: str, row: Any, now: datetime) -> None:
    """Take a company off the list, or delete its tombstone if that is old."""

    def decide() -> Update:
        state = read_untracked(database, company_id, row)
        return untrack(state, now) if state else Update()

    if update := decide():
        write_under_alert_lock(database, update, decide)
    elif row and now - parse_instant(row["changedAt"]) > TOMBSTONE_KEPT:
        database.patch({rows.path(company_id): None})
