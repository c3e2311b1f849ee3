"""Make the input of one evaluation from a figure and a rule."""

from datetime import date, datetime
from typing import Literal

from customer_health.domain.alerts.alert import Observation
from customer_health.domain.alerts.rules import Rule
from customer_health.domain.metrics.levels import Level, Number


def observe(
    company_id: str,
    rule: Rule,
    figure: Number | None,
    day: date,
    at: datetime,
    kind: Literal["daily", "live"],
) -> Observation:
    """Make an observation of one figure. Its level is by the rule's thresholds, which may differ
    from the stored level."""
    level: Level = rule.level(figure)
    return Observation(
        company_id=company_id,
        rule=rule.metric,
        level=level,
        value=None if figure is None else float(figure),
        data="none" if figure is None else "fresh",
        date=day,
        at=at,
        kind=kind,
        rule_version=rule.version,
    )
