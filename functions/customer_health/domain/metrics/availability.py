"""Availability, and the shifts that were assigned by hand to an employee without any that day."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from customer_health.domain.metrics.daily_ratio import DailyRatio, DayCount, Violation
from customer_health.domain.metrics.schedules import Shift, Week
from customer_health.domain.metrics.window import Window


@dataclass(frozen=True, slots=True)
class Availability:
    """Whether an employee has any availability, by weekday (0 = Monday) and by date.

    `dates` override `weekdays`. `otherwise` is the answer for a day that is in neither.
    """

    weekdays: Mapping[int, bool]
    dates: Mapping[date, bool]
    otherwise: bool = False

    def is_empty(self, day: date) -> bool:
        return not self.dates.get(day, self.weekdays.get(day.weekday(), self.otherwise))


def published_shifts(weeks: Iterable[Week], window: Window) -> list[Shift]:
    return [
        shift
        for week in weeks
        if week.is_published(window.clock)
        for shift in week.shifts
        if shift.day in window
    ]


def assigned_by_hand(shifts: Iterable[Shift]) -> Mapping[str, list[date]]:
    """Return the employees whose availability the figure needs, each with the days for which it is
    needed."""
    days = defaultdict(list)
    for shift in shifts:
        if shift.employee_id and not shift.auto:
            days[shift.employee_id].append(shift.day)
    return days


def outside_availability(
    weeks: Iterable[Week], availability: Mapping[str, Availability], window: Window
) -> DailyRatio:
    """Divide the shifts assigned by hand on a day without availability by all published shifts, for
    each date.

    An employee who is not in `availability` never submitted one: that is no conflict.
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
