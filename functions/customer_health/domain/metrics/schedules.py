"""Weeks of shifts, and the state of a week at a given clock."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

from customer_health.domain.instants import shown_at

DAY_MINUTES = 24 * 60


@dataclass(frozen=True, slots=True)
class Shift:
    """One shift of a week. `start` and `end` are minutes after midnight on the local clock."""

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
        """Return the instant of the start; both instants if the local clock shows the time twice,
        when summer time ends."""
        return shown_at(self.day, self.start, zone)

    def ends(self, zone: ZoneInfo) -> tuple[datetime, ...]:
        """Return the instant of the end, or both. An end that is not after the start is on the next
        day."""
        overnight = DAY_MINUTES if self.end <= self.start else 0
        return shown_at(self.day, self.end + overnight, zone)


@dataclass(frozen=True, slots=True)
class LeftOutShift:
    """The readable parts of a malformed shift. `day` is a text that may not be a date."""

    id: str
    day: str | None
    employee_id: str | None


@dataclass(frozen=True, slots=True)
class Week:
    """One week's schedule. `shifts` are the well-formed ones, `left_out` the malformed ones.

    `status` is None if the week itself is malformed; then all of its shifts are left out.
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
        """Whether the week was generated and not yet published at `clock`. In a past run that is
        also true of a week that was published since."""
        generated = self.generated_at is not None and self.generated_at <= clock
        return generated and not self.is_published(clock)
