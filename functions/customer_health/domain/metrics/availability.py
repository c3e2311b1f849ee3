"""Availability, and shifts assigned by hand to people who had none that day."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from customer_health.domain.metrics.daily_ratio import DailyRatio, DayCount, Violation
from customer_health.domain.metrics.schedules import Shift, Week
from customer_health.domain.metrics.window import Window


@dataclass(frozen=True, slots=True)
class Availability:
    """On which days an employee has any availability at all.

    `weekdays`: 0 = Monday; an absent weekday is unavailable. `dates` override the weekdays.
    """

    weekdays: frozenset[int]
    dates: Mapping[date, bool]

    def is_empty(self, day: date) -> bool:
        return not self.dates.get(day, day.weekday() in self.weekdays)


def published_shifts(weeks: Iterable[Week], window: Window) -> list[Shift]:
    return [
        shift
        for week in weeks
        if week.is_published(window.clock)
        for shift in week.shifts
        if shift.day in window
    ]


def assigned_by_hand(shifts: Iterable[Shift]) -> set[str]:
    """The employees whose availability the figure needs."""
    return {shift.employee_id for shift in shifts if shift.employee_id and not shift.auto}


def outside_availability(
    weeks: Iterable[Week], availability: Mapping[str, Availability], window: Window
) -> DailyRatio:
    """Shifts assigned by hand on a day without availability, of all shifts published, by date.

    An employee missing from `availability` never submitted one: that is no conflict.
    """

    def conflicts(shift: Shift) -> bool:
        known = availability.get(shift.employee_id or "")
        return not shift.auto and known is not None and known.is_empty(shift.day)

    shifts = published_shifts(weeks, window)
    unavailable = [shift for shift in shifts if conflicts(shift)]
    part = Counter(shift.day for shift in unavailable)
    whole = Counter(shift.day for shift in shifts)
    return DailyRatio(
        days={day: DayCount(part[day], whole[day]) for day in window if whole[day]},
        violations=tuple(
            Violation(s.record, s.day, s.employee_id, s.department_id) for s in unavailable
        ),
    )
