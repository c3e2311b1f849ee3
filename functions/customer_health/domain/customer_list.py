"""The list of all customers: searched, filtered, sorted, a page at a time.

A page costs about the same among a thousand customers as among a hundred thousand. A search that
few can pass looks at those few; everything else goes by the bits of an order, which are worked out
when first asked for, and kept up from then on.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import nsmallest
from typing import Any

from customer_health.domain.customer_entry import SEVERITY, Entry, Test, holds
from customer_health.domain.customer_order import Order
from customer_health.domain.trigrams import Trigrams

FEW = 1000
MANY = 500
"""With so many changes at once, sorting anew is cheaper than keeping up."""


@dataclass(frozen=True, slots=True)
class Query:
    """`tests` must all hold; `after` is the cursor of the last customer seen."""

    tests: tuple[Test, ...] = ()
    column: str = "level"
    descending: bool = True
    limit: int = 50
    after: Sequence[Any] | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """`total` is of all pages; `levels` counts by level, as if no level were asked for. `cursor`
    is None on the last page."""

    entries: list[Entry]
    total: int
    levels: Mapping[str, int]
    cursor: list[Any] | None


@dataclass(slots=True)
class CustomerList:
    _numbers: dict[str, int] = field(default_factory=dict)
    _entries: list[Entry | None] = field(default_factory=list)
    _orders: dict[tuple[str, bool], Order] = field(default_factory=dict)
    _trigrams: Trigrams = field(default_factory=Trigrams)

    def change(self, changed: Mapping[str, Entry | None]) -> None:
        """Take over entries by id; None: no longer a customer."""
        if len(changed) > MANY:
            self._orders.clear()
        for entry_id, new in changed.items():
            number = self._numbers.get(entry_id)
            old = None if number is None else self._entries[number]
            for order in self._orders.values():
                order.replace(old, new)
            self._keep(entry_id, number, old, new)

    def _keep(
        self, entry_id: str, number: int | None, old: Entry | None, new: Entry | None
    ) -> None:
        if number is None:
            if new is None:
                return
            number = self._numbers[entry_id] = len(self._entries)
            self._entries.append(None)
        self._entries[number] = new
        if new:
            self._trigrams.add(number, new.text, old.text if old else "")

    def get(self, entry_id: str) -> Entry | None:
        number = self._numbers.get(entry_id)
        return None if number is None else self._entries[number]

    def page(self, query: Query) -> Page:
        """Raises ValueError on a cursor of another order."""
        few = self._few(query.tests)
        return self._page_of_many(query) if few is None else self._page_of_few(query, few)

    def all(self, query: Query) -> Iterator[Entry]:
        """Every customer that passes, in order; as things stand now."""
        order = self._order(query)
        return iter(order.after(0, order.passing(query.tests), len(order.entries)))

    def _order(self, query: Query) -> Order:
        key = query.column, query.descending
        if key not in self._orders:
            known = (entry for entry in self._entries if entry)
            self._orders[key] = Order(query.column, descending=query.descending, entries=known)
        return self._orders[key]

    def _few(self, tests: Sequence[Test]) -> list[Entry] | None:
        for kind, text in tests:
            if kind == "search":
                numbers = self._trigrams.candidates(text, FEW)
                if numbers is not None:
                    known = (self._entries[number] for number in numbers)
                    return [entry for entry in known if entry and text in entry.text]
        return None

    def _page_of_few(self, query: Query, few: Sequence[Entry]) -> Page:
        others = [test for test in query.tests if test[0] != "level"]
        any_level = [entry for entry in few if all(holds(entry, test) for test in others)]
        levels = [test for test in query.tests if test[0] == "level"]
        passing = [entry for entry in any_level if all(holds(entry, test) for test in levels)]
        order = self._order(query)
        counts = Counter(entry.level for entry in any_level)
        rest = passing
        if query.after is not None:
            rest = [entry for entry in passing if order.is_after(entry, query.after)]
        shown = nsmallest(query.limit + 1, rest, key=order.position)
        return self._paged(query, order, shown, len(passing), {lv: counts[lv] for lv in SEVERITY})

    def _page_of_many(self, query: Query) -> Page:
        order = self._order(query)
        any_level = order.passing(test for test in query.tests if test[0] != "level")
        bits = any_level & order.passing(test for test in query.tests if test[0] == "level")
        counts = {
            level: (any_level & order.passing([("level", (level,))])).bit_count()
            for level in SEVERITY
        }
        rank = 0 if query.after is None else order.rank_after(query.after)
        shown = order.after(rank, bits, query.limit + 1)
        return self._paged(query, order, shown, bits.bit_count(), counts)

    def _paged(
        self, query: Query, order: Order, shown: list[Entry], total: int, levels: Mapping[str, int]
    ) -> Page:
        """`shown` has one more than the page if another page follows."""
        entries = shown[: query.limit]
        more = len(shown) > query.limit
        return Page(entries, total, levels, order.cursor(entries[-1]) if more else None)
