"""Convert figures to results and alert levels (requirements, "Alert Thresholds").

The requirements define results and levels separately, and both are applied literally: an average
of exactly 10 % has the result "No" (it is not above 10) and the level warning (10-20 %).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from customer_health.domain.metrics.names import (
    CONFLICTING_CLOCK_INS,
    EMPLOYEES,
    LOGIN,
    OPEN_SHIFTS,
    OUTSIDE_AVAILABILITY,
    Result,
)

Level = Literal["critical", "warning", "healthy", "none"]
CompanyLevel = Literal["critical", "warning", "healthy", "unknown"]
Number = Fraction | float | int


@dataclass(frozen=True, slots=True)
class Threshold:
    """The bounds of a level: a warning from `warning` to `critical`, both included, and critical
    above.

    The unit is that of the metric: percent of decrease in 30 days, days since the login, or average
    percent.
    """

    warning: float
    critical: float


THRESHOLDS: Mapping[str, Threshold] = {
    EMPLOYEES: Threshold(10, 20),
    LOGIN: Threshold(7, 14),
    OPEN_SHIFTS: Threshold(10, 20),
    OUTSIDE_AVAILABILITY: Threshold(10, 20),
    CONFLICTING_CLOCK_INS: Threshold(50, 70),
}

YES_ABOVE: Mapping[str, int] = {
    OPEN_SHIFTS: 10,
    OUTSIDE_AVAILABILITY: 10,
    CONFLICTING_CLOCK_INS: 50,
}


def level_of(value: Number | None, threshold: Threshold) -> Level:
    """Return the level of one figure; `none` if the figure is unknown."""
    if value is None:
        return "none"
    if value > threshold.critical:
        return "critical"
    return "warning" if value >= threshold.warning else "healthy"


def result_of(average: Number | None, yes_above: Number) -> Result:
    """Return the requirements' answer to "is it more than … %?": Yes, No or None."""
    if average is None:
        return "None"
    return "Yes" if average > yes_above else "No"


def company_level(levels: Iterable[str]) -> CompanyLevel:
    """Return the worst of the five levels, ignoring `none`; `unknown` if all are `none`."""
    present = set(levels)
    for level in ("critical", "warning", "healthy"):
        if level in present:
            return level
    return "unknown"
