"""The risk that a customer leaves. The renewal risk and the churn risk are two names for this same
value.

The risk is an index: 100 minus the mean of the health score and the CRM's renewal probability, plus
the points of each sign. If only one of the two is known, it takes the place of the mean; if neither
is, there is no risk.

| sign                                              | points                             |
|---------------------------------------------------|------------------------------------|
| use fell by a percentage in 30 days               | half of the percentage, at most 15 |
| the contract ends within 90 days, or has ended    | 10                                 |
| the worst metric is critical / a warning          | 10 / 5                             |
| the worst open alert is critical / a warning      | 10 / 5                             |

If the engagement part of the health score is below 70, the index is at least 35; if it is below 40,
at least 60. The risk is low below an index of 35, medium from 35, and high from 60.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Literal

from customer_health.domain.context.score import GREEN, YELLOW
from customer_health.domain.context.score_checks import Params
from customer_health.domain.context.vendor_records import Account, Usage
from customer_health.domain.metrics.levels import Level

Risk = Literal["low", "medium", "high"]
DUE_DAYS = 90
MEDIUM, HIGH = 35, 60
POINTS: Mapping[Level, int] = {"critical": 10, "warning": 5, "healthy": 0, "none": 0}


@dataclass(frozen=True, slots=True)
class Reason:
    """A figure that the risk follows from. `params` are the values behind it."""

    code: str
    params: Params


@dataclass(frozen=True, slots=True)
class Renewal:
    """The outlook of a contract.

    `probability` is a percentage, from the CRM if it has one. `days` is the rest of the contract,
    negative after its end. Without a score and a probability of the CRM, `probability` and `risk`
    are None, and there are no `reasons`.
    """

    risk: Risk | None = None
    probability: float | None = None
    contract_end: date | None = None
    days: int | None = None
    reasons: tuple[Reason, ...] = ()

    @property
    def due(self) -> bool | None:
        return None if self.days is None else self.days <= DUE_DAYS


def renewal(
    score: int | None,
    account: Account | None,
    usage: Usage | None,
    today: date,
    *,
    engagement: Fraction | None = None,
    levels: Mapping[str, Level] | None = None,
    alerts: Collection[Level] = (),
) -> Renewal:
    """Rate the risk. `score` is the health score, `engagement` its part, `levels` are those of the
    metrics, and `alerts` the severities of the open alerts."""
    end = account.contract_end if account else None
    from_crm = account.renewal_probability if account else None
    days = (end - today).days if end else None
    known = [Fraction(value) for value in (score, from_crm) if value is not None]
    if not known:
        return Renewal(None, None, end, days)
    metrics = levels or {}
    trend = Fraction(usage.trend_percent or 0) if usage else Fraction(0)
    index = 100 - sum(known, Fraction(0)) / len(known)
    index += min(max(-trend / 2, Fraction(0)), Fraction(15))
    index += 10 if days is not None and days <= DUE_DAYS else 0
    index += worst_points(metrics.values()) + worst_points(alerts)
    index = max(index, at_least(engagement))
    reasons = (
        *reason("score", score is not None, score=score or 0),
        *reason("probability", from_crm is not None, percent=from_crm or 0),
        *reason("engagement", at_least(engagement) > 0, engagement=round(engagement or 0)),
        *reason("trend", trend < 0, percent=float(trend)),
        *reason("contract_end", days is not None and days <= DUE_DAYS, days=days or 0),
        *(
            Reason("metric", {"metric": metric, "level": level})
            for metric, level in metrics.items()
            if POINTS[level]
        ),
        *reason("alerts", bool(alerts), count=len(alerts), level=worst_of(alerts)),
    )
    probability = max(float(100 - index), 0.0) if from_crm is None else from_crm
    return Renewal(risk_of(index), probability, end, days, reasons)


def reason(code: str, holds: bool, **params: float | str) -> tuple[Reason, ...]:
    return (Reason(code, params),) if holds else ()


def worst_points(levels: Collection[Level]) -> int:
    return max((POINTS[level] for level in levels), default=0)


def worst_of(levels: Collection[Level]) -> Level:
    return max(levels, key=POINTS.__getitem__, default="none")


def at_least(engagement: Fraction | None) -> Fraction:
    """Return the least index that goes with the band of the engagement."""
    if engagement is None or engagement >= GREEN:
        return Fraction(0)
    return Fraction(HIGH if engagement < YELLOW else MEDIUM)


def risk_of(index: Fraction) -> Risk:
    return "high" if index >= HIGH else "medium" if index >= MEDIUM else "low"
