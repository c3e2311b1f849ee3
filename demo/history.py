"""The figures of days gone by, made up from raw data by the daily run's own code."""

import asyncio
import os
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from typing import Any

from customer_health.domain.instants import clock_of
from customer_health.flows.daily_run import run_companies
from customer_health.stores.dump import Dump

DAYS = 90


def add_history(data: dict[str, Any], today: date) -> None:
    """Add `CustomerHealthMetrics/{companyId}/history` for each of the days before today.

    What else a run leaves behind (rows, evidence, reports) is today's run's to write.
    """
    linked = [c for c, company in data["Companies"].items() if company.get("csmDashboardLinked")]
    processes = os.cpu_count() or 1
    shares = [linked[n::processes] for n in range(processes)]
    with ProcessPoolExecutor(processes) as pool:
        made = pool.map(history_of, [data] * processes, shares, [today] * processes)
    data["CustomerHealthMetrics"] = {
        company_id: {"history": history} for share in made for company_id, history in share.items()
    }


def history_of(data: dict[str, Any], company_ids: Sequence[str], today: date) -> dict[str, Any]:
    dump = Dump(dict(data))
    asyncio.run(run_days(dump, company_ids, today))
    figures = dump.root["CustomerHealthMetrics"]
    return {company_id: figures[company_id]["history"] for company_id in company_ids}


async def run_days(dump: Dump, company_ids: Sequence[str], today: date) -> None:
    for days_ago in range(DAYS, 0, -1):
        day = today - timedelta(days=days_ago)
        await run_companies(
            dump, company_ids, day, clock_of(day), past=True, user_by_email=lambda _: None
        )
