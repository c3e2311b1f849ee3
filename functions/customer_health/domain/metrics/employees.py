"""Employees: their number, and its change in 30 days."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from customer_health.domain.metrics.window import Window

BASELINE_DAYS = 30
BASELINE_SLACK_DAYS = 7


@dataclass(frozen=True, slots=True)
class Employee:
    id: str
    email: str | None
    user_id: str | None
    archived: bool
    created_at: datetime | None
    archived_at: datetime | None
    name: str | None = None

    def counts_at(self, clock: datetime) -> bool:
        """Whether the employee was employed at a past clock, by the dates in the record."""
        created = self.created_at is None or self.created_at <= clock
        left_later = self.archived_at is not None and self.archived_at > clock
        return created and (not self.archived or left_later)


def is_counted(employee: Employee, window: Window) -> bool:
    """Whether an employee counts in a run: not archived now, or in a past run, employed then."""
    return employee.counts_at(window.clock) if window.past else not employee.archived


def count_employees(employees: Iterable[Employee], window: Window) -> int:
    return sum(is_counted(employee, window) for employee in employees)


@dataclass(frozen=True, slots=True)
class Baseline:
    """The earlier number of employees with which a count is compared."""

    day: date
    count: int


def baseline_day(run_date: date) -> date:
    return run_date - timedelta(days=BASELINE_DAYS)


def choose_baseline(counts: Mapping[date, int], run_date: date) -> Baseline | None:
    """Return the snapshot of D-30, else the newest of the 7 days before, else the oldest after.

    Returns None if there is no such snapshot before `run_date`.
    """
    wanted = baseline_day(run_date)
    earliest = wanted - timedelta(days=BASELINE_SLACK_DAYS)
    before = [day for day in counts if earliest <= day <= wanted]
    after = [day for day in counts if wanted < day < run_date]
    if not before and not after:
        return None
    day = max(before) if before else min(after)
    return Baseline(day, counts[day])


def change(count: int, baseline: Baseline | None) -> Fraction | None:
    """Return the change since the baseline in percent. None without a baseline, or if it is 0."""
    if baseline is None or baseline.count <= 0:
        return None
    return Fraction(100 * (count - baseline.count), baseline.count)


def decrease(percent: Fraction | None) -> Fraction | None:
    """Return the change as a decrease, as the thresholds need it. Growth becomes negative, which is
    below every threshold."""
    return None if percent is None else -percent
