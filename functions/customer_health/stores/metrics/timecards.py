"""`Timecards/{companyId}/{timecardId}`, indexed by date."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from functools import cache

import msgspec

from customer_health.domain.instants import at_wall_clock
from customer_health.domain.metrics.data_issues import DataIssue
from customer_health.domain.metrics.timecards import Timecard
from customer_health.domain.metrics.window import Window
from customer_health.stores.rtdb.decoding import (
    Raw,
    Timestamp,
    check_text,
    instant,
    read_children,
)

NOON = 12 * 60
FAR_PUNCH = timedelta(hours=48)
MONTHS_SEARCHED = 12


class TimecardRecord(msgspec.Struct, rename="camel"):
    employee_id: str
    date: date
    department_id: str | None = None
    shift_id: str | None = None
    clock_in: Timestamp | None = None
    clock_out: Timestamp | None = None


class DatedRecord(msgspec.Struct):
    date: date


UNNEEDED = {"departmentId": check_text}
Bounds = dict[str, str]


def path(company_id: str) -> str:
    return f"Timecards/{company_id}"


def within(window: Window) -> Bounds:
    """Return the bounds of the window's dates. They include texts that begin with the last date,
    such as a timestamp."""
    return {"startAt": window.first.isoformat(), "endAt": f"{window.last}~"}


def beyond(window: Window) -> tuple[Bounds, Bounds]:
    """Return the bounds of values that can't be good dates: before all years, and after today.

    They find other texts, numbers, objects, and timecards without a date. In a past run the second
    range begins at the year 2100, because good dates may follow the run's date.
    """
    return {"endAt": "2000"}, {"startAt": "21" if window.past else f"{window.run_date}~"}


def between_months(window: Window) -> list[Bounds]:
    """Return the bounds between the last day of each month and the first of the next, for a year.

    They find texts such as 2025-02-30, 2025-11-9 or 20251118. In good data there is nothing between
    these two days, so the queries cost almost no bytes.
    """
    bounds, first = [], window.first.replace(day=1)
    for _ in range(MONTHS_SEARCHED):
        last = first - timedelta(days=1)
        bounds.append({"startAt": f"{last}~", "endAt": f"{first:%Y-%m}-00~"})
        first = last.replace(day=1)
    return bounds


def timecard_reader(window: Window) -> Callable[[str, TimecardRecord], Timecard]:
    @cache
    def noon(day: date) -> datetime:
        return at_wall_clock(day, NOON, window.zone)

    def punch(record: TimecardRecord, value: Timestamp | None) -> datetime | None:
        """Convert a punch. One after the clock becomes None before it is checked any further: the
        run must not know it, nor its errors."""
        at = instant(value)
        if at is None or at > window.clock:
            return None
        if abs(at - noon(record.date)) > FAR_PUNCH:
            raise ValueError(f"{at} is more than 48 hours from noon of {record.date}")
        return at

    def read_timecard(timecard_id: str, record: TimecardRecord) -> Timecard:
        clock_in, clock_out = punch(record, record.clock_in), punch(record, record.clock_out)
        if not record.employee_id:
            raise ValueError("employeeId is empty")
        if clock_in and clock_out and clock_out < clock_in:
            raise ValueError(f"clockOut {clock_out} is before clockIn {clock_in}")
        return Timecard(
            id=timecard_id,
            employee_id=record.employee_id,
            day=record.date,
            department_id=record.department_id or None,
            shift_id=record.shift_id or None,
            clock_in=clock_in,
            clock_out=clock_out,
        )

    return read_timecard


def read_timecards(
    company_id: str, raw: Raw, window: Window, issues: list[DataIssue]
) -> list[Timecard]:
    """Decode the timecards of the window. `window` must have the company's zone."""
    reader = timecard_reader(window)
    timecards = read_children(raw, path(company_id), TimecardRecord, reader, issues, UNNEEDED)
    return [card for card in timecards if card.day in window]


def report_bad_dates(company_id: str, raw: Raw, issues: list[DataIssue]) -> None:
    """Report the timecards outside of the window that have no valid date. Their other fields are
    not checked."""
    read_children(raw, path(company_id), DatedRecord, lambda _, record: record.date, issues)
