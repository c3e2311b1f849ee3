"""A database dump in memory, read and written as the daily run does with the database.

For making up history before a dump is loaded, and for tests of the run's own rules.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

import msgspec

from customer_health.stores.rtdb.leases import next_lease
from customer_health.stores.rtdb.nodes import children

Json = Any


class Dump:
    """Holds `root`, a whole database as JSON. Knows the few queries that the daily run asks."""

    def __init__(self, root: dict[str, Json]) -> None:
        self.root = root
        self._sorted: dict[str, dict[tuple[str, str], Sorted]] = {}
        """By top-level key, so that a write forgets what it may have changed."""

    async def get(self, path: str, **query: Json) -> bytes:
        shallow = query.pop("shallow", False)
        node = self.at(path)
        if not query or not isinstance(node, dict | list):
            keys = isinstance(node, dict | list) and shallow
            return msgspec.json.encode(dict.fromkeys(children(node), True) if keys else node)
        order_by = query.pop("orderBy", "$key")
        below_top = self._sorted.setdefault(path.split("/")[0], {})
        if (path, order_by) not in below_top:
            below_top[path, order_by] = Sorted(self.at(path), order_by)
        found = below_top[path, order_by].select(**query)
        return msgspec.json.encode(dict.fromkeys(found, True) if shallow else found)

    async def get_tagged(self, path: str) -> tuple[bytes, str]:
        return await self.get(path), ""

    async def is_unchanged(self, path: str, tag: str) -> bool:
        return True

    async def set_max(self, path: str, value: str) -> None:
        self.put(path, max(value, self.at(path) or ""))

    async def take_lease(
        self, path: str, now: datetime, length: timedelta, holder: str
    ) -> Json | None:
        lease = next_lease(self.at(path), now, length, holder)
        if lease:
            self.put(path, lease)
        return lease

    async def patch(self, updates: Mapping[str, Json]) -> None:
        for path, value in updates.items():
            self.put(path, value)

    def at(self, path: str) -> Json:
        node: Json = self.root
        for key in path.split("/"):
            node = child(node, key)
        return node

    def put(self, path: str, value: Json) -> None:
        *parents, last = path.split("/")
        self._sorted.pop(path.partition("/")[0], None)
        above: list[tuple[dict[str, Json], str]] = []
        node = self.root
        for key in parents:
            above.append((node, key))
            if not isinstance(child(node, key), dict | list):
                node[key] = {}  # as the database does: a value gives way to what lies below it
            node = node[key]
        if value is not None:
            node[int(last) if isinstance(node, list) else last] = value
            return
        node.pop(last, None)
        for parent, key in reversed(above):
            if parent[key]:
                break
            del parent[key]


def child(node: Json, key: str) -> Json:
    if isinstance(node, list):
        return children(node).get(key)
    return node.get(key) if isinstance(node, dict) else None


class Sorted:
    """The children of a node in the database's order of types, by a child's value or by key."""

    def __init__(self, node: Json, order_by: str) -> None:
        self.children = children(node)
        self.position = key_position if order_by == "$key" else position
        self.order = sorted(
            (self.position(key if order_by == "$key" else child(value, order_by)), key)
            for key, value in self.children.items()
        )

    def select(
        self,
        *,
        startAt: str | None = None,  # noqa: N803 - the REST API's own names
        startAfter: str | None = None,  # noqa: N803
        endAt: str | None = None,  # noqa: N803
        limitToFirst: int | None = None,  # noqa: N803
        limitToLast: int | None = None,  # noqa: N803
    ) -> dict[str, Json]:
        """The children between two strings, ends included; an end left out is no bound."""
        low = 0 if startAt is None else bisect_left(self.order, (self.position(startAt), ""))
        if startAfter is not None:
            low = bisect_right(self.order, (self.position(startAfter), HIGHEST))
        high = None if endAt is None else bisect_right(self.order, (self.position(endAt), HIGHEST))
        found = self.order[low:high]
        if limitToFirst:
            found = found[:limitToFirst]
        if limitToLast:
            found = found[-limitToLast:]
        return {key: self.children[key] for _, key in found}


HIGHEST = "\U0010ffff"


def key_position(key: str) -> tuple[int, int, str]:
    """Keys that are 32-bit integers come first, by number."""
    if key.isascii() and key.isdigit() and int(key) < 2**31:
        return 0, int(key), ""
    return 1, 0, key


def position(value: Json) -> tuple[int, str]:
    """Nulls, booleans and numbers come before strings, objects after; among strings by value."""
    if isinstance(value, str):
        return 1, value
    return (2 if isinstance(value, dict | list) else 0), ""
