"""Add what earlier daily runs have written to the demo's data."""

import asyncio
from datetime import date, datetime, timedelta
from typing import Any

from customer_health.domain.instants import clock_of
from customer_health.flows.matching.match_company import match_company
from customer_health.flows.runs.shards import Shard
from customer_health.flows.runs.start import start_run
from demo.runs.client import DumpDatabase
from demo.runs.days import CountingDump, linked_companies, run_days, run_one
from demo.runs.dump import Dump

Record = dict[str, Any]

DAYS = 90


def add_history(data: Record, today: date, every: int = 1) -> None:
    """Add the history of the DAYS before today to `CustomerHealthMetrics`, the lists of those days
    to `DailyIndex`, what the figures were made of to `SnapshotOrigins`, and each company's row of
    the last day to `CustomerIndex`, with today's count of employees.

    With `every`, only each `every`-th day gets a history. Nothing else that a run writes is added,
    such as alerts: today's run is the first that opens any.
    """
    written = run_days(data, days_before(today, every))
    data |= {root: written[root] for root in ("DailyIndex", "SnapshotOrigins")}
    metrics, rows = written["CustomerHealthMetrics"], written["CustomerIndex"]
    data["CustomerHealthMetrics"] = {
        key: {"history": node["history"]} for key, node in metrics.items()
    }
    data["CustomerIndex"] = {
        key: {field: value for field, value in row.items() if field != "alerts"}
        for key, row in rows.items()
    }


def add_runs(data: Record, today: date) -> None:
    """Add all that the daily runs of the DAYS before today have written and that is still kept:
    figures, alerts with their history, evidence, and the records of the runs."""
    days = days_before(today)
    match_linked(data, clock_of(days[0]))
    data |= run_days(data, days)


def match_linked(data: Record, now: datetime) -> None:
    """Add the matches of the linked companies with their CRM records."""
    dump = Dump({path: data[path] for path in ("Companies", "CrmCompanies")})
    for company_id in linked_companies(data):
        match_company(DumpDatabase(dump), company_id, now)
    data |= dump.root


def run_in_memory(data: Record, day: date) -> None:
    """Run one day as the functions do, with the matching before and the notifications after. Adds
    all that is written to the data; the messages wait in the outbox."""
    clock = clock_of(day)
    dump = CountingDump(data)
    dump.begin(clock)
    shards: list[Record] = []
    start_run(DumpDatabase(dump), lambda payload, _: shards.append(payload), clock, clock)
    for shard in shards:
        asyncio.run(run_one(dump, Shard(**shard), clock))


def days_before(today: date, every: int = 1) -> list[date]:
    return [today - timedelta(days=ago) for ago in range(DAYS, 0, -every)]
