"""Where a figure is heading: its present slope, and the days until it reaches the next threshold.

These are estimates: the slope of the last two weeks, drawn on as a straight line. The slope is the
median of the slopes between all pairs of days (Theil and Sen), so that one odd day moves it little.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from math import ceil
from statistics import median

from customer_health.domain.metrics.levels import Level, Threshold, level_of

LOOKED_AT = timedelta(days=14)
ENOUGH_DAYS = 7
"""Fewer days than this make no slope."""

FURTHEST = 30
"""Days ahead; a line that is drawn further says nothing."""


@dataclass(frozen=True, slots=True)
class Trend:
    """A figure that gets worse. `per_week` is the change in a week in the unit of its threshold;
    `days` the days from now until it is `level`."""

    per_week: float
    days: int
    level: Level


def worsening(values: Mapping[date, float], threshold: Threshold) -> Trend | None:
    """Return the trend of a figure that reaches the next threshold within FURTHEST days.

    `values` are those of the daily runs, in the unit of the threshold: a larger one is worse.
    Returns None with too few days, and for a figure that is critical, or does not get worse.
    """
    if not values:
        return None
    last = max(values)
    known = {day: value for day, value in values.items() if day > last - LOOKED_AT}
    if len(known) < ENOUGH_DAYS:
        return None
    slope = median(
        (known[later] - known[earlier]) / (later - earlier).days
        for earlier, later in combinations(sorted(known), 2)
    )
    level = level_of(known[last], threshold)
    bounds: Mapping[Level, tuple[float, Level]] = {
        "healthy": (threshold.warning, "warning"),
        "warning": (threshold.critical, "critical"),
    }
    if level not in bounds or slope <= 0:
        return None
    bound, next_level = bounds[level]
    days = max(1, ceil((bound - known[last]) / slope))
    return Trend(7 * slope, days, next_level) if days <= FURTHEST else None
