"""A database in memory: the tree, order, queries and rules of the emulator, without its server.

The daily run can use it in place of the bulk client: to compute the demo's history before the dump
is loaded, and in tests.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Self

import msgspec

from customer_health.stores.rtdb.leases import next_lease
from emulator_harness.rtdb.data.database import Database, encode, etag_of
from emulator_harness.rtdb.data.query import parse_query
from emulator_harness.rtdb.data.rules import load_rules
from emulator_harness.rtdb.data.tree import Path as Keys
from emulator_harness.rtdb.data.tree import parse_path, to_stored, with_arrays

Json = Any

RULES = load_rules((Path(__file__).parents[2] / "database.rules.json").read_text())


class Dump:
    """A database in memory, with the methods of the bulk client.

    `root` is the whole database as JSON, which is changed in place to the form that the database
    stores: without nulls and empty objects, lists as objects. `now` is the server's time in epoch
    milliseconds. A query without an index in the rules raises BadRequestError.
    """

    now = 0
    """The server's clock, in milliseconds."""

    def __init__(self, root: dict[str, Json]) -> None:
        self._database = Database()
        self._database.rules = RULES
        stored: Any = to_stored(root, None, self.now) or {}
        root.clear()
        root.update(stored)
        self._database.root = root

    @property
    def root(self) -> dict[str, Json]:
        root = self._database.root
        return root if isinstance(root, dict) else {}

    def at(self, path: str) -> Json:
        """Return a node as a reader gets it: dense integer keys become a list."""
        return with_arrays(self._database.get(keys(path)))

    def select(self, path: str, query: Mapping[str, str]) -> Json:
        """Return the answer to a query with the REST API's names and JSON values. A shallow read
        with other parameters is ordered by key."""
        given = {"orderBy": '"$key"', **query} if {"shallow"} < query.keys() else query
        parsed = parse_query(given)
        database, at = self._database, keys(path)
        node = database.select(at, parsed) if parsed else database.get(at)
        if "shallow" in query and isinstance(node, dict):
            return dict.fromkeys(node, True)
        return with_arrays(node)

    def tag(self, path: str) -> str:
        """Return a node's ETag."""
        return etag_of(self._database.get(keys(path)))

    def put(self, path: str, value: Json) -> None:
        self.write({path: value})

    def write(self, updates: Mapping[str, Json]) -> None:
        """Write a multi-path update. Tests call it for their initial data: it checks no locks."""
        values = {keys(path): value for path, value in updates.items()}
        self._database.apply(
            {at: to_stored(value, self._database.get(at), self.now) for at, value in values.items()}
        )

    def of(self, company_id: str) -> Self:
        """Return the database: it is one instance for all companies."""
        return self

    async def get(self, path: str, **query: Json) -> bytes:
        given = {name: msgspec.json.encode(value).decode() for name, value in query.items()}
        return encode(self.select(path, given))

    async def get_tagged(self, path: str) -> tuple[bytes, str]:
        tag = self.tag(path)
        return await self.get(path), tag

    async def get_if_changed(self, path: str, tag: str) -> tuple[bytes, str] | None:
        return None if self.tag(path) == tag else await self.get_tagged(path)

    async def set_max(self, path: str, value: str) -> None:
        self.put(path, max(value, self.at(path) or ""))

    async def claim(self, path: str, value: str) -> bool:
        if self.at(path) is None:
            self.put(path, value)
        return bool(self.at(path) == value)

    async def take_lease(
        self, path: str, now: datetime, length: timedelta, holder: str
    ) -> Json | None:
        lease = next_lease(self.at(path), now, length, holder)
        if lease:
            self.put(path, lease)
        return lease

    async def patch(self, updates: Mapping[str, Json]) -> None:
        self.write(updates)


def keys(path: str) -> Keys:
    """Return the keys of a path of the data contract, in which nothing is escaped."""
    return parse_path(path.replace("%", "%25"))
