"""The health score of each day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from customer_health.domain.context.score import Part, Score

SHOWN = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class DayPart:
    """A part of a day's score, and the percentage of the part that rests on data."""

    score: float
    coverage: int


@dataclass(frozen=True, slots=True)
class DayParts:
    """The parts of a day's score that are known."""

    billing: DayPart | None = None
    engagement: DayPart | None = None
    support: DayPart | None = None
    operations: DayPart | None = None


@dataclass(frozen=True, slots=True)
class DayScore:
    """A day's score, and the percentage of it that rests on data. `parts` is None for the days on
    which the parts were not kept yet."""

    score: int
    coverage: int
    parts: DayParts | None = None

    @property
    def total(self) -> "DayScore":
        """Return the score without its parts, as the list has it."""
        return DayScore(self.score, self.coverage)


def newer(history: Mapping[date, DayScore], today: date, score: Score) -> DayScore | None:
    """Return the score to keep for today; None if the kept one rests on as much data.

    A day keeps its first score. One with more coverage replaces it: a source may have been away.
    """
    kept = history.get(today)
    if score.value is None or (kept and kept.coverage >= score.coverage):
        return None
    parts = DayParts(**{part.name: day_part(part) for part in score.parts})
    return DayScore(score.value, score.coverage, parts)


def day_part(part: Part) -> DayPart | None:
    if part.score is None:
        return None
    return DayPart(round(float(part.score), 2), round(100 * part.coverage))
