"""How far a percentage can be trusted. What is said here stands beside the level, and never changes
it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from statistics import median
from typing import Literal

from customer_health.domain.metrics.daily_ratio import DailyRatio, DayCount
from customer_health.domain.metrics.levels import THRESHOLDS, Level, level_of
from customer_health.domain.metrics.window import DAYS as WINDOW_DAYS

CautionKind = Literal["few_days", "small_days", "pooled"]

ENOUGH_DAYS = WINDOW_DAYS // 2
"""With fewer days than this, one more bad day may change the level."""

ENOUGH_A_DAY = 5
"""Of fewer shifts or timecards than this a day, one alone is worth 20 % or more."""


@dataclass(frozen=True, slots=True)
class Caution:
    """A reason to trust a percentage less.

    - `few_days`: it rests on `number` of 14 days.
    - `small_days`: a usual day has only `number` shifts or timecards.
    - `pooled`: all days together, instead of their mean, are at `number` percent, which is another
      level, `level`.
    """

    kind: CautionKind
    number: float
    level: Level | None = None


def cautions(metric: str, ratio: DailyRatio) -> list[Caution]:
    if not ratio.days:
        return []
    found, pooled = list[Caution](), pooled_percentage(ratio.days)
    usual = median(count.whole for count in ratio.days.values())
    if len(ratio.days) < ENOUGH_DAYS:
        found.append(Caution("few_days", len(ratio.days)))
    if usual < ENOUGH_A_DAY:
        found.append(Caution("small_days", usual))
    level = level_of(pooled, THRESHOLDS[metric])
    if level != level_of(ratio.average, THRESHOLDS[metric]):
        found.append(Caution("pooled", float(pooled), level))
    return found


def pooled_percentage(days: Mapping[date, DayCount]) -> Fraction:
    """Return the percentage of all days together, in which a day with more records counts more."""
    part = sum(count.part for count in days.values())
    return Fraction(100 * part, sum(count.whole for count in days.values()))
