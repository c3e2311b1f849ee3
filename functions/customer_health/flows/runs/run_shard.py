"""Run one shard of a daily run: its companies in parallel, and the report on them.

Every step may be repeated: a company's results are absolute values, and closing the run's record
writes the same totals each time.
"""

import asyncio
import gc
import json
import logging
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date, datetime
from functools import partial
from typing import Any

from customer_health import logs
from customer_health.domain.alerts.alert import DataState
from customer_health.domain.instants import TORONTO, parse_instant
from customer_health.domain.metrics.company import UserByEmail
from customer_health.errors import CustomerHealthError, DatabaseDown
from customer_health.flows.alerts.evaluate import unmeasured_update
from customer_health.flows.alerts.plan_notifications import plan_notifications
from customer_health.flows.runs.company_result import CompanyResult
from customer_health.flows.runs.load_company import load_alerts
from customer_health.flows.runs.run_company import run_company
from customer_health.flows.runs.run_context import Mode, RunContext
from customer_health.flows.runs.shards import Shard
from customer_health.flows.writing.alert_lock import write_bulk
from customer_health.stores.alerts.rules import RULES, read_rules
from customer_health.stores.rtdb.bulk_client import BulkDatabase
from customer_health.stores.rtdb.update import Update
from customer_health.stores.runs import runs

PARALLEL = 16
"""Companies that run at the same time; each holds its records in memory."""

COLLECT_AFTER = 50_000
"""Objects made before Python looks for cycles. A company's records are thousands of objects without
any cycle: to look after every 700, as is usual, takes a sixth of the run's CPU time."""

log = logging.getLogger(__name__)
Progress = Callable[[], object]


def nothing() -> None:
    """Report no progress."""


async def run_shard(
    bulk: BulkDatabase,
    shard: Shard,
    now: Callable[[], datetime],
    user_by_email: UserByEmail,
    progress: Progress = nothing,
) -> bool:
    """Run a shard's companies and write its report. Returns whether that completed the run.

    Does nothing for a run that was deleted, or started anew by another request, even if that
    happens while the shard is running. Raises DatabaseDown at the end if an outage stopped some
    companies, so that the task is retried.
    """
    run_date = date.fromisoformat(shard.run_date)
    if not await is_current(bulk, run_date, shard):
        return False
    rules = read_rules(json.loads(await bulk.get(RULES)))
    mode = mode_of(shard, now())
    clock = parse_instant(shard.clock)
    context = RunContext(bulk, run_date, clock, mode, user_by_email, rules)
    earlier = await report_of(bulk, run_date, shard) if shard.again else None
    company_ids = shard.companies if earlier is None else list(runs.failed_in(earlier))
    report, down = await run_companies(context, company_ids, progress)
    report.reads, report.bytes_read = bulk.reads, bulk.bytes_read
    # Checked again: this report must not go into the record of a run that was started meanwhile.
    if not await is_current(bulk, run_date, shard):
        return False
    await mark_unmeasured(context, without_figures(shard, report, down))
    if earlier is not None:
        report = runs.with_repeated(earlier, report)
    await bulk.patch(runs.finish_shard(run_date, shard.number, report, now()))
    complete = await close_if_last(context, now())
    if complete and not context.past and await may_plan(bulk, run_date, shard.number):
        await plan_notifications(bulk, run_date, now())
    if down:
        raise DatabaseDown(f"shard {shard.task_id}: {len(down)} companies to try again: {down[:5]}")
    return complete


def mode_of(shard: Shard, now: datetime) -> Mode:
    if shard.history_only:
        return "history_only"
    today = now.astimezone(TORONTO).date()
    return "past" if date.fromisoformat(shard.run_date) < today else "today"


async def is_current(bulk: BulkDatabase, run_date: date, shard: Shard) -> bool:
    """Return whether the shard belongs to the request that started the run of its date last."""
    if json.loads(await bulk.get(f"{runs.path(run_date)}/request")) == shard.request:
        return True
    log.info("shard %s belongs to no current run, and is skipped", shard.task_id)
    return False


async def report_of(bulk: BulkDatabase, run_date: date, shard: Shard) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(await bulk.get(runs.shard_path(run_date, shard.number)))
    return report


async def run_companies(
    context: RunContext, company_ids: Sequence[str], progress: Progress = nothing
) -> tuple[runs.ShardReport, list[str]]:
    """Run companies in parallel. One that fails stops no other.

    Returns the report, in which each failure is named, and the companies that only an outage
    stopped.
    """
    report, down = runs.ShardReport(), list[str]()
    slots = asyncio.Semaphore(PARALLEL)

    async def run_one(company_id: str) -> None:
        async with slots:
            try:
                result = await run_company(context, company_id)
            except DatabaseDown as error:
                down.append(company_id)
                report.down += 1
                report.failed[company_id] = str(error)
            except CustomerHealthError as error:
                report.failed[company_id] = str(error)
            except Exception as error:  # one bad company never stops a run
                log.exception("company %s failed", company_id)
                report.failed[company_id] = f"{type(error).__name__}: {error}"
            else:
                tally(report, company_id, result)
            progress()

    with few_collections():
        await asyncio.gather(*map(run_one, company_ids))
    return report, down


@contextmanager
def few_collections() -> Iterator[None]:
    before = gc.get_threshold()
    gc.set_threshold(COLLECT_AFTER, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def tally(report: runs.ShardReport, company_id: str, result: CompanyResult) -> None:
    """Count one company's result in the shard's report."""
    report.done += result.assessment is not None
    report.skipped += result.assessment is None
    for metric, worse in result.regressions.items():
        report.measured[metric] = report.measured.get(metric, 0) + 1
        report.worse[metric] = report.worse.get(metric, 0) + worse
    for name, count in result.health.items():
        report.health[name] = report.health.get(name, 0) + count
    if result.assessment and result.count_drift is not None:
        counts = {"was": result.count_drift, "is": result.assessment.employees}
        report.repaired[company_id] = counts


def without_figures(
    shard: Shard, report: runs.ShardReport, down: Collection[str]
) -> dict[str, DataState]:
    """Return the state of the data of each company that failed. Those that an outage stopped are
    left out on the first attempt, as the task is about to be retried."""
    failed: dict[str, DataState] = {key: "error" for key in report.failed if key not in down}
    return {**failed, **dict.fromkeys(down, "stale")} if shard.again else failed


async def mark_unmeasured(context: RunContext, data_of: Mapping[str, DataState]) -> None:
    """Keep the open alerts of companies without figures at their last values, and mark why."""

    async def decide(company_id: str, data: DataState) -> Update:
        open_alerts = await load_alerts(context.database, company_id, context.window)
        return unmeasured_update(open_alerts, context.rules, data, context.run_date, context.clock)

    for company_id, data in data_of.items():
        try:
            decide_one = partial(decide, company_id, data)
            await write_bulk(context.database, await decide_one(), decide_one)
        except Exception:  # one bad company never stops a run
            log.exception("the alerts of company %s were not marked", company_id)


async def may_plan(bulk: BulkDatabase, run_date: date, number: int) -> bool:
    """Return whether this shard's task plans the notifications of the run.

    One task claims the plan. Once it is complete, a shard that was run again may add to it.
    """
    if await bulk.claim(runs.planner_path(run_date), f"{number}"):
        return True
    return bool(json.loads(await bulk.get(runs.planned_path(run_date))))


async def close_if_last(context: RunContext, now: datetime) -> bool:
    """Close the run's record once every shard has reported, and return whether it is closed.

    Safe to call again: later calls rewrite the same totals.
    """
    bulk, run_date = context.database, context.run_date
    expected = json.loads(await bulk.get(f"{runs.path(run_date)}/shardCount"))
    shards = f"{runs.path(run_date)}/shards"
    if len(json.loads(await bulk.get(shards, shallow=True)) or ()) < expected:
        return False
    finished_at = json.loads(await bulk.get(runs.finished_path(run_date)))
    reports = json.loads(await bulk.get(shards))
    at = parse_instant(finished_at) if finished_at else now
    record = runs.finish(run_date, reports, at)
    await bulk.patch(record)
    if not finished_at:
        log_closed(context, record, now)
    return True


def log_closed(context: RunContext, record: Mapping[str, Any], now: datetime) -> None:
    """Log the numbers of a run that has just been closed. Only the run of today has a lag: the time
    from its scheduled time to its end."""
    names = ("done", "failed", "down", "repaired", "reads", "bytesRead")
    sums = {name: record[f"{runs.path(context.run_date)}/{name}"] for name in names}
    lag = {} if context.past else {"lagSeconds": int((now - context.clock).total_seconds())}
    logs.event("run_closed", date=context.run_date.isoformat(), **sums, **lag)
