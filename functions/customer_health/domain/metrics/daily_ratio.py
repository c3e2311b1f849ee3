"""A daily percentage averaged over the window, with the days and records behind it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import lcm


@dataclass(frozen=True, slots=True)
class Violation:
    """One shift or timecard that counted against the company.

    `record` is its path below the company: `{weekId}/shifts/{shiftId}` or `{timecardId}`.
    `types` names the kinds of conflict of a timecard.
    """

    record: str
    day: date
    employee_id: str | None
    department_id: str | None
    types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DayCount:
    """The share of one date: `part` of `whole`, `whole` never 0."""

    part: int
    whole: int


@dataclass(frozen=True, slots=True)
class DailyRatio:
    """Days that have data, and the violations on them. A date without data is not in `days`."""

    days: Mapping[date, DayCount]
    violations: tuple[Violation, ...] = field(default=())

    @property
    def average(self) -> Fraction | None:
        """The plain mean of the daily percentages, exact, so that 10 % is 10 % on the boundary."""
        if not self.days:
            return None
        whole = lcm(*(day.whole for day in self.days.values()))
        parts = sum(day.part * (whole // day.whole) for day in self.days.values())
        return Fraction(100 * parts, whole * len(self.days))
