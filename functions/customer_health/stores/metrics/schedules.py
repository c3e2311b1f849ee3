"""`Schedules/{companyId}/{weekId}`. A week's key is the date of its Monday."""

from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta
from typing import Any, Literal

import msgspec

from customer_health.domain.metrics.data_issues import DataIssue
from customer_health.domain.metrics.schedules import LeftOutShift, Shift, Week
from customer_health.domain.metrics.window import Window
from customer_health.stores.metrics.stray_keys import may_be_about
from customer_health.stores.rtdb.decoding import (
    ABSENT,
    MALFORMED,
    Raw,
    Timestamp,
    check_text,
    children,
    end_minutes,
    instant,
    malformed,
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
    start: str
    end: str
    employee_id: str | None = None
    department_id: str | None = None
    assignment: Literal["manual", "auto", ""] | None = None


WEEK_RECORD = msgspec.json.Decoder(WeekRecord)
UNNEEDED = {"departmentId": check_text}


def path(company_id: str) -> str:
    return f"Schedules/{company_id}"


def read_weeks(company_id: str, raw: Raw, window: Window, issues: list[DataIssue]) -> list[Week]:
    """Decode the window's weeks. A malformed week is reported, and has no status and only left-out
    shifts."""
    weeks = []
    for week_id, child in children(raw, path(company_id), issues):
        at = f"{path(company_id)}/{week_id}"
        monday = monday_of_key(week_id)
        if monday is None:
            issues.append(stray(company_id, week_id))
            if may_be_about(week_id, window):
                weeks.append(left_out_week(week_id, child))
        elif window.first_week <= monday <= window.last_week:
            try:
                weeks.append(read_week(at, monday, WEEK_RECORD.decode(child), issues))
            except MALFORMED as error:
                issues.append(malformed(at, error, child))
                weeks.append(left_out_week(week_id, child))
    return weeks


def stray_keys(keys: Iterable[str]) -> list[str]:
    """Return the keys that are not the date of a Monday."""
    return [key for key in keys if monday_of_key(key) is None]


def stray(company_id: str, week_id: str) -> DataIssue:
    at = f"{path(company_id)}/{week_id}"
    return DataIssue(at, "malformed", "a week's key must be the date of its Monday")


def monday_of_key(week_id: str) -> date | None:
    try:
        monday = msgspec.convert(week_id, date)
    except msgspec.ValidationError:
        return None
    return monday if monday.weekday() == 0 else None


def read_week(at: str, monday: date, record: WeekRecord, issues: list[DataIssue]) -> Week:
    generated_at, published_at = instant(record.generated_at), instant(record.published_at)
    before = len(issues)
    shifts = read_children(
        record.shifts, f"{at}/shifts", ShiftRecord, shift_reader(monday), issues, UNNEEDED
    )
    good = {shift.id for shift in shifts}
    # The shifts are decoded a second time only if some of them are malformed.
    others = left_out_shifts(record.shifts) if len(issues) > before else ()
    return Week(
        id=monday.isoformat(),
        status=record.status,
        generated_at=generated_at,
        published_at=published_at,
        shifts=tuple(shifts),
        left_out=tuple(shift for shift in others if shift.id not in good),
    )


def left_out_week(week_id: str, raw: Raw) -> Week:
    try:
        shifts = msgspec.json.decode(raw, type=dict[str, msgspec.Raw]).get("shifts", ABSENT)
    except MALFORMED:
        shifts = ABSENT
    return Week(week_id, None, None, None, (), tuple(left_out_shifts(shifts)))


def left_out_shifts(raw: Raw) -> Iterator[LeftOutShift]:
    """Yield the readable parts of shifts, however malformed they are."""
    for shift_id, child in children(raw, "", []):
        try:
            fields: dict[str, Any] = msgspec.json.decode(child, type=dict[str, Any])
        except MALFORMED:
            fields = {}
        day, employee_id = (
            value if isinstance(value, str) and value else None
            for value in (fields.get("date"), fields.get("employeeId"))
        )
        yield LeftOutShift(shift_id, day, employee_id)


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
            end=end_minutes(record.end),
            employee_id=record.employee_id or None,
            department_id=record.department_id or None,
            auto=record.assignment == "auto",
        )

    return read_shift
