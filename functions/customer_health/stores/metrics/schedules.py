"""`Schedules/{companyId}/{weekId}`, a week by the date of its Monday."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Literal

import msgspec

from customer_health.domain.metrics.data_issues import DataIssue
from customer_health.domain.metrics.schedules import Shift, Week
from customer_health.domain.metrics.window import Window
from customer_health.stores.rtdb.decoding import (
    ABSENT,
    MALFORMED,
    Raw,
    Timestamp,
    WallTime,
    children,
    instant,
    minutes,
    read_children,
)


class WeekRecord(msgspec.Struct, rename="camel"):
    status: Literal["draft", "published"]
    generated_at: Timestamp | None = None
    published_at: Timestamp | None = None
    shifts: msgspec.Raw = msgspec.Raw(ABSENT)


class ShiftRecord(msgspec.Struct, rename="camel"):
    date: date
    start: WallTime
    end: WallTime
    employee_id: str | None = None
    department_id: str | None = None
    assignment: Literal["manual", "auto"] | None = None


WEEK = msgspec.json.Decoder(WeekRecord)
SHIFT = msgspec.json.Decoder(ShiftRecord)


def path(company_id: str) -> str:
    return f"Schedules/{company_id}"


def read_weeks(company_id: str, raw: Raw, window: Window, flaws: list[DataIssue]) -> list[Week]:
    """The weeks that intersect the window, of those in `raw`."""
    weeks = []
    for week_id, child in children(raw, path(company_id), flaws):
        at = f"{path(company_id)}/{week_id}"
        try:
            monday = monday_of_id(week_id)
            if window.first_week <= monday <= window.last_week:
                weeks.append(read_week(at, monday, WEEK.decode(child), flaws))
        except MALFORMED as error:
            flaws.append(DataIssue(at, "malformed", str(error)))
    return weeks


def monday_of_id(week_id: str) -> date:
    monday = msgspec.convert(week_id, date)
    if monday.weekday() != 0:
        raise ValueError(f"week id {week_id} is not a Monday")
    return monday


def read_week(at: str, monday: date, record: WeekRecord, flaws: list[DataIssue]) -> Week:
    generated_at, published_at = instant(record.generated_at), instant(record.published_at)
    return Week(
        id=monday.isoformat(),
        status=record.status,
        generated_at=generated_at,
        published_at=published_at,
        shifts=tuple(
            read_children(record.shifts, f"{at}/shifts", SHIFT, shift_reader(monday), flaws)
        ),
    )


def shift_reader(monday: date) -> Callable[[str, ShiftRecord], Shift]:
    week_id, sunday = monday.isoformat(), monday + timedelta(days=6)

    def read_shift(shift_id: str, record: ShiftRecord) -> Shift:
        if not monday <= record.date <= sunday:
            raise ValueError(f"date {record.date} is outside the week of {week_id}")
        return Shift(
            id=shift_id,
            week_id=week_id,
            day=record.date,
            start=minutes(record.start),
            end=minutes(record.end),
            employee_id=record.employee_id or None,
            department_id=record.department_id or None,
            auto=record.assignment == "auto",
        )

    return read_shift
