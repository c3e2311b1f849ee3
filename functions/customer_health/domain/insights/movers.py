"""Who is moving: the customers that got worse or better in some days, and how all of them changed.

Plain statistics of two daily runs. A customer that is not in both is no mover, and a figure that is
unknown in one of them has not moved.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from statistics import median, quantiles

from customer_health.domain.customers.list_entry import SEVERITY
from customer_health.domain.metrics.levels import THRESHOLDS, CompanyLevel, Level
from customer_health.domain.metrics.names import LOGIN, METRICS

SMALL = 0.1
"""A change that is less than this share of the critical threshold is none."""
FURTHEST = 2.0
"""How far a figure counts, in critical thresholds: beyond, more of it is no news."""
ENOUGH = 8
"""Fewer customers than this have no quartiles."""


@dataclass(frozen=True, slots=True)
class DayRow:
    """A customer in one run: its level, and its levels and figures by metric, each figure in the
    unit of its threshold. A figure that is unknown is not there."""

    level: CompanyLevel
    levels: Mapping[str, Level]
    figures: Mapping[str, float]


@dataclass(frozen=True, slots=True)
class Move:
    """A figure in both runs. `share` is the change in critical thresholds; positive is worse."""

    metric: str
    before: float
    now: float
    share: float


@dataclass(frozen=True, slots=True)
class Mover:
    """A customer that got worse or better. `steps` is the change of its level, `share` the sum of
    its moves; positive is worse. `moves` are those in the same direction, the largest first."""

    company_id: str
    was: CompanyLevel
    level: CompanyLevel
    steps: int
    share: float
    moves: Sequence[Move]

    @property
    def is_worse(self) -> bool:
        return (self.steps, self.share) > (0, 0)


@dataclass(frozen=True, slots=True)
class Spread:
    """The change of one figure of all customers that have it in both runs: the median, and the
    quartiles, between which the middle half of the customers is. `usual` is the median of the
    changes without their signs."""

    metric: str
    customers: int
    lower: float
    median: float
    upper: float
    usual: float


@dataclass(frozen=True, slots=True)
class Movers:
    """The movers, those that moved most first, of the customers that are in both runs."""

    compared: int
    worse: Sequence[Mover]
    better: Sequence[Mover]
    spreads: Mapping[str, Spread]


def movers(before: Mapping[str, DayRow], now: Mapping[str, DayRow]) -> Movers:
    """Compare the customers of two runs."""
    pairs = {key: (before[key], row) for key, row in now.items() if key in before}
    found = [one for key, pair in pairs.items() if (one := mover(key, *pair))]
    found.sort(key=lambda one: (-abs(one.steps), -abs(one.share), one.company_id))
    return Movers(
        compared=len(pairs),
        worse=[one for one in found if one.is_worse],
        better=[one for one in found if not one.is_worse],
        spreads=spreads(pairs.values()),
    )


def mover(company_id: str, before: DayRow, now: DayRow) -> Mover | None:
    """Return how a customer moved; None if it did not."""
    known = "unknown" not in (before.level, now.level)
    steps = SEVERITY[now.level] - SEVERITY[before.level] if known else 0
    moves = [move(metric, before, now) for metric in METRICS if metric in shared(before, now)]
    # A login that does not come gets older by a day a day: it is a move where its level changes.
    moves = [
        one for one in moves if one.metric != LOGIN or before.levels[LOGIN] != now.levels[LOGIN]
    ]
    share = sum(one.share for one in moves)
    if not steps and abs(share) < SMALL:
        return None
    direction = 1 if (steps, share) > (0, 0) else -1
    same = sorted((one for one in moves if one.share * direction > 0), key=lambda m: -abs(m.share))
    return Mover(company_id, before.level, now.level, steps, share, same)


def shared(before: DayRow, now: DayRow) -> set[str]:
    return before.figures.keys() & now.figures.keys()


def move(metric: str, before: DayRow, now: DayRow) -> Move:
    then, today = before.figures[metric], now.figures[metric]
    return Move(metric, then, today, position(metric, today) - position(metric, then))


def position(metric: str, value: float) -> float:
    """Return a figure in critical thresholds of its metric."""
    return min(max(value / THRESHOLDS[metric].critical, 0.0), FURTHEST)


def spreads(pairs: Iterable[tuple[DayRow, DayRow]]) -> dict[str, Spread]:
    """Return how each figure of all customers changed. A login has no trend."""
    changes: dict[str, list[float]] = {metric: [] for metric in METRICS if metric != LOGIN}
    for before, now in pairs:
        for metric in shared(before, now) & changes.keys():
            changes[metric].append(now.figures[metric] - before.figures[metric])
    return {
        metric: spread(metric, found) for metric, found in changes.items() if len(found) >= ENOUGH
    }


def spread(metric: str, changes: Sequence[float]) -> Spread:
    lower, middle, upper = quantiles(changes, n=4, method="inclusive")
    return Spread(metric, len(changes), lower, middle, upper, median(map(abs, changes)))
