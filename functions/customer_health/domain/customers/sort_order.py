"""All customers sorted by one column, and kept sorted while single customers change."""

from bisect import bisect_left, bisect_right, insort
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Any

from customer_health.domain.customers.list_entry import COLUMNS, ListEntry, Predicate

Position = tuple[Any, ...]
FEW = 500
"""To sort fewer entries is faster than to look for them among all that are sorted."""


class Descending(str):
    """A text that sorts in descending order: a str can't be negated, as a number can."""

    __slots__ = ()
    __lt__ = str.__gt__
    __gt__ = str.__lt__


class SortOrder:
    """`entries` are in order: by the column, then by name and id. Those without a value are last,
    ascending and descending. `by_name` are the same entries in the order of names."""

    def __init__(self, column: str, descending: bool, by_name: Sequence[ListEntry]) -> None:
        self._value = COLUMNS[column]
        self._descending = descending
        # A stable sort by plain values is ten times faster than one by positions.
        values: list[Any] = list(map(self._value, by_name))
        present = [n for n, value in enumerate(values) if value is not None]
        present.sort(key=values.__getitem__, reverse=descending)
        absent = [n for n, value in enumerate(values) if value is None]
        self.entries = [by_name[n] for n in (*present, *absent)]

    def replace(self, old: ListEntry | None, new: ListEntry | None) -> None:
        if old:
            index = bisect_left(self.entries, self._place(old), key=self._place)
            if new and self._place(old) == self._place(new):
                self.entries[index] = new
                return
            del self.entries[index]
        if new:
            insort(self.entries, new, key=self._place)

    def among(
        self,
        found: Collection[ListEntry],
        predicates: Iterable[Predicate],
        after: Sequence[Any] | None,
    ) -> Iterator[ListEntry]:
        """Return the found entries in order, those behind a cursor if there is one. Raises
        ValueError on a cursor of another sort order. `found` are those that the predicates let
        through."""
        entries = sorted(found, key=self._place) if len(found) < FEW else self.entries
        start = 0 if after is None else self._behind(after, entries)
        behind: Iterator[ListEntry] = map(entries.__getitem__, range(start, len(entries)))
        for passes in predicates:
            behind = filter(passes, behind)
        return behind

    def cursor(self, entry: ListEntry) -> list[Any]:
        return [self._value(entry), *entry.tie]

    def _behind(self, cursor: Sequence[Any], entries: Sequence[ListEntry]) -> int:
        try:
            return bisect_right(entries, self._position(*cursor), key=self._place)
        except TypeError as error:
            raise ValueError(f"{cursor!r} is not a cursor of this sort order") from error

    def _place(self, entry: ListEntry) -> Position:
        return self._position(self._value(entry), entry.text, entry.id)

    def _position(self, value: Any, text: str, entry_id: str) -> Position:
        if value is None:
            return True, 0, text, entry_id
        if self._descending:
            value = Descending(value) if isinstance(value, str) else -value
        return False, value, text, entry_id
