"""Compute the history of the demo from its raw data, with the daily run's own code."""

import asyncio
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from typing import Any

from customer_health.domain.instants import clock_of
from customer_health.flows.runs.run_context import RunContext
from customer_health.flows.runs.run_shard import run_companies
from customer_health.stores.metrics.employees import is_active
from customer_health.stores.rtdb.nodes import children
from demo.runs.dump import Dump

DAYS = 90
Past = tuple[dict[str, Any], dict[str, Any]]
"""A company's history, and its row."""


def add_history(data: dict[str, Any], today: date, every: int = 1) -> None:
    """Add the history of the DAYS before today to `CustomerHealthMetrics`, and each company's row
    of the last of those days to `CustomerIndex`, with today's count of employees.

    With `every`, only each `every`-th day gets a history. The other results of a run, such as
    evidence and reports, are not added: today's run writes them.
    """
    linked = [
        id_ for id_, company in data["Companies"].items() if company.get("csmDashboardLinked")
    ]
    processes = os.cpu_count() or 1
    parts = [linked[n::processes] for n in range(processes)]
    with ProcessPoolExecutor(processes) as pool:
        results = pool.map(
            history_of, [data] * processes, parts, [today] * processes, [every] * processes
        )
    pasts = {company_id: past for part in results for company_id, past in part.items()}
    data["CustomerHealthMetrics"] = {
        key: {"history": history} for key, (history, _) in pasts.items()
    }
    data["CustomerIndex"] = {key: row for key, (_, row) in pasts.items()}


def history_of(
    data: dict[str, Any], company_ids: Sequence[str], today: date, every: int
) -> dict[str, Past]:
    """Return the history and the newest row of some companies. Runs in a process of its own."""
    dump = Dump(dict(data))
    asyncio.run(run_days(dump, company_ids, today, every))
    figures, rows = dump.root["CustomerHealthMetrics"], dump.root["CustomerIndex"]
    return {
        company_id: (
            figures[company_id]["history"],
            {
                **rows[company_id],
                "employees": active_employees(data, company_id),
                "changedAt": int(clock_of(today - timedelta(days=1)).timestamp() * 1000),
            },
        )
        for company_id in company_ids
    }


def active_employees(data: dict[str, Any], company_id: str) -> int:
    staff = children(data["Employees"].get(company_id))
    return sum(is_active(employee_id, node) for employee_id, node in staff.items())


async def run_days(dump: Dump, company_ids: Sequence[str], today: date, every: int) -> None:
    for days_ago in range(DAYS, 0, -every):
        day = today - timedelta(days=days_ago)
        context = RunContext(dump, day, clock_of(day), "past", lambda _: None)
        await run_companies(context, company_ids)
