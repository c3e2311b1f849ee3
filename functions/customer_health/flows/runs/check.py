"""Check, an hour after the daily run, that it ran for every company and in time; queue the rest."""

import logging
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from customer_health import logs
from customer_health.domain.instants import TORONTO, clock_of, parse_instant
from customer_health.flows.runs.shards import Enqueue, enqueue_again, enqueue_missing
from customer_health.flows.runs.start import start_run
from customer_health.stores.alerts import outbox
from customer_health.stores.rtdb.client import Database
from customer_health.stores.runs import runs

SLOW = timedelta(minutes=30)
PLANNED_WITHIN = timedelta(minutes=5)
"""Notifications that are not planned so long after the end of a run are reported."""
NAMED = 10
"""Failed companies that a report names."""

Problem = tuple[str, dict[str, Any]]
"""A code, which `notify` has the words for, and the facts that go with it."""


def check_run(database: Database, enqueue: Enqueue, now: datetime) -> bool:
    """Report each problem of today's run to #support-logs, once, and queue again what is missing.
    Returns whether there is a problem."""
    today = now.astimezone(TORONTO).date()
    run = database.get(runs.path(today))
    problems = [p for p in (problem(run), unplanned(run, now)) if p]
    for code, facts in problems:
        report(database, today, code, facts, now)
    if run is None:
        start_run(database, enqueue, clock_of(today), now)
        return True
    if "finishedAt" not in run:
        enqueue_missing(database, enqueue, today, run, suffix="-again")
    planner = {int(run.get("plannedBy", 0))} if unplanned(run, now) else set()
    enqueue_again(enqueue, today, run, runs.failing_shards(run) | planner)
    return bool(problems)


def report(database: Database, day: date, code: str, facts: dict[str, Any], now: datetime) -> None:
    key = f"{day.isoformat()}:run-{code}:support"
    if database.get(outbox.path(key)) is None:
        logs.event("run_problem", logging.WARNING, problem=code, date=day.isoformat())
        facts = {"date": day.isoformat(), "problem": code, **facts}
        database.patch(outbox.entry(key, "support", "run_problem", facts, now).values)


def problem(run: Mapping[str, Any] | None) -> Problem | None:
    """Return the problem of a run's figures, None if there is none."""
    if run is None:
        return "missing", {}
    if "finishedAt" not in run:
        return "unfinished", {"shards": len(run.get("shards", {})), "shardCount": run["shardCount"]}
    short = run["companies"] - run["done"] - run["skipped"]
    if short > 0:
        failed = sorted(f"{company_id}: {why}" for company_id, why in runs.failures(run).items())
        facts = {"short": short, "companies": run["companies"], "down": run.get("down", 0)}
        return "short", {**facts, "failed": failed[:NAMED]}
    took = parse_instant(run["finishedAt"]) - parse_instant(run["startedAt"])
    if took > SLOW:
        return "slow", {"minutes": took // timedelta(minutes=1)}
    return None


def unplanned(run: Mapping[str, Any] | None, now: datetime) -> Problem | None:
    """Return the problem of a run whose figures are complete, but whose notifications are not
    planned."""
    if run is None or "finishedAt" not in run or run.get("planned"):
        return None
    if now - parse_instant(run["finishedAt"]) < PLANNED_WITHIN:
        return None
    return "unplanned", {}
