"""Rows to train and judge on: a customer at a date, the cut, and whether it left after it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

CUT_EVERY = 30
"""Days."""


@dataclass(frozen=True, slots=True)
class Row:
    """A customer as it was known at a cut. A feature without a value is left out.

    `left` says whether it left within 90 days after the cut. `renewal` is the index of today's
    rule at the cut. Only a simulation knows the last two: `oracle` is the true probability, and
    `knowable` that of somebody who sees all that can be observed.
    """

    id: str
    cut: date
    values: Mapping[str, float]
    left: bool
    renewal: float | None = None
    oracle: float | None = None
    knowable: float | None = None
