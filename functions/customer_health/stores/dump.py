"""A database dump in memory, read and written as the daily run does with the database.

For making up history before a dump is loaded, and for tests of the run's own rules.
"""

from collections.abc import Mapping
from typing import Any

import msgspec

Json = Any


class Dump:
    """Holds `root`, a whole database as JSON. Knows the few queries that the daily run asks."""

    def __init__(self, root: dict[str, Json]) -> None:
        self.root = root

    async def get(self, path: str, **query: Json) -> bytes:
        node = self.at(path)
        return msgspec.json.encode(select(node, **query) if "orderBy" in query else node)

    async def get_tagged(self, path: str) -> tuple[bytes, str]:
        return await self.get(path), ""

    async def is_unchanged(self, path: str, tag: str) -> bool:
        return True

    async def raise_to(self, path: str, value: str) -> None:
        self.put(path, max(value, self.at(path) or ""))

    async def patch(self, updates: Mapping[str, Json]) -> None:
        for path, value in updates.items():
            self.put(path, value)

    def at(self, path: str) -> Json:
        node: Json = self.root
        for key in path.split("/"):
            node = children(node).get(key)
        return node

    def put(self, path: str, value: Json) -> None:
        *parents, last = path.split("/")
        node = self.root
        for key in parents:
            node = node.setdefault(key, {})
        node[last] = value


def children(node: Json) -> dict[str, Json]:
    if isinstance(node, list):
        return {str(key): child for key, child in enumerate(node) if child is not None}
    if isinstance(node, dict):
        return {key: child for key, child in node.items() if child is not None}
    return {}


def select(
    node: Json,
    *,
    orderBy: str,  # noqa: N803 - the REST API's own names
    startAt: str | None = None,  # noqa: N803
    endAt: str | None = None,  # noqa: N803
    limitToFirst: int | None = None,  # noqa: N803
    limitToLast: int | None = None,  # noqa: N803
) -> dict[str, Json]:
    """The children between two strings, ends included, in the database's order of types."""

    def position(key: str, child: Json) -> tuple[int, str]:
        value: Json = key
        if orderBy != "$key":
            value = child.get(orderBy) if isinstance(child, dict) else None
        return (1, value) if isinstance(value, str) else (2 if isinstance(value, dict) else 0, "")

    low = (1, startAt) if startAt is not None else (0, "")
    high = (1, endAt) if endAt is not None else (2, "")
    by_key = children(node)
    positions = ((position(key, child), key) for key, child in by_key.items())
    found = sorted((at, key) for at, key in positions if low <= at <= high)
    kept = found[:limitToFirst] if limitToFirst else found[-limitToLast:] if limitToLast else found
    return {key: by_key[key] for _, key in kept}
