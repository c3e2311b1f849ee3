"""A customer as the list knows it: what it is searched, filtered and sorted by, and no more."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from customer_health.domain.customers.customer import Customer
from customer_health.domain.metrics.names import (
    CONFLICTING_CLOCK_INS,
    EMPLOYEES,
    LOGIN,
    METRICS,
    OPEN_SHIFTS,
    OUTSIDE_AVAILABILITY,
    PERCENTAGES,
)
from customer_health.domain.text import folded

Value = str | float
FacetKind = Literal[
    "search", "level", "metricLevel", "metricResult", "owner", "growth", "flawed", "known"
]
Test = tuple[FacetKind, Any]
"""What a customer must be like: which kind of test, and what it is held against."""

SEVERITY = {"unknown": 0, "healthy": 1, "warning": 2, "critical": 3}
UNASSIGNED = "none"
NO_AVERAGES = (None,) * len(PERCENTAGES)
SHARED: dict[tuple[Any, ...], tuple[Any, ...]] = {}
"""Equal tuples of a few words, kept once: a hundred thousand customers have a hundred of them."""


@dataclass(slots=True)
class ListEntry:
    """`text` is what a search looks through: name, then e-mail, folded. Of the metrics: `levels`
    in the order of METRICS, `results` and `averages` in that of PERCENTAGES. `growth` is in
    percent, `login` and `updated` in seconds. `body` is for whoever shows it."""

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
    flaws: int = 0

    @property
    def tie(self) -> tuple[str, str]:
        """What decides between customers that are equal by a column."""
        return self.text, self.id


def entry_of(customer: Customer, body: bytes) -> ListEntry:
    levels = tuple(customer.levels[metric] for metric in METRICS)
    results = tuple(customer.results[metric] for metric in PERCENTAGES)
    averages = tuple(customer.averages.get(metric) for metric in PERCENTAGES)
    return ListEntry(
        id=customer.id,
        text=f"{folded(customer.name)}\n{folded(customer.email or '')}",
        level=customer.level,
        employees=customer.employees,
        growth=customer.change_percent,
        login=customer.login.timestamp() if customer.login else None,
        averages=NO_AVERAGES if averages == NO_AVERAGES else averages,
        levels=SHARED.setdefault(levels, levels),
        results=SHARED.setdefault(results, results),
        owner=(customer.owner or {}).get("email") or UNASSIGNED,
        updated=customer.updated_at.timestamp(),
        body=body,
        flaws=sum(customer.data_issues.values()),
    )


def average(place: int) -> Callable[[ListEntry], Value | None]:
    return lambda entry: entry.averages[place]


COLUMNS: Mapping[str, Callable[[ListEntry], Value | None]] = {
    "name": lambda entry: entry.text,
    "email": lambda entry: entry.text.partition("\n")[2] or None,
    "level": lambda entry: SEVERITY[entry.level],
    EMPLOYEES: lambda entry: entry.employees,
    "employeeChange30d": lambda entry: entry.growth,
    LOGIN: lambda entry: entry.login,
    OPEN_SHIFTS: average(0),
    OUTSIDE_AVAILABILITY: average(1),
    CONFLICTING_CLOCK_INS: average(2),
    "owner": lambda entry: entry.owner,
    "lastUpdated": lambda entry: entry.updated,
    "flaws": lambda entry: entry.flaws,
}
"""What each column sorts by; None goes last, both ways."""


def facets(entry: ListEntry) -> Iterator[Test]:
    """All tests that hold of a customer, but for those that are no plain equality: search and
    growth. Of `level`, a test asks for any of several."""
    yield "known", True
    yield "level", entry.level
    yield "owner", entry.owner
    yield "flawed", entry.flaws > 0
    for metric, level in zip(METRICS, entry.levels, strict=True):
        yield "metricLevel", (metric, level)
    for metric, result in zip(PERCENTAGES, entry.results, strict=True):
        yield "metricResult", (metric, result)
