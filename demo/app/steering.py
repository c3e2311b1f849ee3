"""Choose whole numbers of shifts and timecards so that the mean daily percentage hits a target."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from random import Random
from typing import Literal

from demo.app.dates import WEEK, Calendar
from demo.app.shapes import Shape

Figure = Literal["open", "unavailable", "conflicts"]


class Steering:
    """The targets of a company: usual percentages, and from some weeks ago on those of its shape.

    The rounding error of each day is carried over to the next day of the same series, so that the
    mean stays at the target. At the start of the window nothing is carried over.
    """

    def __init__(self, shape: Shape, calendar: Calendar, rng: Random) -> None:
        # So low that rounding can't cause a warning, even with two shifts a day.
        self._usual: dict[Figure, float] = {
            "open": rng.uniform(2, 4.5),
            "unavailable": rng.uniform(1, 4),
            "conflicts": rng.uniform(8, 30),
        }
        self._targets: dict[Figure, float | None] = {
            "open": shape.open,
            "unavailable": shape.unavailable,
            "conflicts": shape.conflicts,
        }
        self._window_start = calendar.window_start
        self._changes_on = calendar.full_week - rng.randint(1, 5) * WEEK
        self._carried: defaultdict[tuple[Figure, bool, bool], float] = defaultdict(float)

    def count(self, figure: Figure, day: date, published: bool, percents: Sequence[float]) -> int:
        """Return the count for a day whose percentage, `percents[count]`, brings the mean closest
        to the target.

        The days of draft weeks and those of published weeks are two series.
        """
        series = (figure, published, day >= self._window_start)
        due = self._carried[series] + self._target(figure, day)
        count = min(range(len(percents)), key=lambda k: abs(percents[k] - due))
        self._carried[series] = due - percents[count]
        return count

    def _target(self, figure: Figure, day: date) -> float:
        target = self._targets[figure]
        return self._usual[figure] if target is None or day < self._changes_on else target
