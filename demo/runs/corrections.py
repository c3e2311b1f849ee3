"""Correct a timecard late, and repeat the run of a past day, as an administrator does: the figures
of that day are restated."""

import asyncio
from datetime import date, datetime, timedelta
from typing import Any

from customer_health.domain.instants import clock_of, iso, parse_instant
from customer_health.domain.metrics.names import CONFLICTING_CLOCK_INS
from customer_health.flows.runs.run_company import run_company
from customer_health.flows.runs.run_context import RunContext
from customer_health.stores.metrics import evidence
from customer_health.stores.rtdb.nodes import children
from demo.runs.days import CountingDump, linked_companies, no_user

Record = dict[str, Any]

AGO = timedelta(days=7)
"""The repeated run is of this long ago."""
SHIFT = timedelta(hours=8)


def restate_one_day(data: Record, today: date) -> str:
    """Add a late correction and the repeated run to the data. Returns the company's id."""
    day, dump = today - AGO, CountingDump(data)
    company_id, card = next(
        (company_id, card)
        for company_id in sorted(linked_companies(data))
        for card in running_cards(dump, company_id, day)
    )
    clock_in = parse_instant(dump.at(f"{card}/clockIn"))
    dump.write({f"{card}/clockOut": iso(clock_in + SHIFT)})
    dump.begin(at_noon(today - timedelta(days=1)))
    context = RunContext(dump, day, clock_of(day), "past", no_user)
    asyncio.run(run_company(context, company_id))
    data |= dump.root
    return company_id


def running_cards(dump: CountingDump, company_id: str, day: date) -> list[str]:
    """Return the paths of the timecards that were in conflict for a missing end alone."""
    node = dump.at(f"{evidence.path(company_id, day)}/{CONFLICTING_CLOCK_INS}/offences")
    found = [
        f"Timecards/{company_id}/{one['record']}"
        for one in children(node).values()
        if children(one.get("types")) == {"0": "missing_punch"}
    ]
    return [path for path in found if "clockIn" in (dump.at(path) or ())]


def at_noon(day: date) -> datetime:
    return clock_of(day) + timedelta(hours=6)
