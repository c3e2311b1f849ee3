"""Reading the availability of those employees who are assigned by hand within a window."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from customer_health.domain.metrics.availability import (
    Availability,
    assigned_by_hand,
    published_shifts,
)
from customer_health.domain.metrics.data_issues import DataIssue
from customer_health.domain.metrics.schedules import Week
from customer_health.domain.metrics.window import Window
from customer_health.flows.runs.load_window import EMPTY, load_keys, searches_everything
from customer_health.stores.metrics import availability
from customer_health.stores.rtdb.bulk_client import Reader
from customer_health.stores.rtdb.decoding import is_key


async def load_availability(
    reader: Reader, company_id: str, weeks: Iterable[Week], window: Window, issues: list[DataIssue]
) -> Mapping[str, Availability]:
    wanted = sorted(assigned_by_hand(published_shifts(weeks, window)).items())
    everything = searches_everything(company_id, window)
    found = await asyncio.gather(
        *(
            load_availability_of(reader, employee_id, None if everything else days, window, issues)
            for employee_id, days in wanted
        )
    )
    return {e: known for (e, _), known in zip(wanted, found, strict=True) if known is not None}


async def load_availability_of(
    reader: Reader,
    employee_id: str,
    days: Iterable[date] | None,
    window: Window,
    issues: list[DataIssue],
) -> Availability | None:
    """Read what is known of an employee's availability; None if nothing can be said.

    The query sees the window's dates only. Before it tells that one of `days` is empty, all keys
    are looked at, for one such as 2025-11-9 may mean that day. Without `days` they always are.
    """
    if not is_key(employee_id):
        issues.append(availability.never_submitted(employee_id))
        return None
    path = availability.path(employee_id)
    weekly, dates = await asyncio.gather(
        reader.get(f"{path}/weekly"),
        reader.get(
            f"{path}/dates",
            orderBy="$key",
            startAt=window.first.isoformat(),
            endAt=window.last.isoformat(),
        ),
    )
    if {weekly, dates} <= EMPTY:
        record = await reader.get(path, shallow=True)
        if wrong := availability.without_days(employee_id, record):
            issues.append(wrong)
            return None
    known = availability.read_availability(employee_id, weekly, dates, window, issues)
    if known is None or (days is not None and not any(map(known.is_empty, days))):
        return known
    bad: list[DataIssue] = []  # of its own, for others are at work on `issues` meanwhile
    keys = await load_keys(reader, f"{path}/dates", bad)
    if bad:
        issues += (issue for issue in bad if issue not in issues)
        return None
    named = {issue.path for issue in issues}
    stray = availability.stray_dates(employee_id, keys)
    issues += (issue for issue in stray if issue.path not in named)
    return replace(known, otherwise=known.otherwise or bool(stray))
