"""Records with default values, so that a test states only what matters to it.

The run is for Monday 2025-11-24. Its window is the two whole weeks before.
"""

import asyncio
from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import groupby
from typing import Any

from customer_health.domain.instants import TORONTO, clock_of, parse_instant
from customer_health.domain.metrics.levels import (
    THRESHOLDS,
    YES_ABOVE,
    Level,
    level_of,
    result_of,
)
from customer_health.domain.metrics.names import Result
from customer_health.domain.metrics.schedules import Shift, Week
from customer_health.domain.metrics.timecards import Timecard
from customer_health.domain.metrics.window import Window, monday_of
from customer_health.flows.runs.company_result import CompanyResult
from customer_health.flows.runs.run_company import run_company
from customer_health.flows.runs.run_context import Mode, RunContext
from customer_health.stores.rtdb.decoding import minutes
from demo.runs.dump import Dump
from tests.memory_database import BulkDump

Tree = dict[str, Any]

RUN = date(2025, 11, 24)
CLOCK = clock_of(RUN)
WINDOW = Window(RUN, CLOCK, TORONTO)
TUESDAY = date(2025, 11, 18)
BEFORE = CLOCK - timedelta(days=20)
LATER = CLOCK + timedelta(seconds=1)
COMPANY = "acme"


def shift(
    day: date = TUESDAY,
    employee_id: str | None = "ann",
    hours: str = "09:00-17:00",
    shift_id: str = "s",
    *,
    auto: bool = False,
) -> Shift:
    start, end = hours.split("-")
    week_id = monday_of(day).isoformat()
    return Shift(shift_id, week_id, day, minutes(start), minutes(end), employee_id, None, auto)


def published(*shifts: Shift, at: datetime | None = None) -> list[Week]:
    return [Week(key, "published", None, at, own) for key, own in by_week(shifts)]


def draft(*shifts: Shift, at: datetime | None = BEFORE) -> list[Week]:
    return [Week(key, "draft", at, None, own) for key, own in by_week(shifts)]


def by_week(shifts: tuple[Shift, ...]) -> list[tuple[str, tuple[Shift, ...]]]:
    ordered = sorted(shifts, key=lambda s: s.week_id)
    return [(key, tuple(own)) for key, own in groupby(ordered, key=lambda s: s.week_id)]


def timecard(
    clock_in: str | None,
    clock_out: str | None,
    *,
    card_id: str = "c",
    day: date = TUESDAY,
    employee_id: str = "ann",
    shift_id: str | None = None,
) -> Timecard:
    """Make a timecard. A punch is a timestamp, or a UTC time on `day`."""
    punches = [
        parse_instant(punch if "T" in punch else f"{day}T{punch}Z") if punch else None
        for punch in (clock_in, clock_out)
    ]
    return Timecard(card_id, employee_id, day, None, shift_id, *punches)


def company(**tables: Any) -> Dump:
    """Make a database with one linked company.

    Each table is the company's own node, except tables by user or by employee, which are given
    whole.
    """
    record: Tree = {"name": "Acme", "csmDashboardLinked": True, "masterUserId": "master"}
    record |= tables.pop("Companies", {})
    shared = {"Availability", "PresenceStatus"}
    root = {key: node if key in shared else {COMPANY: node} for key, node in tables.items()}
    return BulkDump({"Companies": {COMPANY: record}, **root})


def run(
    dump: Dump,
    run_date: date = RUN,
    *,
    mode: Mode = "today",
    company_id: str = COMPANY,
) -> CompanyResult:
    context = RunContext(dump, run_date, clock_of(run_date), mode, no_user)
    return asyncio.run(run_company(context, company_id))


def no_user(email: str) -> str | None:
    """Find no user, like a Firebase Auth without users."""
    return None


def verdict(metric: str, average: Fraction | None) -> tuple[Result, Level]:
    """Return the result and the level of an average percentage."""
    return result_of(average, YES_ABOVE[metric]), level_of(average, THRESHOLDS[metric])


def metrics_of(dump: Dump, company_id: str = COMPANY) -> Tree:
    node: Tree = dump.at(f"CustomerHealthMetrics/{company_id}")
    return node


def issues_of(dump: Dump) -> set[tuple[str, str]]:
    flaws = dump.at(f"DataQuality/{COMPANY}").get("flaws", ())
    return {(flaw["path"], flaw["reason"]) for flaw in flaws}
