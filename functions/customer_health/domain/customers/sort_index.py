"""All customers sorted by one column, so that a page is found quickly wherever it starts.

The order is cut into blocks. Each block holds its customers' numbers in order, and as bits: a block
without a match is skipped by a single `&`.
"""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import total_ordering
from typing import Any

from customer_health.domain.customers.bitset import as_bytes, bits_of
from customer_health.domain.customers.list_entry import COLUMNS, ListEntry

BLOCK = 1024
LAST = "\U0010ffff"
Position = tuple[Any, ...]
Place = tuple[int, int]
"""The index of a block, and an index into that block."""


@total_ordering
class Backwards:
    """A text that sorts in descending order: a str can't be negated, as a number can."""

    __slots__ = ("text",)

    def __init__(self, text: str) -> None:
        self.text = text

    def __lt__(self, other: object) -> bool:
        return self.text > other.text if isinstance(other, Backwards) else NotImplemented

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Backwards) and self.text == other.text

    __hash__ = None  # type: ignore[assignment]


def bad_cursor(cursor: Sequence[Any]) -> ValueError:
    return ValueError(f"{cursor!r} is not a cursor of this sort order")


class Block:
    __slots__ = ("bits", "numbers")

    def __init__(self, numbers: Sequence[int]) -> None:
        self.numbers = array("I", numbers)
        self.bits = bits_of(self.numbers)


class Order:
    """All customers, as numbers, sorted by one column.

    `entries` is the caller's list, indexed by number. Call `take_out(n)` before you change
    `entries[n]`, and `put_in(n)` after. `values` are those of the column by number, in the order of
    names. `place_after` and `is_after` raise ValueError on a cursor of another sort order.
    """

    def __init__(
        self,
        column: str,
        *,
        descending: bool,
        entries: Sequence[ListEntry | None],
        values: Mapping[int, Any],
    ) -> None:
        self._value = COLUMNS[column]
        self._descending = descending
        self._entries = entries
        ordered = self._by_value(values)
        self._blocks = [
            Block(ordered[start : start + BLOCK]) for start in range(0, len(ordered), BLOCK)
        ]

    def _by_value(self, values: Mapping[int, Any]) -> list[int]:
        # Two stable sorts by plain values, first by name and then by the column, are ten times
        # faster than one sort by positions.
        present = [number for number, value in values.items() if value is not None]
        present.sort(key=values.__getitem__, reverse=self._descending)
        return present + [number for number, value in values.items() if value is None]

    def sort(self, numbers: Iterable[int]) -> Iterator[ListEntry]:
        by_name = sorted(numbers, key=lambda number: self._entry(number).tie)
        values = {number: self._value(self._entry(number)) for number in by_name}
        return map(self._entry, self._by_value(values))

    def position(self, entry: ListEntry) -> Position:
        return self._position(self._value(entry), *entry.tie)

    def cursor(self, entry: ListEntry) -> list[Any]:
        return [self._value(entry), *entry.tie]

    def place_after(self, cursor: Sequence[Any]) -> Place:
        try:
            return self._place(self._position(*cursor), bisect_right)
        except TypeError as error:
            raise bad_cursor(cursor) from error

    def is_after(self, entry: ListEntry, cursor: Sequence[Any]) -> bool:
        try:
            return self.position(entry) > self._position(*cursor)
        except TypeError as error:
            raise bad_cursor(cursor) from error

    def walk(self, bits: int, start: Place = (0, 0)) -> Iterator[ListEntry]:
        """Yield the customers whose bits are set, from a place on."""
        passing, (first, skipped) = as_bytes(bits), start
        for block in self._blocks[first:]:
            if block.bits & bits:
                for number in block.numbers[skipped:]:
                    if number >> 3 < len(passing) and passing[number >> 3] >> (number & 7) & 1:
                        yield self._entry(number)
            skipped = 0

    def up_to(self, value: Any) -> int:
        """Return the customers up to a value, that included, as bits."""
        index, within = self._place(self._position(value, LAST, LAST), bisect_right)
        bits = bits_of(self._blocks[index].numbers[:within]) if self._blocks else 0
        for block in self._blocks[:index]:
            bits |= block.bits
        return bits

    def take_out(self, number: int) -> None:
        index, within = self._place_of(number)
        block = self._blocks[index]
        del block.numbers[within]
        block.bits ^= 1 << number
        if not block.numbers:
            del self._blocks[index]

    def put_in(self, number: int) -> None:
        if not self._blocks:
            self._blocks.append(Block([number]))
            return
        index, within = self._place_of(number)
        block = self._blocks[index]
        block.numbers.insert(within, number)
        block.bits |= 1 << number
        if len(block.numbers) > 2 * BLOCK:
            halves = block.numbers[:BLOCK], block.numbers[BLOCK:]
            self._blocks[index : index + 1] = map(Block, halves)

    def _place_of(self, number: int) -> Place:
        return self._place(self.position(self._entry(number)), bisect_left)

    def _place(self, position: Position, bisect: Any) -> Place:
        """Return where a position belongs: in the first block that ends after it, else at the end
        of the last block."""
        index = bisect(self._blocks, position, key=lambda block: self._of(block.numbers[-1]))
        index = min(index, max(len(self._blocks) - 1, 0))
        numbers = self._blocks[index].numbers if self._blocks else ()
        return index, bisect(numbers, position, key=self._of)

    def _of(self, number: int) -> Position:
        return self.position(self._entry(number))

    def _entry(self, number: int) -> ListEntry:
        entry = self._entries[number]
        assert entry is not None  # noqa: S101 - removed customers are taken out first
        return entry

    def _position(self, value: Any, text: str, entry_id: str) -> Position:
        if value is None:
            return True, 0, text, entry_id
        if self._descending:
            value = Backwards(value) if isinstance(value, str) else -value
        return False, value, text, entry_id
