"""The daily run: which companies are in it, and which days it makes up for."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import partial

from customer_health.domain.instants import TORONTO, clock_of, iso, parse_instant
from customer_health.flows.alert_moves import write
from customer_health.flows.company_tracking import forget
from customer_health.flows.match_review import match_all, waiting
from customer_health.flows.shards import Enqueue, enqueue_missing, enqueue_run, plan
from customer_health.stores import companies, customers, runs
from customer_health.stores.database import Database

TOMBSTONE_KEPT = timedelta(days=7)
MADE_UP_DAYS = 7
MATCHED_FIRST = 500


def start_run(database: Database, enqueue: Enqueue, clock: datetime, now: datetime) -> None:
    """Cut the linked companies into shards and hand each to a task.

    Companies whose matching was missed are matched, as many as cannot delay the run before it;
    days without a run since the last one are made up for from raw data. The same scheduled time
    once more only queues what has not reported.
    """
    run_date = clock.astimezone(TORONTO).date()
    request = iso(clock).replace("-", "").replace(":", "")
    run = database.get(runs.path(run_date))
    if run and run["request"] == request:
        enqueue_missing(database, enqueue, run_date, run)
        return
    unmatched = waiting(database)
    match_all(database, unmatched[:MATCHED_FIRST], now)
    company_ids = linked_companies(database)
    forget_unlinked(database, set(company_ids), now)
    missed = missed_days(database, run_date)
    enqueue_run(database, enqueue, plan(run_date, request, clock, company_ids), now)
    for day in missed:
        made_up = plan(day, f"made-up-{request}", clock_of(day), company_ids)
        shards = [replace(shard, history_only=True) for shard in made_up]
        enqueue_run(database, enqueue, shards, now, made_up_by=run_date)
    match_all(database, unmatched[MATCHED_FIRST:], now)


def linked_companies(database: Database) -> list[str]:
    return sorted(database.where(companies.ROOT, "csmDashboardLinked", True))


def missed_days(database: Database, run_date: date) -> list[date]:
    """The days between the last run and this one, not further back than a week."""
    recent = [run_date - timedelta(days=n) for n in range(1, MADE_UP_DAYS + 1)]
    missed: list[date] = []
    for day in recent:
        if database.get(f"{runs.path(day)}/request"):
            return missed
        missed.append(day)
    return []  # the first run of all, or the first in a long time


def forget_unlinked(database: Database, linked: set[str], now: datetime) -> None:
    """Take companies whose unlinking was missed off the list, and old tombstones away."""
    for company_id in set(database.get(customers.INDEX, shallow=True) or ()) - linked:
        row = database.get(customers.row_path(company_id))
        if customers.is_tracked(row):
            gone = partial(forget, database, company_id, row, now)
            write(database, gone(), gone)
        elif row and now - parse_instant(row["changedAt"]) > TOMBSTONE_KEPT:
            database.patch({customers.row_path(company_id): None})
