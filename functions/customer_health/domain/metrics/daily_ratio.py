"""A daily percentage and its average over the window, with the days and records behind it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from math import lcm


@dataclass(frozen=True, slots=True)
class Violation:
    """One shift or timecard that raises a percentage.

    `record` is its path below the company: `{weekId}/shifts/{shiftId}` or `{timecardId}`. `types`
    are a timecard's types of conflict.
    """

    record: str
    day: date
    employee_id: str | None
    department_id: str | None
    types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DayCount:
    """The counts of one date: `part` of `whole`. `whole` is never 0."""

    part: int
    whole: int


@dataclass(frozen=True, slots=True)
class DailyRatio:
    """The days with data, and their violations. A date without data is not in `days`."""

    days: Mapping[date, DayCount]
    violations: tuple[Violation, ...] = field(default=())

    @property
    def average(self) -> Fraction | None:
        """Return the mean of the daily percentages, or None without any day.

        It is an exact fraction, so that an average of exactly 10 % meets a threshold of 10 %.
        """
        if not self.days:
            return None
        whole = lcm(*(day.whole for day in self.days.values()))
        parts = sum(day.part * (whole // day.whole) for day in self.days.values())
        return Fraction(100 * parts, whole * len(self.days))
