"""The health score, 0 to 100: four parts, each with checks that may lose points.

A part's score is 100 minus the losses of its checks, which are in proportion to their weights. The
health score is the weighted mean of the parts. A check or part without data is left out, and its
weight is shared among the others. So each missing point belongs to one check, and a figure that
gets worse never raises the score.

The score is green from 70, yellow from 40, and red below. A score of 70 that rests on less than
half of the data has no colour: what is not known may be bad. A lower one has lost points for what
is known, and has its colour.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Literal, get_args

from customer_health.domain.context.billing_record import BillingRecord
from customer_health.domain.context.score_checks import (
    Check,
    Params,
    of_billing,
    of_levels,
    of_support,
    of_usage,
)
from customer_health.domain.context.vendor_records import SupportRecord, Usage
from customer_health.domain.metrics.levels import Level

PartName = Literal["billing", "engagement", "support", "operations"]
PARTS: tuple[PartName, ...] = get_args(PartName)
Band = Literal["green", "yellow", "red"]

WEIGHTS: Mapping[PartName, int] = {
    "billing": 25,
    "engagement": 30,
    "support": 20,
    "operations": 25,
}
GREEN, YELLOW = 70, 40
ENOUGH = 50
"""Percent of the score that must rest on data before it is called green."""


@dataclass(frozen=True, slots=True)
class Loss:
    """Points that a check loses, of its part's 100. `params` are the figures behind the loss."""

    code: str
    points: Fraction
    params: Params


@dataclass(frozen=True, slots=True)
class Part:
    """A part. `coverage` is the share of its checks' weights with data; without any, `score` is
    None."""

    name: PartName
    score: Fraction | None
    losses: tuple[Loss, ...]
    coverage: Fraction

    @property
    def weight(self) -> int:
        return WEIGHTS[self.name]


@dataclass(frozen=True, slots=True)
class Score:
    """The score and its coverage, both in whole percent. Without any data `value` is None."""

    value: int | None
    coverage: int
    parts: tuple[Part, ...]

    @property
    def is_estimate(self) -> bool:
        """Whether too little is known to call the customer healthy."""
        return self.value is not None and self.coverage < ENOUGH

    @property
    def band(self) -> Band | None:
        return band_of(self.value, self.coverage)

    def part(self, name: PartName) -> Part:
        return self.parts[PARTS.index(name)]


def band_of(value: int | None, coverage: int) -> Band | None:
    if value is None or (value >= GREEN and coverage < ENOUGH):
        return None
    return "green" if value >= GREEN else "yellow" if value >= YELLOW else "red"


def score(
    billing: BillingRecord | None,
    usage: Usage | None,
    support: SupportRecord | None,
    levels: Mapping[str, Level],
    now: datetime,
) -> Score:
    """Compute the score. A source without an answer is None; `levels` are those of the metrics."""
    parts = (
        part_of("billing", of_billing(billing) if billing else ()),
        part_of("engagement", of_usage(usage, now) if usage else ()),
        part_of("support", of_support(support) if support else ()),
        part_of("operations", of_levels(levels)),
    )
    known = {part.name: part.score for part in parts if part.score is not None}
    value = weighted_mean(known, WEIGHTS)
    coverage = sum(part.weight * part.coverage for part in parts) / sum(WEIGHTS.values())
    return Score(value, round(100 * coverage), parts)


def weighted_mean(
    known: Mapping[PartName, Fraction] | Mapping[PartName, float], weights: Mapping[PartName, int]
) -> int | None:
    """Return the score of the known parts, in whole points; None if none of them counts."""
    whole = sum(weights[name] for name in known)
    return round(sum(weights[name] * at for name, at in known.items()) / whole) if whole else None


def part_of(name: PartName, checks: Sequence[Check]) -> Part:
    """Compute a part of its checks."""
    known = [(check, check.lost) for check in checks if check.lost is not None]
    whole = sum(check.weight for check, _ in known)
    if not whole:
        return Part(name, None, (), Fraction(0))
    losses = tuple(
        Loss(check.code, 100 * check.weight * lost / whole, check.params)
        for check, lost in known
        if lost
    )
    coverage = Fraction(whole, sum(check.weight for check in checks))
    return Part(name, 100 - sum((loss.points for loss in losses), Fraction(0)), losses, coverage)


def worst(parts: Iterable[Part]) -> Loss | None:
    """Return the loss that lowers the health score most."""
    found = [(loss.points * part.weight, loss) for part in parts for loss in part.losses]
    return max(found, key=lambda pair: pair[0])[1] if found else None
