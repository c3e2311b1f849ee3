"""A customer's entry in the list: only what the list searches, filters and sorts by."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from customer_health.domain.metrics.names import (
    CONFLICTING_CLOCK_INS,
    EMPLOYEES,
    LOGIN,
    METRICS,
    OPEN_SHIFTS,
    OUTSIDE_AVAILABILITY,
    PERCENTAGES,
)

Value = str | float
TestKind = Literal[
    "search", "level", "metricLevel", "metricResult", "owner", "growth", "new", "flawed"
]
Test = tuple[TestKind, Any]
"""The kind of a test, and the value to compare a customer with."""

SEVERITY = {"unknown": 0, "healthy": 1, "warning": 2, "critical": 3}
UNASSIGNED = "none"
NEVER = 0.0
"""The login of a customer that never logged in: before every real one, in epoch seconds."""
MOST_CENTS = 10**12
"""More than a customer pays in a year: the order by revenue ends there."""


@dataclass(slots=True, eq=False)
class ListEntry:
    """One customer. `text` is what a search looks through: name and e-mail, folded, in two lines.
    `levels` are in the order of METRICS, `results` and `averages` in that of PERCENTAGES. `growth`
    is in percent, `login`, `updated` and `worsened` in epoch seconds, `revenue` in cents. `login`
    is None if it is unknown, and NEVER if there certainly was none. `body` is the encoded row,
    which the list only carries, and `changed_at` when it was written, in epoch milliseconds."""

    id: str
    text: str
    level: str
    employees: int
    growth: float | None
    login: float | None
    averages: tuple[float | None, ...]
    levels: tuple[str, ...]
    results: tuple[str, ...]
    owner: str
    updated: float
    body: bytes
    changed_at: int = 0
    flaws: int = 0
    score: int | None = None
    revenue: int | None = None
    worsened: float | None = None
    owner_name: str | None = None
    urgency: int = field(init=False)
    """What the list's own order sorts by, more urgent is greater: the level, then how many metrics
    are critical, then the health score, the lowest first, then the revenue. A customer without a
    score or revenue is behind those that have one.

    All of it is in the digits of one number, as a cursor holds one value of its column.
    """

    @property
    def tie(self) -> tuple[str, str]:
        """Return what customers with equal values in a column are sorted by."""
        return self.text, self.id

    def __post_init__(self) -> None:
        score = 0 if self.score is None else 101 - self.score
        revenue = 0 if self.revenue is None else min(max(self.revenue, 0), MOST_CENTS) + 1
        levels = SEVERITY[self.level] * 10 + self.levels.count("critical")
        self.urgency = (levels * 1000 + score) * 10 * MOST_CENTS + revenue


def average(place: int) -> Callable[[ListEntry], Value | None]:
    return lambda entry: entry.averages[place]


COLUMNS: Mapping[str, Callable[[ListEntry], Value | None]] = {
    "name": lambda entry: entry.text,
    "email": lambda entry: entry.text.partition("\n")[2] or None,
    "level": lambda entry: entry.urgency,
    EMPLOYEES: lambda entry: entry.employees,
    "employeeChange30d": lambda entry: entry.growth,
    LOGIN: lambda entry: entry.login,
    OPEN_SHIFTS: average(0),
    OUTSIDE_AVAILABILITY: average(1),
    CONFLICTING_CLOCK_INS: average(2),
    "owner": lambda entry: entry.owner_name,
    "lastUpdated": lambda entry: entry.updated,
    "flaws": lambda entry: entry.flaws,
    "score": lambda entry: entry.score,
    "revenue": lambda entry: entry.revenue,
    "worsenedAt": lambda entry: entry.worsened,
}
"""The value that each column sorts by. None goes last, ascending and descending."""


Predicate = Callable[[ListEntry], bool]


def predicate(kind: TestKind, against: Any) -> Predicate:
    """Return the function that says whether a customer passes a test."""
    match kind:
        case "search":
            return lambda entry: against in entry.text
        case "level":
            return lambda entry: entry.level in against
        case "metricLevel":
            metric, level = METRICS.index(against[0]), against[1]
            return lambda entry: entry.levels[metric] == level
        case "metricResult":
            metric, result = PERCENTAGES.index(against[0]), against[1]
            return lambda entry: entry.results[metric] == result
        case "owner":
            return lambda entry: entry.owner == against
        case "growth":
            return lambda entry: entry.growth is not None and entry.growth >= against
        case "new":
            return lambda entry: entry.worsened is not None and entry.worsened > against
        case "flawed":
            return lambda entry: (entry.flaws > 0) is against
