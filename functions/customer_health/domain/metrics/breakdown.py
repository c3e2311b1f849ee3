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
"""Why a date of the window has no percentage."""


@dataclass(frozen=True, slots=True)
class Share:
    """How many violations an employee or a department has; `by_day` in the order of the window's
    dates."""

    id: str | None
    count: int
    by_day: tuple[int, ...]


def by_employee(figure: DailyRatio, dates: Sequence[date]) -> list[Share]:
    return shares(figure.violations, dates, lambda violation: violation.employee_id)


def by_department(figure: DailyRatio, dates: Sequence[date]) -> list[Share]:
    return shares(figure.violations, dates, lambda violation: violation.department_id)


def shares(
    violations: Iterable[Violation], dates: Sequence[date], whose: Callable[[Violation], str | None]
) -> list[Share]:
    """Count the violations of each; the most affected comes first."""
    counts = Counter((whose(violation), violation.day) for violation in violations)
    found = [
        Share(of, sum(days), days)
        for of in {of for of, _ in counts}
        for days in [tuple(counts[of, day] for day in dates)]
    ]
    return sorted(found, key=lambda share: (-share.count, share.id or ""))
