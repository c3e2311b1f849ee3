"""The list of all customers in memory: search, filter, sort, and return one page.

Each customer has a number. For each test there is a set with the numbers of the customers that pass
it, updated as customers change; so a filter is a few operations on whole sets. A page is read from
a sorted index of all customers (`sort_index.py`). So a page of a hundred thousand customers costs
about as much as one of a thousand.
"""

from collections import OrderedDict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import islice
from math import inf, nextafter
from operator import or_
from typing import Any

from customer_health.domain.customers.bitset import Sets, numbers_of
from customer_health.domain.customers.list_entry import COLUMNS, SEVERITY, ListEntry, Test, facets
from customer_health.domain.customers.sort_index import Order
from customer_health.domain.customers.trigram_index import TextIndex

FEW = 300
"""Up to this many matches, sorting them is faster than looking for them in the sorted index."""

MANY = 2000
"""From this many changes at once, building the indexes anew is faster than updating them."""

REMEMBERED = 32
"""How many recent searches keep their results: 12 KB each with 100,000 customers."""


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
    """`new_since` is the instant, in epoch seconds, after which a change for the worse is new."""

    def __init__(self) -> None:
        self.new_since = inf
        self._numbers: dict[str, int] = {}
        self._entries: list[ListEntry | None] = []
        self._texts: list[str] = []
        self._facets = Sets()
        self._index = TextIndex(self._texts)
        self._searches: OrderedDict[str, int] = OrderedDict()
        self._orders: dict[tuple[str, bool], Order] = {}

    def change(self, changed: Mapping[str, ListEntry | None]) -> None:
        """Replace entries by id; None removes the customer."""
        if len(changed) > MANY:
            self._orders.clear()
            self._searches.clear()
        for entry_id, new in changed.items():
            number = self._numbers.get(entry_id)
            if number is None and new:
                number = self._numbers[entry_id] = len(self._entries)
                self._entries.append(None)
                self._texts.append("")
            if number is not None:
                self._replace(number, self._entries[number], new)

    def _replace(self, number: int, old: ListEntry | None, new: ListEntry | None) -> None:
        # An order finds a customer by the values of its entry, so `take_out` comes before the entry
        # is replaced, and `put_in` after.
        moved = [order for order in self._orders.values() if has_moved(order, old, new)]
        for order in moved if old else ():
            order.take_out(number)
        had, has = (set(facets(entry)) if entry else set() for entry in (old, new))
        self._facets.remove(number, had - has)
        self._facets.add(number, has - had)
        text, before = new.text if new else "", self._texts[number]
        self._entries[number], self._texts[number] = new, text
        if text != before:
            self._index.replace(number, before, text)
            for search, bits in self._searches.items():
                if (search in text) != (search in before):
                    self._searches[search] = bits ^ (1 << number)
        for order in moved if new else ():
            order.put_in(number)

    def sort(self) -> None:
        """Build the sorted indexes, unless they are there."""
        if self._orders:
            return
        present = [(number, entry) for number, entry in enumerate(self._entries) if entry]
        by_name = sorted(present, key=lambda pair: pair[1].tie)
        for column, value_of in COLUMNS.items():
            values = {number: value_of(entry) for number, entry in by_name}
            for descending in (False, True):
                order = Order(column, descending=descending, entries=self._entries, values=values)
                self._orders[column, descending] = order

    def get(self, entry_id: str) -> ListEntry | None:
        number = self._numbers.get(entry_id)
        return None if number is None else self._entries[number]

    def page(self, query: Query) -> Page:
        """Return the page of a query. Raises ValueError on a cursor of another sort order."""
        self.sort()
        order = self._orders[query.column, query.descending]
        any_level = self._passing(test for test in query.tests if test[0] != "level")
        bits = any_level & self._passing(test for test in query.tests if test[0] == "level")
        page_and_next = self._page_and_next(order, bits, query)
        entries, more = page_and_next[: query.limit], len(page_and_next) > query.limit
        levels = {
            level: (any_level & self._facets.bits(("level", level))).bit_count()
            for level in SEVERITY
        }
        cursor = order.cursor(entries[-1]) if more else None
        return Page(entries, bits.bit_count(), levels, cursor)

    def all(self, query: Query) -> Iterator[ListEntry]:
        """Return every customer that passes, in order. A list, so that later changes of the
        table don't reach the iterator."""
        self.sort()
        order = self._orders[query.column, query.descending]
        return iter(list(order.walk(self._passing(query.tests))))

    def _page_and_next(self, order: Order, bits: int, query: Query) -> list[ListEntry]:
        """Return the page's entries, and one more if another page follows."""
        start = (0, 0) if query.after is None else order.place_after(query.after)
        if bits.bit_count() > FEW:
            return list(islice(order.walk(bits, start), query.limit + 1))
        few = order.sort(numbers_of(bits))
        if query.after is not None:
            few = (entry for entry in few if order.is_after(entry, query.after))
        return list(islice(few, query.limit + 1))

    def _passing(self, tests: Iterable[Test]) -> int:
        bits = self._facets.bits(("known", True))
        for test in tests:
            bits &= self._of_test(test)
        return bits

    def _of_test(self, test: Test) -> int:
        kind, against = test
        if kind == "search":
            return self._matching(against)
        if kind == "growth":
            return self._orders["employeeChange30d", True].up_to(against)
        if kind == "new":
            return self._orders["worsenedAt", True].up_to(nextafter(self.new_since, inf))
        if kind == "level":
            return reduce(or_, (self._facets.bits((kind, level)) for level in against))
        return self._facets.bits(test)

    def _matching(self, text: str) -> int:
        if text not in self._searches:
            self._searches[text] = self._index.containing(text)
            if len(self._searches) > REMEMBERED:
                self._searches.popitem(last=False)
        self._searches.move_to_end(text)
        return self._searches[text]


def has_moved(order: Order, old: ListEntry | None, new: ListEntry | None) -> bool:
    return not (old and new) or order.position(old) != order.position(new)
