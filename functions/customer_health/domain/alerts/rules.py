"""Alert rules as data: the figures from which a metric is a warning, or critical.

The defaults are the requirements' thresholds. A person may amend them. An amended rule changes
alerts only: the metric levels that are stored and shown stay those of the contract.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from math import isfinite
from typing import Literal

from customer_health.domain.metrics.levels import THRESHOLDS, Level, Number, Threshold, level_of
from customer_health.domain.metrics.names import EMPLOYEES, LOGIN, METRICS

Unit = Literal["percent_decrease", "days", "percent"]

DEFAULT_AUTHOR = "default"


@dataclass(frozen=True, slots=True)
class Rule:
    """The thresholds of one metric, in its `unit`. A larger figure is always worse.

    `clears_after` is the number of consecutive evaluations without breach that resolve an alert.
    If it is 1, a live evaluation resolves the alert. Every amendment makes a new `version`.
    """

    metric: str
    unit: Unit
    threshold: Threshold
    clears_after: int = 2
    enabled: bool = True
    version: int = 1
    changed_by: str = DEFAULT_AUTHOR
    changed_at: datetime | None = None

    def __post_init__(self) -> None:
        bounds = self.threshold
        if not (isfinite(bounds.critical) and 0 < bounds.warning <= bounds.critical):
            raise ValueError(
                f"rule {self.metric}: thresholds must satisfy 0 < warning <= critical, "
                f"got warning={bounds.warning} and critical={bounds.critical}"
            )

    def level(self, figure: Number | None) -> Level:
        """Return the level of a figure in the rule's unit; "none" if the figure is unknown."""
        return level_of(figure, self.threshold)


UNITS: Mapping[str, Unit] = {EMPLOYEES: "percent_decrease", LOGIN: "days"}

DEFAULT_RULES: Mapping[str, Rule] = {
    metric: Rule(
        metric,
        UNITS.get(metric, "percent"),
        THRESHOLDS[metric],
        # A login is one event and not a 14-day average: one login is enough to resolve an alert.
        clears_after=1 if metric == LOGIN else 2,
    )
    for metric in METRICS
}


def amend(
    rule: Rule,
    *,
    who: str,
    at: datetime,
    threshold: Threshold | None = None,
    clears_after: int | None = None,
    enabled: bool | None = None,
) -> Rule:
    """Return the rule with the given values, in a new version.

    If nothing changes, the version stays: a new version closes every open alert of the rule.
    Raises ValueError for bad thresholds.
    """
    wanted = replace(
        rule,
        threshold=rule.threshold if threshold is None else threshold,
        clears_after=rule.clears_after if clears_after is None else clears_after,
        enabled=rule.enabled if enabled is None else enabled,
    )
    if wanted == rule:
        return rule
    return replace(wanted, version=rule.version + 1, changed_by=who, changed_at=at)
