"""A customer as the list knows it: what it is searched, filtered and sorted by, and no more."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from customer_health.domain.customer import Customer
from customer_health.domain.matching import key as folded
from customer_health.domain.metrics import (
    CONFLICTING_CLOCK_INS,
    EMPLOYEES,
    LOGIN,
    METRICS,
    OPEN_SHIFTS,
    OUTSIDE_AVAILABILITY,
    PERCENTAGES,
)

Value = str | float
Kind = Literal["search", "level", "metricLevel", "metricResult", "owner", "growth", "flawed"]
Test = tuple[Kind, Any]
"""What a customer must be like: which kind of test, and what it is held against."""

SEVERITY = {"unknown": 0, "healthy": 1, "warning": 2, "critical": 3}
UNASSIGNED = "none"
NO_AVERAGES = (None,) * len(PERCENTAGES)
SHARED: dict[tuple[Any, ...], tuple[Any, ...]] = {}
"""Equal tuples of a few words, kept once: a hundred thousand customers have a hundred of them."""


@dataclass(slots=True)
class Entry:
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


def entry_of(customer: Customer, body: bytes) -> Entry:
    levels = tuple(customer.levels[metric] for metric in METRICS)
    results = tuple(customer.results[metric] for metric in PERCENTAGES)
    averages = tuple(customer.averages.get(metric) for metric in PERCENTAGES)
    return Entry(
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
        flaws=sum(customer.flaws.values()),
    )


def average(place: int) -> Callable[[Entry], Value | None]:
    return lambda entry: entry.averages[place]


COLUMNS: Mapping[str, Callable[[Entry], Value | None]] = {
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

HOLDS: Mapping[Kind, Callable[[Entry, Any], bool]] = {
    "search": lambda entry, text: text in entry.text,
    "level": lambda entry, levels: entry.level in levels,
    "metricLevel": lambda entry, of: entry.levels[METRICS.index(of[0])] == of[1],
    "metricResult": lambda entry, of: entry.results[PERCENTAGES.index(of[0])] == of[1],
    "owner": lambda entry, owner: entry.owner == owner,
    "flawed": lambda entry, flawed: (entry.flaws > 0) is flawed,
    "growth": lambda entry, least: entry.growth is not None and entry.growth >= least,
}


def holds(entry: Entry, test: Test) -> bool:
    kind, against = test
    return HOLDS[kind](entry, against)
