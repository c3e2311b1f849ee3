"""Open shifts: the shifts of draft weeks (generated, not yet published) that have no employee."""

from collections import Counter
from collections.abc import Iterable

from customer_health.domain.metrics.daily_ratio import DailyRatio, DayCount, Violation
from customer_health.domain.metrics.schedules import Week
from customer_health.domain.metrics.window import Window


def open_shifts(weeks: Iterable[Week], window: Window) -> DailyRatio:
    """Divide the open shifts of each date by its assigned ones, in the draft weeks.

    Returns the ratio of each date of the window that has a shift, and the open shifts as its
    violations. If a date has open shifts only, their number is divided by 1: a day without any
    employee must count as the worst day, and not as a day without data.
    """
    drafted = [
        shift
        for week in weeks
        if week.is_draft(window.clock)
        for shift in week.shifts
        if shift.day in window
    ]
    unassigned = [shift for shift in drafted if shift.employee_id is None]
    open_on = Counter(shift.day for shift in unassigned)
    regular_on = Counter(shift.day for shift in drafted if shift.employee_id is not None)
    return DailyRatio(
        days={
            day: DayCount(open_on[day], regular_on[day] or 1)
            for day in window
            if open_on[day] or regular_on[day]
        },
        violations=tuple(Violation(s.record, s.day, None, s.department_id) for s in unassigned),
    )
