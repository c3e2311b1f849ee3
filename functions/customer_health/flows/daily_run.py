"""The daily run: which companies, in which shards, and what came of them.

Everything may happen twice. A shard's task has a deterministic id, its companies' results are
absolute values, and the last shard to report closes the run's record.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from customer_health.domain.instants import TORONTO, iso, parse_instant
from customer_health.errors import CustomerHealthError, DatabaseDown
from customer_health.flows.company_records import UserByEmail
from customer_health.flows.company_run import ReaderAndWriter, run_company
from customer_health.flows.company_tracking import forget
from customer_health.stores import companies, customers, runs
from customer_health.stores.bulk import BulkDatabase
from customer_health.stores.database import Database

SHARD_SIZE = 50
SIDE_BY_SIDE = 16
TOMBSTONE_KEPT = timedelta(days=7)

log = logging.getLogger(__name__)
Enqueue = Callable[[dict[str, Any], str], None]
Progress = Callable[[], object]


def nothing() -> None:
    """Nobody watches."""


@dataclass(frozen=True, slots=True)
class Shard:
    """A part of a run, as it travels in a task. `clock` is the scheduled time, ISO-8601."""

    run_date: str
    request: str
    clock: str
    number: int
    companies: list[str]

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
    """Cut the linked companies into shards and hand each to a task."""
    run_date = clock.astimezone(TORONTO).date()
    request = clock.strftime("%Y%m%dT%H%M%SZ")
    company_ids = linked_companies(database)
    shards = plan(run_date, request, clock, company_ids)
    if database.get(f"{runs.path(run_date)}/request") != request:
        database.patch(runs.start(run_date, request, clock, now, len(company_ids), len(shards)))
    for shard in shards:
        enqueue(asdict(shard), shard.task_id)
    forget_unlinked(database, set(company_ids), now)
    log.info("run %s: %d companies in %d shards", run_date, len(company_ids), len(shards))


def forget_unlinked(database: Database, linked: set[str], now: datetime) -> None:
    """Take companies whose unlinking was missed off the list, and old tombstones away."""
    for company_id in set(database.get(customers.INDEX, shallow=True) or ()) - linked:
        row = database.get(customers.row_path(company_id))
        if customers.is_tracked(row):
            database.patch(forget(company_id, row))
        elif row and now - parse_instant(row["changedAt"]) > TOMBSTONE_KEPT:
            database.patch({customers.row_path(company_id): None})


async def run_shard(
    bulk: BulkDatabase,
    shard: Shard,
    now: Callable[[], datetime],
    user_by_email: UserByEmail,
    progress: Progress = nothing,
) -> None:
    """Run a shard's companies and report. Raises DatabaseDown at the end if a company could not
    be read or written for that reason, so that the task is tried again."""
    run_date = date.fromisoformat(shard.run_date)
    past = run_date < now().astimezone(TORONTO).date()
    report, down = await run_companies(
        bulk,
        shard.companies,
        run_date,
        parse_instant(shard.clock),
        past=past,
        user_by_email=user_by_email,
        progress=progress,
    )
    report.reads, report.bytes_read = bulk.reads, bulk.bytes_read
    await bulk.patch(runs.finish_shard(run_date, shard.number, report, now()))
    await close_if_last(bulk, run_date, now())
    if down:
        raise DatabaseDown(f"shard {shard.task_id}: {len(down)} companies to try again: {down[:5]}")


async def run_companies(
    database: ReaderAndWriter,
    company_ids: Sequence[str],
    run_date: date,
    clock: datetime,
    *,
    past: bool,
    user_by_email: UserByEmail,
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
                    database, company_id, run_date, clock, past=past, user_by_email=user_by_email
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
                if outcome.health and outcome.was is not None:
                    report.repaired[company_id] = {
                        "was": outcome.was,
                        "is": outcome.health.employees,
                    }
            progress()

    await asyncio.gather(*map(run_one, company_ids))
    return report, down


async def close_if_last(bulk: BulkDatabase, run_date: date, now: datetime) -> None:
    """Whoever sees all shards in sums them up; who comes later sums up the same."""
    expected = json.loads(await bulk.get(f"{runs.path(run_date)}/shardCount"))
    shards = f"{runs.path(run_date)}/shards"
    if len(json.loads(await bulk.get(shards, shallow=True)) or ()) == expected:
        await bulk.patch(runs.finish(run_date, json.loads(await bulk.get(shards)), now))
