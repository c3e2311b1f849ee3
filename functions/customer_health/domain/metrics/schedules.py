"""Weeks of shifts, and what state a week was in at a given clock."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from customer_health.domain.instants import shown_at

DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Shift:
    """One shift of a week. `start` and `end` are minutes of the wall clock on `day`."""

    id: str
    week_id: str
    day: date
    start: int
    end: int
    employee_id: str | None
    department_id: str | None
    auto: bool

    @property
    def record(self) -> str:
        return f"{self.week_id}/shifts/{self.id}"

    def starts(self, zone: ZoneInfo) -> tuple[datetime, ...]:
        """The instant of the start, or both, if the clock shows the time twice."""
        return shown_at(self.day, self.start, zone)

    def ends(self, zone: ZoneInfo) -> tuple[datetime, ...]:
        """The instant of the end, or both. An end that is not after the start lies past
        midnight."""
        overnight = DAY_MINUTES if self.end <= self.start else 0
        return shown_at(self.day, self.end + overnight, zone)


@dataclass(frozen=True, slots=True)
class LeftOutShift:
    """As much of a malformed shift as could be read: `day` is a text, which may be no date."""

    id: str
    day: str | None
    employee_id: str | None


@dataclass(frozen=True, slots=True)
class Week:
    """One week's schedule; `shifts` are its well-formed ones, `left_out` the others.

    `status` is None for a week that is left out itself, with all of its shifts.
    """

    id: str
    status: Literal["draft", "published"] | None
    generated_at: datetime | None
    published_at: datetime | None
    shifts: tuple[Shift, ...]
    left_out: tuple[LeftOutShift, ...] = ()

    def is_published(self, clock: datetime) -> bool:
        return self.status == "published" and (
            self.published_at is None or self.published_at <= clock
        )

    def is_draft(self, clock: datetime) -> bool:
        """Generated and not yet published at `clock`, whatever it became later."""
        generated = self.generated_at is not None and self.generated_at <= clock
        return generated and not self.is_published(clock)
