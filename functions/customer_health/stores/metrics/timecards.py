"""`Timecards/{companyId}/{timecardId}`, indexed by date."""

from datetime import date

import msgspec

from customer_health.domain.metrics.data_issues import DataIssue
from customer_health.domain.metrics.timecards import Timecard
from customer_health.domain.metrics.window import Window
from customer_health.stores.rtdb.decoding import Raw, Timestamp, instant, read_children


class TimecardRecord(msgspec.Struct, rename="camel"):
    employee_id: str
    date: date
    department_id: str | None = None
    shift_id: str | None = None
    clock_in: Timestamp | None = None
    clock_out: Timestamp | None = None


class DatedRecord(msgspec.Struct):
    date: date


DECODER = msgspec.json.Decoder(TimecardRecord)
DATED = msgspec.json.Decoder(DatedRecord)
Bounds = dict[str, str]


def path(company_id: str) -> str:
    return f"Timecards/{company_id}"


def within(window: Window) -> Bounds:
    """The dates of the window, and what begins like its last."""
    return {"startAt": window.first.isoformat(), "endAt": f"{window.last}~"}


def beyond(window: Window) -> tuple[Bounds, Bounds]:
    """Where no good date of the past lies, but other texts, numbers, objects and nothing at all:
    before all years, and after today. What begins like a past year is not looked for, for it
    lies among all the history; nor, by a past run, like any year."""
    return {"endAt": "2000"}, {"startAt": "21" if window.past else f"{window.run_date}~"}


def read_timecard(timecard_id: str, record: TimecardRecord) -> Timecard:
    clock_in, clock_out = instant(record.clock_in), instant(record.clock_out)
    if not record.employee_id:
        raise ValueError("employeeId is empty")
    if clock_in and clock_out and clock_out < clock_in:
        raise ValueError(f"clockOut {record.clock_out} is before clockIn {record.clock_in}")
    return Timecard(
        id=timecard_id,
        employee_id=record.employee_id,
        day=record.date,
        department_id=record.department_id or None,
        shift_id=record.shift_id or None,
        clock_in=clock_in,
        clock_out=clock_out,
    )


def read_timecards(
    company_id: str, raw: Raw, window: Window, flaws: list[DataIssue]
) -> list[Timecard]:
    """The window's timecards, of those that lie within it."""
    timecards = read_children(raw, path(company_id), DECODER, read_timecard, flaws)
    return [card for card in timecards if card.day in window]


def name_bad_dates(company_id: str, raw: Raw, flaws: list[DataIssue]) -> None:
    """Of timecards beyond the window; one with a good date is no concern, whatever is in it."""
    read_children(raw, path(company_id), DATED, lambda _, record: record.date, flaws)
