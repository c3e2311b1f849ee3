"""The list of all customers in memory: search, filter, sort, and return one page."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from math import inf
from operator import attrgetter
from typing import Any

from customer_health.domain.customers.list_entry import SEVERITY, ListEntry, Test, TestKind
from customer_health.domain.customers.sort_order import SortOrder
from customer_health.domain.metrics.names import METRICS, PERCENTAGES

BY_NAME = "name", False
"""The order that every other one is made from."""

MANY = 2000
"""From this many changes at once, sorting anew is faster than moving each customer."""


@dataclass(frozen=True, slots=True)
class Query:
    """A customer must pass all `tests`. `after` is the cursor of the page before, if any."""

    tests: tuple[Test, ...] = ()
    column: str = "level"
    descending: bool = True
    limit: int = 50
    after: Sequence[Any] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """`total` counts the matches on all pages. `levels` counts customers by level, ignoring the
    query's own test of the level. `cursor` is None on the last page."""

    entries: list[ListEntry]
    total: int
    levels: Mapping[str, int]
    cursor: list[Any] | None


class CustomerList:
    """`new_since` is the instant, in epoch seconds, after which a change for the worse is new.

    Each order is made when it is first asked for. A query looks at all customers, in the order that
    it asks for: 100,000 take milliseconds.
    """

    def __init__(self) -> None:
        self.new_since = inf
        self._entries: dict[str, ListEntry] = {}
        self._orders: dict[tuple[str, bool], SortOrder] = {}

    def change(self, changed: Mapping[str, ListEntry | None]) -> None:
        """Replace entries by id; None removes the customer."""
        if len(changed) > MANY:
            self._orders.clear()
        for entry_id, new in changed.items():
            old = self._entries.pop(entry_id, None)
            if new:
                self._entries[entry_id] = new
            for order in self._orders.values():
                order.replace(old, new)

    def get(self, entry_id: str) -> ListEntry | None:
        return self._entries.get(entry_id)

    def page(self, query: Query) -> Page:
        """Return the page of a query. Raises ValueError on a cursor of another sort order."""
        order = self._order(query.column, query.descending)
        any_level = self._passing(order.entries, (t for t in query.tests if t[0] != "level"))
        found = self._passing(any_level, (t for t in query.tests if t[0] == "level"))
        counts = Counter(map(attrgetter("level"), any_level))
        levels = {level: counts[level] for level in SEVERITY}
        start = 0 if query.after is None else order.after(query.after, found)
        end = start + query.limit
        entries = list(found[start:end])
        cursor = order.cursor(entries[-1]) if end < len(found) else None
        return Page(entries, len(found), levels, cursor)

    def all(self, query: Query) -> list[ListEntry]:
        """Return every customer that passes, in order."""
        order = self._order(query.column, query.descending)
        return list(self._passing(order.entries, query.tests))

    def _order(self, column: str, descending: bool) -> SortOrder:
        if not self._orders:
            by_name = sorted(self._entries.values(), key=attrgetter("tie"))
            self._orders[BY_NAME] = SortOrder(*BY_NAME, by_name)
        key = column, descending
        if key not in self._orders:
            self._orders[key] = SortOrder(*key, self._orders[BY_NAME].entries)
        return self._orders[key]

    def _passing(self, entries: Sequence[ListEntry], tests: Iterable[Test]) -> Sequence[ListEntry]:
        for kind, against in tests:
            passes = passing(kind, self.new_since if kind == "new" else against)
            entries = [entry for entry in entries if passes(entry)]
        return entries


def passing(kind: TestKind, against: Any) -> Callable[[ListEntry], bool]:
    """Return a function that says whether a customer passes a test."""
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
