"""The window of a run: the 14 complete dates before it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cached_property
from zoneinfo import ZoneInfo

DAYS = 14


@dataclass(frozen=True)
class Window:
    """The dates D-14 … D-1 of a run of date D. They are dates and not blocks of 24 hours, because a
    day on which the clocks change has 23 or 25 hours.

    `clock` is the instant for which the run's figures are valid; the run ignores everything after
    it. `past` is True for a run that is repeated or made up for a day before today.
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
        """Return the dates by their keys in the database."""
        days = (self.first + timedelta(days=n) for n in range(DAYS))
        return {day.isoformat(): day for day in days}

    def __iter__(self) -> Iterator[date]:
        return iter(self.dates.values())

    def __contains__(self, day: date) -> bool:
        return self.first <= day <= self.last


def monday_of(day: date) -> date:
    return day - timedelta(days=day.weekday())
