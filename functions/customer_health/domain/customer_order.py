"""All customers in one order, and which of them pass a test, as a bit each.

A bit per customer in one whole number: two filters are one `&`, a count is `bit_count`, and for a
hundred thousand customers either takes a few microseconds. The bits are in the order of the column,
so that a page is the next few of them. What is known is kept up as customers change.
"""

from bisect import bisect_left, bisect_right
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from functools import total_ordering
from typing import Any

from customer_health.domain.customer_entry import COLUMNS, HOLDS, Entry, Test, holds

REMEMBERED = 96
"""Tests whose bits an order keeps, the last used: 12 KB each with 100,000 customers."""

STRIDE = 256
Position = tuple[Any, ...]


@total_ordering
class Backwards:
    """A text that sorts the other way round."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __lt__(self, other: "Backwards") -> bool:
        return self.text > other.text

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Backwards) and self.text == other.text

    __hash__ = None  # type: ignore[assignment]


def bad_cursor(cursor: Sequence[Any]) -> ValueError:
    return ValueError(f"{cursor!r} is no cursor of this order")


class Order:
    """`rank_after` and `is_after` raise ValueError on what is no `cursor` of this order."""

    def __init__(self, column: str, *, descending: bool, entries: Iterable[Entry]) -> None:
        self._value = COLUMNS[column]
        self._descending = descending
        self._bits: OrderedDict[Test, int] = OrderedDict()
        # Sorting by plain values, in passes, is ten times faster than by positions.
        by_name = sorted(entries, key=lambda entry: entry.tie)
        known = [entry for entry in by_name if self._value(entry) is not None]
        known.sort(key=self._value, reverse=descending)  # type: ignore[arg-type]
        self.entries = known + [entry for entry in by_name if self._value(entry) is None]

    def position(self, entry: Entry) -> Position:
        return self._position(self._value(entry), *entry.tie)

    def _position(self, value: Any, text: str, entry_id: str) -> Position:
        if value is None:
            return True, 0, text, entry_id
        if self._descending:
            value = Backwards(value) if isinstance(value, str) else -value
        return False, value, text, entry_id

    def cursor(self, entry: Entry) -> list[Any]:
        return [self._value(entry), *entry.tie]

    def rank_after(self, cursor: Sequence[Any]) -> int:
        try:
            return bisect_right(self.entries, self._position(*cursor), key=self.position)
        except TypeError as error:
            raise bad_cursor(cursor) from error

    def is_after(self, entry: Entry, cursor: Sequence[Any]) -> bool:
        try:
            return self.position(entry) > self._position(*cursor)
        except TypeError as error:
            raise bad_cursor(cursor) from error

    def passing(self, tests: Iterable[Test]) -> int:
        bits = (1 << len(self.entries)) - 1
        for test in tests:
            bits &= self._passing(test)
        return bits

    def _passing(self, test: Test) -> int:
        bits = self._bits.get(test)
        if bits is None:
            kind, against = test
            passes = HOLDS[kind]
            letters = "".join(["01"[passes(entry, against)] for entry in reversed(self.entries)])
            bits = self._bits[test] = int(letters or "0", 2)
            if len(self._bits) > REMEMBERED:
                self._bits.popitem(last=False)
        self._bits.move_to_end(test)
        return bits

    def after(self, rank: int, bits: int, limit: int) -> list[Entry]:
        """The first entries from a rank on whose bits are set."""
        found: list[Entry] = []
        bits >>= rank
        while bits and len(found) < limit:
            skipped = (bits & -bits).bit_length() - 1
            rank, bits = rank + skipped, bits >> skipped
            window = bits & ((1 << STRIDE) - 1)
            while window:
                place = (window & -window).bit_length() - 1
                found.append(self.entries[rank + place])
                window &= window - 1
            rank, bits = rank + STRIDE, bits >> STRIDE
        return found[:limit]

    def replace(self, old: Entry | None, new: Entry | None) -> None:
        """Keep up with a change, a removal or an arrival."""
        if old and new and self.position(old) == self.position(new):
            self._put_in_place(old, new)
            return
        if old:
            self._take_out(old)
        if new:
            self._put_in(new)

    def _put_in_place(self, old: Entry, new: Entry) -> None:
        rank = bisect_left(self.entries, self.position(new), key=self.position)
        self.entries[rank] = new
        for test, bits in self._bits.items():
            if holds(old, test) != holds(new, test):
                self._bits[test] = bits ^ (1 << rank)

    def _take_out(self, old: Entry) -> None:
        rank = bisect_left(self.entries, self.position(old), key=self.position)
        del self.entries[rank]
        below = (1 << rank) - 1
        for test, bits in self._bits.items():
            self._bits[test] = (bits & below) | (bits >> (rank + 1) << rank)

    def _put_in(self, new: Entry) -> None:
        rank = bisect_left(self.entries, self.position(new), key=self.position)
        self.entries.insert(rank, new)
        below = (1 << rank) - 1
        for test, bits in self._bits.items():
            bit = holds(new, test) << rank
            self._bits[test] = (bits & below) | bit | (bits >> rank << (rank + 1))
