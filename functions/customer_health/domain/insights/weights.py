"""Rehearse other weights of the health score's parts: play them over the scores that were kept."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from customer_health.domain.context.score import (
    PARTS,
    WEIGHTS,
    Band,
    PartName,
    band_of,
    weighted_mean,
)
from customer_health.domain.context.score_history import DayParts, DayScore

Weights = Mapping[PartName, int]
Colour = Band | Literal["none"]
COLOURS: tuple[Colour, ...] = ("green", "yellow", "red", "none")
"""A score's colour; "none" if it rests on too little to be green, or there is no score."""


@dataclass(frozen=True, slots=True)
class Weighed:
    """A score under some weights. Without any part that counts, `score` is None."""

    score: int | None
    colour: Colour


@dataclass(frozen=True, slots=True)
class Recoloured:
    """A customer whose score has another colour with the draft, on its newest day or before.

    `now` and `draft` are of the newest day. `days` counts the kept days, `changed_days` those with
    another colour.
    """

    company_id: str
    now: Weighed
    draft: Weighed
    days: int
    changed_days: int


@dataclass(frozen=True, slots=True)
class Reweighing:
    """The present weights and a draft side by side.

    `now` and `draft` count the customers by the colour of their newest day. `compared` is how many
    have a kept day, `first` the oldest such day.
    """

    compared: int
    first: date | None
    now: Mapping[Colour, int]
    draft: Mapping[Colour, int]
    customers: Sequence[Recoloured]


def largest_first(change: Recoloured) -> tuple[bool, int, str]:
    """Sort the customers whose newest colour is another before the others."""
    before, after = change.now, change.draft
    moved = abs((before.score or 0) - (after.score or 0))
    return before.colour == after.colour, -moved, change.company_id


def reweigh(scores: Mapping[str, Mapping[date, DayScore]], draft: Weights) -> Reweighing:
    """Compare the scores of all customers under a draft with those under the present weights.

    Both are computed of the kept parts, which are rounded to two decimals. Days without them don't
    count.
    """
    played = {
        company_id: found for company_id, days in scores.items() if (found := with_parts(days))
    }
    newest = [days[max(days)] for days in played.values()]
    changes = (recoloured(company_id, days, draft) for company_id, days in played.items())
    return Reweighing(
        compared=len(played),
        first=min((min(days) for days in played.values()), default=None),
        now=Counter(weighed(parts, WEIGHTS).colour for parts in newest),
        draft=Counter(weighed(parts, draft).colour for parts in newest),
        customers=sorted((one for one in changes if one.changed_days), key=largest_first),
    )


def with_parts(days: Mapping[date, DayScore]) -> dict[date, DayParts]:
    return {day: one.parts for day, one in days.items() if one.parts}


def recoloured(company_id: str, days: Mapping[date, DayParts], draft: Weights) -> Recoloured:
    both = {day: (weighed(parts, WEIGHTS), weighed(parts, draft)) for day, parts in days.items()}
    now, drafted = both[max(both)]
    changed = sum(before.colour != after.colour for before, after in both.values())
    return Recoloured(company_id, now, drafted, len(both), changed)


def weighed(parts: DayParts, weights: Weights) -> Weighed:
    """Return the score that these weights give to the parts of a day."""
    known = {name: part for name in PARTS if (part := getattr(parts, name))}
    value = weighted_mean({name: part.score for name, part in known.items()}, weights)
    covered = sum(weights[name] * part.coverage for name, part in known.items())
    coverage = round(covered / sum(weights.values()))
    return Weighed(value, band_of(value, coverage) or "none")
