"""The list of all customers in memory: search, filter, sort, and return one page."""

from collections import Counter
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice
from math import inf
from operator import attrgetter
from typing import Any

from customer_health.domain.customers.list_entry import (
    SEVERITY,
    ListEntry,
    Predicate,
    Test,
    predicate,
)
from customer_health.domain.customers.sort_order import SortOrder

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
    query's own test of the level. `cursor` is None on the last page. `version` is another one after
    any change of any customer, and the same in every list of equal customers."""

    entries: list[ListEntry]
    total: int
    levels: Mapping[str, int]
    cursor: list[Any] | None
    version: str


class CustomerList:
    """`new_since` is the instant, in epoch seconds, after which a change for the worse is new.

    An order is made when it is first asked for. A filter looks at each customer, in the order in
    which they lie in memory: that is four times as fast as in a sorted one.
    """

    def __init__(self) -> None:
        self.new_since = inf
        self._entries: dict[str, ListEntry] = {}
        self._levels = Counter[str]()
        self._version = 0
        self._orders: dict[tuple[str, bool], SortOrder] = {}

    def change(self, changed: Mapping[str, ListEntry | None]) -> None:
        """Replace entries by id; None removes the customer."""
        if len(changed) > MANY:
            self._orders.clear()
        for entry_id, new in changed.items():
            old = self._entries.pop(entry_id, None)
            if old:
                self._levels[old.level] -= 1
                self._version ^= stamp(old)
            if new:
                self._entries[entry_id] = new
                self._levels[new.level] += 1
                self._version ^= stamp(new)
            for order in self._orders.values():
                order.replace(old, new)

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, entry_id: str) -> ListEntry | None:
        return self._entries.get(entry_id)

    def page(self, query: Query) -> Page:
        """Return the page of a query. Raises ValueError on a cursor of another sort order."""
        others = self._predicates(test for test in query.tests if test[0] != "level")
        levels = self._predicates(test for test in query.tests if test[0] == "level")
        any_level = passing(others, self._entries.values())
        found = passing(levels, any_level)
        order = self._order(query.column, query.descending)
        ordered = order.among(found, [*others, *levels], query.after)
        page_and_next = list(islice(ordered, query.limit + 1))
        entries = page_and_next[: query.limit]
        cursor = order.cursor(entries[-1]) if len(page_and_next) > query.limit else None
        counts = Counter([entry.level for entry in any_level]) if others else self._levels
        by_level = {level: counts[level] for level in SEVERITY}
        return Page(entries, len(found), by_level, cursor, f"{self._version:016x}")

    def all(self, query: Query) -> list[ListEntry]:
        """Return every customer that passes, in order."""
        order = self._order(query.column, query.descending)
        return list(passing(self._predicates(query.tests), order.entries))

    def _order(self, column: str, descending: bool) -> SortOrder:
        if not self._orders:
            by_name = sorted(self._entries.values(), key=attrgetter("tie"))
            self._orders[BY_NAME] = SortOrder(*BY_NAME, by_name)
        key = column, descending
        if key not in self._orders:
            self._orders[key] = SortOrder(*key, self._orders[BY_NAME].entries)
        return self._orders[key]

    def _predicates(self, tests: Iterable[Test]) -> list[Predicate]:
        return [
            predicate(kind, self.new_since if kind == "new" else against) for kind, against in tests
        ]


def stamp(entry: ListEntry) -> int:
    """Return a number of 64 bits for a customer's row as it is. The numbers of all customers are
    joined by exclusive or: their order does not matter, and one can be taken out again."""
    text = f"{entry.id} {entry.changed_at}".encode()
    return int.from_bytes(blake2b(text, digest_size=8).digest())


def passing(
    predicates: Iterable[Predicate], entries: Collection[ListEntry]
) -> Collection[ListEntry]:
    for passes in predicates:
        entries = [entry for entry in entries if passes(entry)]
    return entries
