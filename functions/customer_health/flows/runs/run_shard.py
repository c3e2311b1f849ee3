"""One shard of a run: its companies side by side, and what came of them.

Everything may happen twice: a company's results are absolute values, and the last shard to report
closes the run's record.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Collection, Mapping, Sequence
from datetime import date, datetime
from functools import partial
from typing import Any

from customer_health.domain.alerts.alert import DataState
from customer_health.domain.alerts.rules import DEFAULT_RULES, Rule
from customer_health.domain.instants import TORONTO, parse_instant
from customer_health.domain.metrics.company import UserByEmail
from customer_health.domain.metrics.window import Window
from customer_health.errors import CustomerHealthError, DatabaseDown
from customer_health.flows.alerts.evaluate import unmeasured_changes
from customer_health.flows.alerts.plan_notifications import plan_notices
from customer_health.flows.runs.load_company import load_alerts, window_of
from customer_health.flows.runs.run_company import CompanyResult, ReaderAndWriter, run_company
from customer_health.flows.runs.shards import Shard
from customer_health.flows.writing.alert_lock import write_bulk
from customer_health.stores.alerts import alerts
from customer_health.stores.rtdb.bulk_client import BulkDatabase
from customer_health.stores.runs import runs

SIDE_BY_SIDE = 16

log = logging.getLogger(__name__)
Progress = Callable[[], object]


def nothing() -> None:
    """Nobody watches."""


async def run_shard(
    bulk: BulkDatabase,
    shard: Shard,
    now: Callable[[], datetime],
    user_by_email: UserByEmail,
    progress: Progress = nothing,
) -> bool:
    """Run a shard's companies and report; true if that made the run complete. One of a run that
    has been started anew, or deleted, before or meanwhile, is left. Raises DatabaseDown at the end
    if a company could not be read or written for that reason, so that the task is tried again."""
    run_date = date.fromisoformat(shard.run_date)
    if not await goes_on(bulk, run_date, shard):
        return False
    past = run_date < now().astimezone(TORONTO).date()
    rules = alerts.read_rules(json.loads(await bulk.get(alerts.RULES)))
    before = await report_of(bulk, run_date, shard) if shard.again else None
    report, down = await run_companies(
        bulk,
        shard.companies if before is None else list(runs.failed_in(before)),
        run_date,
        parse_instant(shard.clock),
        past=past,
        user_by_email=user_by_email,
        rules=rules,
        history_only=shard.history_only,
        progress=progress,
    )
    report.reads, report.bytes_read = bulk.reads, bulk.bytes_read
    if not await goes_on(bulk, run_date, shard):
        return False
    window = window_of(run_date, parse_instant(shard.clock), past=past)
    await hold_alerts(bulk, without_figures(shard, report, down), rules, window)
    if before is not None:
        report = runs.with_repeated(before, report)
    await bulk.patch(runs.finish_shard(run_date, shard.number, report, now()))
    complete = await close_if_last(bulk, run_date, now())
    if complete and not past and await may_plan(bulk, run_date, shard.number):
        await plan_notices(bulk, run_date, now())
    if down:
        raise DatabaseDown(f"shard {shard.task_id}: {len(down)} companies to try again: {down[:5]}")
    return complete


async def goes_on(bulk: BulkDatabase, run_date: date, shard: Shard) -> bool:
    if json.loads(await bulk.get(f"{runs.path(run_date)}/request")) == shard.request:
        return True
    log.info("shard %s is of no run that goes on", shard.task_id)
    return False


async def report_of(bulk: BulkDatabase, run_date: date, shard: Shard) -> dict[str, Any]:
    report: dict[str, Any] = json.loads(await bulk.get(runs.shard_path(run_date, shard.number)))
    return report


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
                report.down += 1
                report.failed[company_id] = str(error)
            except CustomerHealthError as error:
                report.failed[company_id] = str(error)
            except Exception as error:  # one bad company never stops a run
                log.exception("company %s failed", company_id)
                report.failed[company_id] = f"{type(error).__name__}: {error}"
            else:
                tally(report, company_id, outcome)
            progress()

    await asyncio.gather(*map(run_one, company_ids))
    return report, down


def tally(report: runs.ShardReport, company_id: str, outcome: CompanyResult) -> None:
    report.done += outcome.health is not None
    report.skipped += outcome.health is None
    for metric, worse in outcome.regressions.items():
        report.measured[metric] = report.measured.get(metric, 0) + 1
        report.worse[metric] = report.worse.get(metric, 0) + worse
    if outcome.health and outcome.count_drift is not None:
        report.repaired[company_id] = {"was": outcome.count_drift, "is": outcome.health.employees}


def without_figures(
    shard: Shard, report: runs.ShardReport, down: Collection[str]
) -> dict[str, DataState]:
    """How it stands with the data of the companies that failed. What an outage has stopped is
    tried again before that counts."""
    found: dict[str, DataState] = {key: "error" for key in report.failed if key not in down}
    return {**found, **dict.fromkeys(down, "stale")} if shard.again else found


async def hold_alerts(
    bulk: BulkDatabase,
    data_of: Mapping[str, DataState],
    rules: Mapping[str, Rule],
    window: Window,
) -> None:
    async def changes(company_id: str, data: DataState) -> alerts.Updates:
        known = await load_alerts(bulk, company_id, window)
        return unmeasured_changes(known, rules, data, window.run_date, window.clock)

    for company_id, data in data_of.items():
        try:
            again = partial(changes, company_id, data)
            await write_bulk(bulk, await again(), again)
        except Exception:  # one bad company never stops a run
            log.exception("alerts of company %s were not held", company_id)


async def may_plan(bulk: BulkDatabase, run_date: date, number: int) -> bool:
    """One shard's task plans the notices; once it has, one that was tried again adds its own."""
    if await bulk.claim(runs.planner_path(run_date), f"{number}"):
        return True
    return bool(json.loads(await bulk.get(runs.planned_path(run_date))))


async def close_if_last(bulk: BulkDatabase, run_date: date, now: datetime) -> bool:
    """Whoever sees all shards in sums them up, as does who comes later."""
    expected = json.loads(await bulk.get(f"{runs.path(run_date)}/shardCount"))
    shards = f"{runs.path(run_date)}/shards"
    if len(json.loads(await bulk.get(shards, shallow=True)) or ()) < expected:
        return False
    finished = json.loads(await bulk.get(f"{runs.path(run_date)}/finishedAt"))
    reports = json.loads(await bulk.get(shards))
    await bulk.patch(runs.finish(run_date, reports, parse_instant(finished) if finished else now))
    return True
