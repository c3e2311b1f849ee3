"""An hour after the daily run: did it run, for everybody, and in time? What is missing is done."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from customer_health.domain.instants import TORONTO, clock_of, parse_instant
from customer_health.flows.runs.shards import Enqueue, enqueue_again, enqueue_missing
from customer_health.flows.runs.start import start_run
from customer_health.stores.alerts import outbox
from customer_health.stores.rtdb.client import Database
from customer_health.stores.runs import runs

SLOW = timedelta(minutes=30)
PLANNED_IN = timedelta(minutes=5)

Problem = tuple[str, str, str]
"""For people: a name, what it is, and what to do."""


def check_run(database: Database, enqueue: Enqueue, now: datetime) -> bool:
    """Report what is wrong with today's run, once, and set going what mends it. True if anything
    was reported."""
    today = now.astimezone(TORONTO).date()
    run = database.get(runs.path(today))
    found = [one for one in (problem(run), unplanned(run, now)) if one]
    for name, text, to_do in found:
        report(database, today, name, {"problem": text, "toDo": to_do}, now)
    if run is None:
        start_run(database, enqueue, clock_of(today), now)
        return True
    if "finishedAt" not in run:
        enqueue_missing(database, enqueue, today, run, suffix="-again")
    planner = {int(run.get("plannedBy", 0))} if unplanned(run, now) else set()
    enqueue_again(enqueue, today, run, runs.failing_shards(run) | planner)
    return bool(found)


def report(database: Database, day: date, name: str, facts: dict[str, Any], now: datetime) -> None:
    key = f"{day.isoformat()}:run-{name}:support"
    if database.get(outbox.path(key)) is None:
        facts = {"date": day.isoformat(), **facts}
        database.patch(outbox.entry(key, "support", "run_problem", facts, now).values)


def short_of(run: Mapping[str, Any], short: int) -> str:
    failed = sorted(f"{company_id}: {why}" for company_id, why in runs.failures(run).items())
    text = f"{short} of {run['companies']} companies have no figures for today. "
    return text + "; ".join(failed[:10])


def cure(run: Mapping[str, Any], short: int) -> str:
    """An outage ends by itself; a record is wrong until somebody corrects it."""
    down = run.get("down", 0)
    outage = "The database did not answer: if they stay without figures, look at its load."
    records = "Correct the records that are named; the next run takes them up by itself."
    if down >= short:
        return outage
    return f"{records} For {down} of them: {outage}" if down else records


def problem(run: Mapping[str, Any] | None) -> Problem | None:
    """What is wrong with a run's figures."""
    if run is None:
        return (
            "missing",
            "The daily run did not start.",
            "It has been started now. If this message comes again tomorrow, look at the "
            "scheduler's job of calculateDailyMetrics.",
        )
    shards = run.get("shards", {})
    if "finishedAt" not in run:
        return (
            "unfinished",
            f"{len(shards)} of {run['shardCount']} shards are in.",
            "The missing ones have been queued again. If they stay away, look at the log of "
            "runShard.",
        )
    short = run["companies"] - run["done"] - run["skipped"]
    if short > 0:
        return "short", short_of(run, short), f"They have been queued again. {cure(run, short)}"
    took = parse_instant(run["finishedAt"]) - parse_instant(run["startedAt"])
    if took > SLOW:
        return (
            "slow",
            f"The run took {took // timedelta(minutes=1)} minutes.",
            "Look at its reads and bytes in the record of the run, and at the database's load.",
        )
    return None


def unplanned(run: Mapping[str, Any] | None, now: datetime) -> Problem | None:
    """A run whose figures are all in, and of whose alerts nobody has been told."""
    if run is None or "finishedAt" not in run or run.get("planned"):
        return None
    if now - parse_instant(run["finishedAt"]) < PLANNED_IN:
        return None
    return (
        "unplanned",
        "The run is complete, but its alerts have not been told.",
        "That has been queued again, and followAlerts tells what is still waiting by then. If it "
        "comes again, look at the log of runShard.",
    )
