"""Open shifts: how much of the drafted work has nobody on it."""

from collections import Counter
from collections.abc import Iterable

from customer_health.domain.metrics.daily_ratio import DailyRatio, DayCount, Violation
from customer_health.domain.metrics.schedules import Week
from customer_health.domain.metrics.window import Window


def open_shifts(weeks: Iterable[Week], window: Window) -> DailyRatio:
    """Open shifts as a share of regular (assigned) ones, by date, over the draft weeks.

    A date with open shifts and nobody assigned counts as open / 1: a generated day with nobody
    on it is the worst day, not a missing one.
    """
    shifts = [
        shift
        for week in weeks
        if week.is_draft(window.clock)
        for shift in week.shifts
        if shift.day in window
    ]
    unassigned = [shift for shift in shifts if shift.employee_id is None]
    open_ = Counter(shift.day for shift in unassigned)
    regular = Counter(shift.day for shift in shifts if shift.employee_id is not None)
    return DailyRatio(
        days={
            day: DayCount(open_[day], regular[day] or 1)
            for day in window
            if open_[day] or regular[day]
        },
        violations=tuple(Violation(s.record, s.day, None, s.department_id) for s in unassigned),
    )
