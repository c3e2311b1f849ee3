"""An hour after the daily run: did it run, for everybody, and in time? What is missing is done."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from customer_health.domain.instants import TORONTO, clock_of, parse_instant
from customer_health.flows.daily_run import start_run
from customer_health.flows.shards import Enqueue, enqueue_missing
from customer_health.stores import outbox, runs
from customer_health.stores.database import Database

SLOW = timedelta(minutes=30)


def check_run(database: Database, enqueue: Enqueue, now: datetime) -> bool:
    """Report what is wrong with today's run, once, and set going what mends it. True if anything
    was reported."""
    today = now.astimezone(TORONTO).date()
    run = database.get(runs.path(today))
    found = problem(run)
    if found is None:
        return False
    name, text, to_do = found
    key = f"{today.isoformat()}:run-{name}:support"
    if database.get(outbox.path(key)) is None:
        facts = {"date": today.isoformat(), "problem": text, "toDo": to_do}
        database.patch(outbox.entry(key, "support", "run_problem", facts, now))
    if run is None:
        start_run(database, enqueue, clock_of(today), now)
    elif "finishedAt" not in run:
        enqueue_missing(database, enqueue, today, run, suffix="-again")
    return True


def problem(run: Mapping[str, Any] | None) -> tuple[str, str, str] | None:
    """What is wrong with a run, for people: a name, what it is, and what to do."""
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
        failed = [f"{company_id}: {why}" for company_id, why in runs.failures(run).items()]
        return (
            "short",
            f"{short} of {run['companies']} companies have no figures for today. "
            + "; ".join(sorted(failed)[:10]),
            "Correct the records that are named; the next run takes them up by itself.",
        )
    took = parse_instant(run["finishedAt"]) - parse_instant(run["startedAt"])
    if took > SLOW:
        return (
            "slow",
            f"The run took {took // timedelta(minutes=1)} minutes.",
            "Look at its reads and bytes in the record of the run, and at the database's load.",
        )
    return None
