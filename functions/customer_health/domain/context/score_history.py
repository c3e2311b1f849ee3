"""The health score of each day."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from customer_health.domain.context.score import Score

SHOWN = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class DayScore:
    """A day's score, and the percentage of it that rests on data."""

    score: int
    coverage: int


def newer(history: Mapping[date, DayScore], today: date, score: Score) -> DayScore | None:
    """Return the score to keep for today; None if the kept one rests on as much data.

    A day keeps its first score. One with more coverage replaces it: a source may have been away.
    """
    kept = history.get(today)
    if score.value is None or (kept and kept.coverage >= score.coverage):
        return None
    return DayScore(score.value, score.coverage)
