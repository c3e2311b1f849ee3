"""The 14 complete dates that a run looks at."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

DAYS = 14


@dataclass(frozen=True)
class Window:
    """The dates D-14 … D-1 of a run of date D, stepped as dates and never as 24-hour blocks.

    `clock` is the instant of which the run speaks; what happened after it is unknown to the run.
    `past` tells a run made up for a day before today.
    """

    run_date: date
    clock: datetime
    zone: ZoneInfo
    past: bool = False

    @cached_property  # asked for every record
    def first(self) -> date:
        return self.run_date - timedelta(days=DAYS)

    @cached_property
    def last(self) -> date:
        return self.run_date - timedelta(days=1)

    @property
    def first_week(self) -> date:
        return monday_of(self.first)

    @property
    def last_week(self) -> date:
        return monday_of(self.last)

    @cached_property
    def dates(self) -> Mapping[str, date]:
        """By the key that each has in the database."""
        days = (self.first + timedelta(days=n) for n in range(DAYS))
        return {day.isoformat(): day for day in days}

    def __iter__(self) -> Iterator[date]:
        return iter(self.dates.values())

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())
