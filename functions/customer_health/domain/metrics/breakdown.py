"""The violations behind a percentage, by employee or department, and by day."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from customer_health.domain.metrics.daily_ratio import DailyRatio, Violation
from customer_health.domain.metrics.names import (
    CONFLICTING_CLOCK_INS,
    OPEN_SHIFTS,
    OUTSIDE_AVAILABILITY,
)

LEFT_OUT: Mapping[str, str] = {
    OPEN_SHIFTS: "no shift in a draft week",
    OUTSIDE_AVAILABILITY: "no shift in a published week",
    CONFLICTING_CLOCK_INS: "no timecard",
}
"""The reason why a date of the window has no percentage, by metric."""


@dataclass(frozen=True, slots=True)
class Share:
    """The number of violations of one employee or department. `by_day` follows the order of the
    window's dates."""

    id: str | None
    count: int
    by_day: tuple[int, ...]


def by_employee(figure: DailyRatio, dates: Sequence[date]) -> list[Share]:
    return shares(figure.violations, dates, lambda violation: violation.employee_id)


def by_department(figure: DailyRatio, dates: Sequence[date]) -> list[Share]:
    return shares(figure.violations, dates, lambda violation: violation.department_id)


def shares(
    violations: Iterable[Violation],
    dates: Sequence[date],
    group_of: Callable[[Violation], str | None],
) -> list[Share]:
    """Count the violations of each group. Returns the groups with the most violations first."""
    counts = Counter((group_of(violation), violation.day) for violation in violations)
    found = [
        Share(group, sum(days), days)
        for group in {group for group, _ in counts}
        for days in [tuple(counts[group, day] for day in dates)]
    ]
    return sorted(found, key=lambda share: (-share.count, share.id or ""))
