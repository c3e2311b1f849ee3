"""The probability that a customer leaves within 90 days: a logistic model, with a reason for every
point, which abstains where too little is known.

Off until a model was trained on this backend's own history; docs/forecast.md has the method.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from math import exp
from typing import Literal

HORIZON = 90
"""Days."""

LEAST_CUSTOMERS, LEAST_DEPARTURES = 200, 100
"""To train a model: ten departures for each of the ten features, as with fewer the weights are
mostly chance; and enough customers that stay, to compare with."""

LEAST_KNOWN = 0.7
"""A feature without a value counts as the mean. With more than 30 % of such, the forecast would
tell of the mean customer, not of this one."""

SLACK = 0.25
"""How far outside of the trained values a value may lie, as a share of their range."""

AbstainedWhy = Literal["short_history", "unknown_features", "outside_training"]


@dataclass(frozen=True, slots=True)
class Coefficient:
    """A feature's weight, for a value less `mean` and divided by `scale`. Trained on values from
    `low` to `high`."""

    feature: str
    weight: float
    mean: float
    scale: float
    low: float
    high: float

    def contribution(self, value: float) -> float:
        """Return the log-odds that a value adds, against those of a mean value."""
        return self.weight * (value - self.mean) / self.scale

    def covers(self, value: float) -> bool:
        slack = SLACK * (self.high - self.low)
        return self.low - slack <= value <= self.high + slack


@dataclass(frozen=True, slots=True)
class Training:
    """What a model was trained on, and how well it did on dates after those that it had seen.

    The bounds are those of 95 %. `better_by` is how much more of the pairs it ranks right than the
    rule for the renewal risk.
    """

    trained_on: date
    first: date
    last: date
    customers: int
    departures: int
    auc: float
    auc_low: float
    auc_high: float
    better_by: float
    better_by_low: float
    calibration_error: float


@dataclass(frozen=True, slots=True)
class Model:
    intercept: float
    coefficients: tuple[Coefficient, ...]
    training: Training


@dataclass(frozen=True, slots=True)
class Reason:
    """A feature that moves the probability: by `log_odds`, upwards if positive."""

    feature: str
    value: float
    log_odds: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """A probability, 0 to 1. It is `sigmoid(base + the sum of all reasons)`; `base` belongs to a
    customer whose values are all mean. `known` is the share of the features with a value."""

    probability: float
    base: float
    reasons: Sequence[Reason]
    known: float


@dataclass(frozen=True, slots=True)
class Abstained:
    """No forecast, and why. `features` are those without a value, or with one outside of all that
    the model was trained on."""

    why: AbstainedWhy
    features: Sequence[str] = ()


def forecast(model: Model, values: Mapping[str, float] | None) -> Forecast | Abstained:
    """Forecast from a customer's features; None stands for a history that is too short."""
    if values is None:
        return Abstained("short_history")
    known = [one for one in model.coefficients if one.feature in values]
    share = len(known) / len(model.coefficients)
    if share < LEAST_KNOWN:
        missing = [one.feature for one in model.coefficients if one.feature not in values]
        return Abstained("unknown_features", missing)
    if strange := [one.feature for one in known if not one.covers(values[one.feature])]:
        return Abstained("outside_training", strange)
    reasons = [
        Reason(one.feature, values[one.feature], one.contribution(values[one.feature]))
        for one in known
    ]
    reasons.sort(key=lambda reason: -abs(reason.log_odds))
    odds = model.intercept + sum(reason.log_odds for reason in reasons)
    return Forecast(sigmoid(odds), model.intercept, reasons, share)


def sigmoid(log_odds: float) -> float:
    return 1 / (1 + exp(-max(min(log_odds, 40), -40)))
