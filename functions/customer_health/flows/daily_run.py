"""The daily run: which companies, in which shards, and what came of them.

Everything may happen twice. A shard's task has a deterministic id, its companies' results are
absolute values, and the last shard to report closes the run's record.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from customer_health.domain.company import UserByEmail
from customer_health.domain.instants import TORONTO, clock_of, iso, parse_instant
from customer_health.domain.rules import DEFAULT_RULES, Rule
from customer_health.errors import CustomerHealthError, DatabaseDown
from customer_health.flows.alert_moves import write
from customer_health.flows.company_run import ReaderAndWriter, run_company
from customer_health.flows.company_tracking import forget
from customer_health.flows.match_review import match_all, waiting
from customer_health.flows.planning import plan_notices
from customer_health.stores import alerts, companies, customers, runs
from customer_health.stores.bulk import BulkDatabase
from customer_health.stores.database import Database

SHARD_SIZE = 50
SIDE_BY_SIDE = 16
TOMBSTONE_KEPT = timedelta(days=7)
MADE_UP_DAYS = 7
MATCHED_FIRST = 500

log = logging.getLogger(__name__)
Enqueue = Callable[[dict[str, Any], str], None]
Progress = Callable[[], object]


def nothing() -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Shard:
    """A part of a run, as it travels in a task. `clock` is the scheduled time, ISO-8601. A day
    that is made up for beside a newer run leaves all but its history to that one."""

    run_date: str
    request: str
    clock: str
    number: int
    companies: list[str]
    history_only: bool = False

    @property
    def task_id(self) -> str:
        return f"{self.run_date}-{self.request}-{self.number:04}"


def linked_companies(database: Database) -> list[str]:
    return sorted(database.where(companies.ROOT, "csmDashboardLinked", True))


def plan(run_date: date, request: str, clock: datetime, company_ids: Sequence[str]) -> list[Shard]:
    """The same companies always make the same shards. An empty run has one, to close it."""
    starts = range(0, max(len(company_ids), 1), SHARD_SIZE)
    return [
        Shard(
            run_date.isoformat(),
            request,
            iso(clock),
            number,
            list(company_ids[start : start + SHARD_SIZE]),
        )
        for number, start in enumerate(starts)
    ]


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


def missed_days(database: Database, run_date: date) -> list[date]:
    """The days between the last run and this one, not further back than a week."""
    recent = [run_date - timedelta(days=n) for n in range(1, MADE_UP_DAYS + 1)]
    missed: list[date] = []
    for day in recent:
        if database.get(f"{runs.path(day)}/request"):
            return missed
        missed.append(day)
    return []  # the first run of all, or the first in a long time


def enqueue_run(
    database: Database,
    enqueue: Enqueue,
    shards: Sequence[Shard],
    now: datetime,
    made_up_by: date | None = None,
) -> None:
    database.patch(start_of(shards, now, made_up_by))
    for shard in shards:
        enqueue(asdict(shard), shard.task_id)
    log.info("run %s: %d shards queued", shards[0].run_date, len(shards))


def start_of(
    shards: Sequence[Shard], now: datetime, made_up_by: date | None = None
) -> dict[str, Any]:
    """The record of a run that begins with these shards."""
    first = shards[0]
    companies_by_shard = {shard.number: shard.companies for shard in shards}
    run_date, clock = date.fromisoformat(first.run_date), parse_instant(first.clock)
    return runs.start(run_date, first.request, clock, now, companies_by_shard, made_up_by)


def enqueue_missing(
    database: Database,
    enqueue: Enqueue,
    run_date: date,
    run: Mapping[str, Any],
    suffix: str = "",
) -> None:
    """Queue the shards that have not reported: under their own ids, which Cloud Tasks takes once,
    or with a suffix for new ones. Results are absolute, so a late twin is harmless."""
    for name, company_ids in (database.get(runs.plan_path(run_date)) or {}).items():
        if name not in run.get("shards", {}):
            number = int(name.removeprefix("n"))
            shard = Shard(run_date.isoformat(), run["request"], run["clock"], number, company_ids)
            enqueue(asdict(shard), f"{shard.task_id}{suffix}")


def forget_unlinked(database: Database, linked: set[str], now: datetime) -> None:
    """Take companies whose unlinking was missed off the list, and old tombstones away."""
    for company_id in set(database.get(customers.INDEX, shallow=True) or ()) - linked:
        row = database.get(customers.row_path(company_id))
        if customers.is_tracked(row):
            gone = partial(forget, database, company_id, row, now)
            write(database, gone(), gone)
        elif row and now - parse_instant(row["changedAt"]) > TOMBSTONE_KEPT:
            database.patch({customers.row_path(company_id): None})


async def run_shard(
    bulk: BulkDatabase,
    shard: Shard,
    now: Callable[[], datetime],
    user_by_email: UserByEmail,
    progress: Progress = nothing,
) -> bool:
    """Run a shard's companies and report; true if that made the run complete. One of a run that
    has been started anew since, or deleted, is left. Raises DatabaseDown at the end if a company
    could not be read or written for that reason, so that the task is tried again."""
    run_date = date.fromisoformat(shard.run_date)
    if json.loads(await bulk.get(f"{runs.path(run_date)}/request")) != shard.request:
        log.info("shard %s is of no run that goes on", shard.task_id)
        return False
    past = run_date < now().astimezone(TORONTO).date()
    rules = alerts.read_rules(json.loads(await bulk.get(alerts.RULES)))
    report, down = await run_companies(
        bulk,
        shard.companies,
        run_date,
        parse_instant(shard.clock),
        past=past,
        user_by_email=user_by_email,
        rules=rules,
        history_only=shard.history_only,
        progress=progress,
    )
    report.reads, report.bytes_read = bulk.reads, bulk.bytes_read
    await bulk.patch(runs.finish_shard(run_date, shard.number, report, now()))
    complete = await close_if_last(bulk, run_date, now())
    if complete and not past and await may_plan(bulk, run_date, shard.number):
        await plan_notices(bulk, run_date, now())
    if down:
        raise DatabaseDown(f"shard {shard.task_id}: {len(down)} companies to try again: {down[:5]}")
    return complete


async def run_companies(
    database: ReaderAndWriter,
    company_ids: Sequence[str],
    run_date: date,
    clock: datetime,
    *,
    past: bool,
    user_by_email: UserByEmail,
    rules: Mapping[str, Rule] = DEFAULT_RULES,
    history_only: bool = False,
    progress: Progress = nothing,
) -> tuple[runs.ShardReport, list[str]]:
    """Run companies side by side. None stops another: what went wrong is in the report, and those
    that only an outage stopped are returned besides."""
    report, down = runs.ShardReport(), list[str]()
    slots = asyncio.Semaphore(SIDE_BY_SIDE)

    async def run_one(company_id: str) -> None:
        async with slots:
            try:
                outcome = await run_company(
                    database,
                    company_id,
                    run_date,
                    clock,
                    past=past,
                    user_by_email=user_by_email,
                    rules=rules,
                    history_only=history_only,
                )
            except DatabaseDown as error:
                down.append(company_id)
                report.failed[company_id] = str(error)
            except CustomerHealthError as error:
                report.failed[company_id] = str(error)
            except Exception as error:  # one bad company never stops a run
                log.exception("company %s failed", company_id)
                report.failed[company_id] = f"{type(error).__name__}: {error}"
            else:
                report.done += outcome.health is not None
                report.skipped += outcome.health is None
                for metric, worse in outcome.worse.items():
                    report.measured[metric] = report.measured.get(metric, 0) + 1
                    report.worse[metric] = report.worse.get(metric, 0) + worse
                if outcome.health and outcome.was is not None:
                    report.repaired[company_id] = {
                        "was": outcome.was,
                        "is": outcome.health.employees,
                    }
            progress()

    await asyncio.gather(*map(run_one, company_ids))
    return report, down


async def may_plan(bulk: BulkDatabase, run_date: date, number: int) -> bool:
    """One shard's task plans the notices; once it has, one that was tried again adds its own."""
    if await bulk.claim(runs.planner_path(run_date), f"{number}"):
        return True
    return bool(json.loads(await bulk.get(runs.planned_path(run_date))))


async def close_if_last(bulk: BulkDatabase, run_date: date, now: datetime) -> bool:
    """Whoever sees all shards in sums them up; who comes later sums up the same."""
    expected = json.loads(await bulk.get(f"{runs.path(run_date)}/shardCount"))
    shards = f"{runs.path(run_date)}/shards"
    if len(json.loads(await bulk.get(shards, shallow=True)) or ()) < expected:
        return False
    await bulk.patch(runs.finish(run_date, json.loads(await bulk.get(shards)), now))
    return True
