"""Start a daily run: choose its companies, and queue the missed days too."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from customer_health.domain.instants import TORONTO, clock_of, iso
from customer_health.errors import DatabaseDown
from customer_health.flows.matching.review import match_all, waiting
from customer_health.flows.runs.shards import Enqueue, enqueue_missing, enqueue_run, split
from customer_health.flows.tracking.unlinked import forget_unlinked
from customer_health.stores.customers import rows
from customer_health.stores.metrics import companies
from customer_health.stores.rtdb.client import Database
from customer_health.stores.runs import runs

MADE_UP_DAYS = 7
MATCHED_FIRST = 500
"""This many companies are matched before the run is queued, the others after, so that a long
matching can't delay the run."""

log = logging.getLogger(__name__)


def start_run(database: Database, enqueue: Enqueue, clock: datetime, now: datetime) -> None:
    """Queue the linked companies in shards, and the days without a complete run since the last one.

    First matches companies whose matching was missed, up to MATCHED_FIRST. A second call for the
    same scheduled time only queues the shards that have not reported.
    """
    run_date = clock.astimezone(TORONTO).date()
    request = iso(clock).replace("-", "").replace(":", "")
    run = database.get(runs.path(run_date))
    if run and run["request"] == request:
        enqueue_missing(database, enqueue, run_date, run)
        make_up(database, enqueue, run_date, request, linked_companies(database), now)
        return
    unmatched = waiting(database)
    match_all(database, unmatched[:MATCHED_FIRST], now)
    company_ids = linked_companies(database)
    forget_unlinked(database, company_ids, now)
    enqueue_run(database, enqueue, split(run_date, request, clock, company_ids), now)
    make_up(database, enqueue, run_date, request, company_ids, now)
    match_all(database, unmatched[MATCHED_FIRST:], now)


def make_up(
    database: Database,
    enqueue: Enqueue,
    run_date: date,
    request: str,
    company_ids: Sequence[str],
    now: datetime,
) -> None:
    """Queue the missed days. Of a day that the same request has queued before, queue only the
    shards that have not reported."""
    for day in missed_days(database, run_date):
        made_up = split(day, f"made-up-{request}", clock_of(day), company_ids)
        shards = [replace(shard, history_only=True) for shard in made_up]
        run = database.get(runs.path(day))
        if run and run["request"] == shards[0].request:
            enqueue_missing(database, enqueue, day, run)
        else:
            enqueue_run(database, enqueue, shards, now, made_up_by=run_date)


def linked_companies(database: Database) -> list[str]:
    """Return the linked companies, those of one instance of the database after those of another.

    If an instance does not answer, its companies are those on the list: they fail in the run, which
    says so, and no other does.
    """
    found: list[str] = []
    for instance in database.each_instance():
        try:
            linked: Iterable[str] = instance.where(companies.ROOT, "csmDashboardLinked", True)
        except DatabaseDown as error:
            log.error("an instance of the database is down: %s", error)
            linked = database.get(rows.ROOT, shallow=True) or ()
        found += sorted(company_id for company_id in linked if instance.has(company_id))
    return found


def missed_days(database: Database, run_date: date) -> list[date]:
    """Return the days without a complete run since the first complete one of the last week. There
    are none on the first run of all, and after a gap of more than a week."""
    recent = [run_date - timedelta(days=n) for n in range(MADE_UP_DAYS, 0, -1)]
    complete = [day for day in recent if runs.is_complete(database, day)]
    return [day for day in recent if complete and day > complete[0] and day not in complete]
