"""Indexes: a node's children in sorted order, built at the first query and updated by writes."""

from dataclasses import dataclass, field
from typing import cast

from sortedcontainers import SortedList

from .ordering import Order, key_order, value_order
from .query import FIRST, LAST, Query
from .tree import Path, Value, lookup


class Index:
    """One node's children, sorted by `order_by`: `$key`, `$value` or a path below the child."""

    def __init__(self, order_by: str, node: Value | None) -> None:
        self._order_by = order_by
        self._child_path: Path = () if order_by.startswith("$") else tuple(order_by.split("/"))
        children = node if isinstance(node, dict) else {}
        self._entry_of = {key: self._entry(key, child) for key, child in children.items()}
        self._entries: SortedList[Order] = SortedList(self._entry_of.values())

    def put(self, key: str, child: Value | None) -> None:
        """Update the entry of the child `key` to its new value; None removes it."""
        old = self._entry_of.pop(key, None)
        new = None if child is None else self._entry(key, child)
        if new is not None:
            self._entry_of[key] = new
        if old == new:
            return
        if old is not None:
            self._entries.remove(old)
        if new is not None:
            self._entries.add(new)

    def select(self, query: Query) -> list[str]:
        """Return the keys of the children in the query's range, in order."""
        entries = self._entries
        low = entries.bisect_left(query.start) if query.start != FIRST else 0
        high = entries.bisect_left(query.end) if query.end != LAST else len(entries)
        if query.limit is not None:
            low, high = (
                (max(low, high - query.limit), high)
                if query.from_end
                else (low, min(high, low + query.limit))
            )
        selected = entries.islice(low, max(low, high))
        return [cast("tuple[str, ...]", entry[1])[-1] for entry in selected]

    def _entry(self, key: str, child: Value) -> Order:
        value = None if self._order_by == "$key" else lookup(child, self._child_path)
        return (value_order(value), key_order(key))


@dataclass(slots=True)
class _Node:
    indexes: dict[str, Index] = field(default_factory=dict)
    children: dict[str, "_Node"] = field(default_factory=dict)


class Indexes:
    """The indexes of one database, by the path of the node whose children they sort."""

    def __init__(self) -> None:
        self._root = _Node()

    def get(self, path: Path, order_by: str, node: Value | None) -> Index:
        """Return the index of `node`, the value at `path`; build it if there is none yet."""
        place = self._root
        for key in path:
            below = place.children.get(key)
            if below is None:
                below = place.children[key] = _Node()
            place = below
        if order_by not in place.indexes:
            place.indexes[order_by] = Index(order_by, node)
        return place.indexes[order_by]

    def update_after_write(self, path: Path, root: Value | None) -> None:
        """Update the indexes above `path`, drop those at and below it; `root` is the new tree."""
        place: _Node | None = self._root
        for depth, key in enumerate(path):
            if place is None:
                return
            if place.indexes:
                child = lookup(root, path[: depth + 1])
                for index in place.indexes.values():
                    index.put(key, child)
            place = place.children.get(key)
        if place is not None:
            place.indexes.clear()
            place.children.clear()
