"""Steering the mean of daily percentages with whole shifts and timecards."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Literal

from demo.dates import WEEK, Calendar
from demo.shapes import Shape

Figure = Literal["open", "unavailable", "conflicts"]


class Steering:
    """A company's figures: usual ones, until some weeks ago its shape's trouble began.

    Each day's rounding is carried over to the next day of the same series, so that the mean of
    the days keeps to the target. The window starts with nothing carried over.
    """

    def __init__(self, shape: Shape, calendar: Calendar, rng: Random) -> None:
        # So low that even two shifts a day can't be rounded up to a warning.
        self._usual: dict[Figure, float] = {
            "open": rng.uniform(2, 4.5),
            "unavailable": rng.uniform(1, 4),
            "conflicts": rng.uniform(8, 30),
        }
        self._wanted: dict[Figure, float | None] = {
            "open": shape.open,
            "unavailable": shape.unavailable,
            "conflicts": shape.conflicts,
        }
        self._window_start = calendar.window_start
        self._trouble = calendar.full_week - rng.randint(1, 5) * WEEK
        self._due: defaultdict[tuple[Figure, bool, bool], float] = defaultdict(float)

    def count(self, figure: Figure, day: date, published: bool, percents: Sequence[float]) -> int:
        """The count whose percentage, `percents[count]`, brings the mean closest to the target.

        Days of draft weeks and of published ones are two series.
        """
        series = (figure, published, day >= self._window_start)
        due = self._due[series] + self._target(figure, day)
        count = min(range(len(percents)), key=lambda k: abs(percents[k] - due))
        self._due[series] = due - percents[count]
        return count

    def _target(self, figure: Figure, day: date) -> float:
        wanted = self._wanted[figure]
        return self._usual[figure] if wanted is None or day < self._trouble else wanted
