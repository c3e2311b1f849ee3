"""Train a model, and judge it walk-forward: on dates after those that it has learned from."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from statistics import fmean, pstdev

from customer_health.domain.insights.forecast import (
    HORIZON,
    LEAST_CUSTOMERS,
    LEAST_DEPARTURES,
    Coefficient,
    sigmoid,
)
from forecasting.logistic import fit
from forecasting.measures import auc, bounds, calibration_error
from forecasting.rows import Row

MOST_ERROR = 0.05
TOO_GOOD = 0.95
"""No single feature known 90 days ahead ranks customers as well as this. One that does was written
down after the customer had left."""


class RefusedError(Exception):
    """No model may be made or shown, and why."""


@dataclass(frozen=True, slots=True)
class Fitted:
    """An intercept, and a coefficient for each feature."""

    intercept: float
    coefficients: tuple[Coefficient, ...]

    def probability(self, row: Row) -> float:
        known = [one for one in self.coefficients if one.feature in row.values]
        added = (one.contribution(row.values[one.feature]) for one in known)
        return sigmoid(self.intercept + sum(added))


@dataclass(frozen=True, slots=True)
class Measured:
    """How good a ranking is on the judged rows, with its bounds of 95 %."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Judged:
    """What a walk-forward found. `better_by` is the model's AUC less that of the rule; a measure
    that needs what the rows don't have is None."""

    rows: int
    left: int
    auc: Measured
    calibration_error: float
    better_by: Measured | None = None
    rule: float | None = None
    oracle: float | None = None
    knowable: float | None = None

    def check(self) -> None:
        """Raise RefusedError unless the model may be shown."""
        if self.better_by is None or self.better_by.low <= 0:
            raise RefusedError("it doesn't surely rank better than the rule for the renewal risk")
        if self.calibration_error > MOST_ERROR:
            raise RefusedError(f"its calibration error is {self.calibration_error:.3f}")


def train(rows: Sequence[Row]) -> Fitted:
    names = sorted({name for row in rows for name in row.values})
    coefficients = [
        standard(name, [row.values[name] for row in rows if name in row.values]) for name in names
    ]
    table = [
        [
            (row.values[one.feature] - one.mean) / one.scale if one.feature in row.values else 0.0
            for one in coefficients
        ]
        for row in rows
    ]
    intercept, *weights = fit(table, [row.left for row in rows])
    weighted = zip(coefficients, weights, strict=True)
    return Fitted(intercept, tuple(replace(one, weight=weight) for one, weight in weighted))


def standard(name: str, values: Sequence[float]) -> Coefficient:
    return Coefficient(name, 0, fmean(values), pstdev(values) or 1.0, min(values), max(values))


def walk_forward(rows: Sequence[Row]) -> tuple[list[Row], list[float]]:
    """Return the judged rows, of the later half of the cuts, with their probabilities.

    The model for a cut learns only from cuts that lie 90 days or more before it. Of later ones
    nobody knew yet, at the cut, who would leave.
    """
    judged, chances = list[Row](), list[float]()
    cuts = sorted({row.cut for row in rows})
    for cut in cuts[len(cuts) // 2 :]:
        before = [row for row in rows if row.cut + timedelta(days=HORIZON) <= cut]
        if not any(row.left for row in before):
            continue
        model = train(before)
        now = [row for row in rows if row.cut == cut]
        judged += now
        chances += map(model.probability, now)
    return judged, chances


def judge(rows: Sequence[Row]) -> Judged:
    """Raises RefusedError if there is too little to judge on, or a feature knows too much."""
    refuse_leaks(rows)
    judged, chances = walk_forward(rows)
    labels = [row.left for row in judged]
    if not 0 < sum(labels) < len(labels):
        raise RefusedError("none, or all, of the customers to judge on have left")
    groups = [row.id for row in judged]

    def ranking(scores: Sequence[float], drawn: Sequence[int]) -> float:
        return auc([scores[one] for one in drawn], [labels[one] for one in drawn])

    def measured(scores: Sequence[float], rule: Sequence[float] | None = None) -> Measured:
        def difference(drawn: Sequence[int]) -> float:
            return ranking(scores, drawn) - (ranking(rule, drawn) if rule else 0)

        return Measured(difference(range(len(judged))), *bounds(difference, groups))

    rule, oracle, knowable = (column(judged, name) for name in ("renewal", "oracle", "knowable"))
    return Judged(
        len(judged),
        sum(labels),
        measured(chances),
        calibration_error(chances, labels),
        measured(chances, rule) if rule else None,
        *(auc(known, labels) if known else None for known in (rule, oracle, knowable)),
    )


def column(rows: Sequence[Row], name: str) -> list[float] | None:
    """Return a value of all rows; None unless each has it."""
    found = [getattr(row, name) for row in rows]
    return None if None in found else found


def refuse_leaks(rows: Sequence[Row]) -> None:
    """Raise RefusedError if one feature, or only whether it is known, tells who left."""
    for name in sorted({name for row in rows for name in row.values}):
        known = [row for row in rows if name in row.values]
        values, labels = [row.values[name] for row in known], [row.left for row in known]
        present = [name in row.values for row in rows]
        for found, truth in ((values, labels), (present, [row.left for row in rows])):
            if 0 < sum(truth) < len(truth):
                ranked = auc(found, truth)
                if max(ranked, 1 - ranked) > TOO_GOOD:
                    raise RefusedError(f"{name} is a leak: it tells who left ({ranked:.2f})")


def refuse_too_few(rows: Sequence[Row]) -> None:
    customers, left = {row.id for row in rows}, {row.id for row in rows if row.left}
    if len(customers) < LEAST_CUSTOMERS or len(left) < LEAST_DEPARTURES:
        raise RefusedError(
            f"{len(customers)} customers and {len(left)} departures are too few: it needs "
            f"{LEAST_CUSTOMERS} and {LEAST_DEPARTURES}"
        )
