"""Reading the records of one company within a window: weeks, timecards, needed availability."""

import asyncio
import json
from collections.abc import Iterable, Mapping
from datetime import timedelta

from customer_health.domain.metrics.availability import (
    Availability,
    assigned_by_hand,
    published_shifts,
)
from customer_health.domain.metrics.data_issues import DataIssue
from customer_health.domain.metrics.schedules import Week
from customer_health.domain.metrics.timecards import Timecard
from customer_health.domain.metrics.window import Window
from customer_health.stores.metrics import availability, schedules, timecards
from customer_health.stores.rtdb.bulk_client import Reader
from customer_health.stores.rtdb.decoding import ABSENT, is_key


async def load_weeks(
    reader: Reader, company_id: str, window: Window, flaws: list[DataIssue]
) -> list[Week]:
    raw = await reader.get(
        schedules.path(company_id),
        orderBy="$key",
        startAt=window.first_week.isoformat(),
        endAt=(window.last_week + timedelta(days=6)).isoformat(),
    )
    return schedules.read_weeks(company_id, raw, window, flaws)


async def load_timecards(
    reader: Reader, company_id: str, window: Window, flaws: list[DataIssue]
) -> list[Timecard]:
    """The window's timecards. Those with a date that is none are named, as far as they are seen
    without reading the history."""
    path = timecards.path(company_id)
    raw, *others = await asyncio.gather(
        *(
            reader.get(path, orderBy="date", **bounds)
            for bounds in (timecards.within(window), *timecards.beyond(window))
        )
    )
    for other in others:
        timecards.name_bad_dates(company_id, other, flaws)
    return timecards.read_timecards(company_id, raw, window, flaws)


async def load_availability(
    reader: Reader, weeks: Iterable[Week], window: Window, flaws: list[DataIssue]
) -> Mapping[str, Availability]:
    wanted = sorted(assigned_by_hand(published_shifts(weeks, window)))
    found = await asyncio.gather(
        *(load_availability_of(reader, employee_id, window, flaws) for employee_id in wanted)
    )
    return {e: known for e, known in zip(wanted, found, strict=True) if known is not None}


async def load_availability_of(
    reader: Reader, employee_id: str, window: Window, flaws: list[DataIssue]
) -> Availability | None:
    if not is_key(employee_id):
        flaws.append(availability.no_record(employee_id, None))
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
    if {weekly, dates} <= {ABSENT, b"{}"}:
        record = json.loads(await reader.get(path, shallow=True))
        if isinstance(record, dict) and all(map(str.isdecimal, record)):
            record = list(record)  # a shallow read shows a list as an object of its positions
        if not isinstance(record, dict):
            flaws.append(availability.no_record(employee_id, record))
            return None
    return availability.read_availability(employee_id, weekly, dates, window, flaws)
