"""`Availability/{employeeId}`: the whole of `weekly`, and the window's days of `dates`.

Bad data must not make a conflict. So a day that can't be read counts as available. If a key is not
a day, every day without a key of its own counts as available too, because the key may mean it.
"""

from collections.abc import Mapping

import msgspec

from customer_health.domain.metrics.availability import Availability
from customer_health.domain.metrics.data_issues import DataIssue
from customer_health.domain.metrics.window import Window
from customer_health.stores.metrics.stray_keys import may_be_about
from customer_health.stores.rtdb.decoding import (
    ABSENT,
    MALFORMED,
    UNSET,
    Raw,
    children,
    end_minutes,
    malformed,
    minutes,
)

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Slot(msgspec.Struct):
    start: str
    end: str


Slots = list[Slot | None] | dict[str, Slot]
"""The slots of a day. A deleted slot may leave a gap."""

SLOT = msgspec.json.Decoder(Slot)
SLOTS = msgspec.json.Decoder(Slots)
WEEKLY = msgspec.json.Decoder(dict[str, Slots])


def path(employee_id: str) -> str:
    return f"Availability/{employee_id}"


def read_availability(
    employee_id: str, weekly: Raw, dates: Raw, window: Window, issues: list[DataIssue]
) -> Availability | None:
    """Read the days that have slots. Returns None if `weekly` or `dates` is not an object."""
    weekdays = read_weekdays(weekly)
    if weekdays is not None and bytes(dates) == ABSENT:
        return Availability(weekdays, {})
    at, before = path(employee_id), len(issues)
    by_weekday = days_of(weekly, f"{at}/weekly", issues)
    by_date = days_of(dates, f"{at}/dates", issues)
    if len(issues) > before:
        return None
    stray_weekdays = [key for key in by_weekday if key not in WEEKDAYS]
    stray_dates = [key for key in by_date if key not in window.dates]
    issues += (not_a_day(f"{at}/weekly/{key}") for key in stray_weekdays)
    issues += (not_a_day(f"{at}/dates/{key}") for key in stray_dates)
    return Availability(
        weekdays={
            number: has_slots(by_weekday[name], f"{at}/weekly/{name}", issues)
            for number, name in enumerate(WEEKDAYS)
            if name in by_weekday
        },
        dates={
            window.dates[key]: has_slots(slots, f"{at}/dates/{key}", issues)
            for key, slots in by_date.items()
            if key in window.dates
        },
        otherwise=bool(stray_weekdays) or any(may_be_about(key, window) for key in stray_dates),
    )


def read_weekdays(weekly: Raw) -> dict[int, bool] | None:
    """Return which weekdays have slots. None if anything is malformed or unusual; then the days are
    read one by one."""
    try:
        days: dict[str, Slots] = WEEKLY.decode(weekly)
        return weekdays_of({name: check_slots(slots) for name, slots in days.items()})
    except MALFORMED:
        return None


def weekdays_of(days: Mapping[str, bool]) -> dict[int, bool]:
    """Return the days by number, 0 for Monday. Raises ValueError if a name is not a weekday's."""
    return {WEEKDAYS.index(name): has_slots for name, has_slots in days.items()}


def days_of(raw: Raw, at: str, issues: list[DataIssue]) -> dict[str, msgspec.Raw]:
    """Return the days of `weekly` or `dates`, by key. Apps write "" for a day that is not set."""
    if bytes(raw) == UNSET:
        return {}
    return {key: day for key, day in children(raw, at, issues) if bytes(day) != UNSET}


def has_slots(raw: msgspec.Raw, at: str, issues: list[DataIssue]) -> bool:
    if bytes(raw) == b"false" and "/dates/" in at:
        return False
    try:
        return check_slots(SLOTS.decode(raw))
    except MALFORMED:
        return has_slots_or_issues(raw, at, issues)


def has_slots_or_issues(raw: msgspec.Raw, at: str, issues: list[DataIssue]) -> bool:
    """Return whether a day has slots, some of which may be malformed."""
    before = len(issues)
    slots = list(children(raw, at, issues))
    for key, slot in slots:
        try:
            check_slot(SLOT.decode(slot))
        except MALFORMED as error:
            issues.append(malformed(f"{at}/{key}", error, slot))
    return bool(slots) or len(issues) > before


def check_slots(slots: Slots) -> bool:
    """Return whether there are slots. Raises ValueError if one of them is malformed."""
    there = [slot for slot in (slots.values() if isinstance(slots, dict) else slots) if slot]
    for slot in there:
        check_slot(slot)
    return bool(there)


def check_slot(slot: Slot) -> None:
    """Raise ValueError if a time of the slot is malformed."""
    minutes(slot.start)
    end_minutes(slot.end)


def stray_date(employee_id: str, key: str) -> DataIssue:
    return not_a_day(f"{path(employee_id)}/dates/{key}")


def not_a_day(at: str) -> DataIssue:
    return DataIssue(at, "malformed", "its key is not a day")


def never_submitted(employee_id: str) -> DataIssue:
    return DataIssue(path(employee_id), "availability_never_submitted", "no record")


def without_days(employee_id: str, raw: Raw) -> DataIssue | None:
    """Return the issue of a record that has neither `weekly` nor `dates` of the window.

    None if the record was only emptied, or has other dates. `raw` is the record, or its keys only.
    """
    if bytes(raw) == ABSENT:
        return never_submitted(employee_id)
    try:
        fields = msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    except MALFORMED as error:
        return malformed(path(employee_id), error, raw)
    others = sorted(fields.keys() - {"updatedAt", "weekly", "dates"})
    if others and "dates" not in fields:
        return malformed(path(employee_id), "has neither weekly nor dates", raw)
    return None
