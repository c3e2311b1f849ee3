"""The database in memory, at the boundary: as the two clients see it."""

import json
from collections.abc import Callable, Mapping
from copy import deepcopy
from typing import Any, Self
from urllib.parse import unquote

from customer_health.stores.alerts import alerts
from customer_health.stores.alerts.locks import lock_path
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.nodes import children
from demo.dump import Dump
from tests.stores.alerts.locking import companies_to_lock


class MemoryDatabase(Database):
    """For triggers and the API, in place of firebase-admin's references. `now` is the server's
    clock in milliseconds; `asked` holds the bounds of each query."""

    def __init__(self, root: dict[str, Any]) -> None:
        self.dump = Dump(root)
        self.now = 0
        self.asked: list[dict[str, Any]] = []

    def _reference(self, path: str) -> Any:
        return Reference(self, path)

    def lay(self, updates: Mapping[str, Any]) -> None:
        """What a test begins with, whoever may have written it."""
        for path, value in updates.items():
            self.dump.put(path, self.resolve(value))

    def resolve(self, value: Any) -> Any:
        if value == {".sv": "timestamp"}:
            return self.now
        if isinstance(value, dict):
            return {key: self.resolve(child) for key, child in value.items()}
        return value


class Reference:
    """What is used of firebase_admin.db's Reference and Query. A node's tag is its JSON."""

    def __init__(self, database: MemoryDatabase, path: str) -> None:
        self.database = database
        self.path = path
        self.value_of: Callable[[str, Any], Any] | None = None
        self.bounds: dict[str, Any] = {}

    def get(self, *, etag: bool = False, shallow: bool = False) -> Any:
        node = deepcopy(self.database.dump.at(self.path))
        if self.value_of:
            self.database.asked.append(self.bounds)
            rows = {k: row for k, row in children(node).items() if self.holds(k, row)}
            value_of = self.value_of
            ordered = sorted(rows, key=lambda key: (*rank(value_of(key, rows[key])), key))
            last, limit = self.bounds.get("last", 0), self.bounds.get("limit")
            return {key: rows[key] for key in ordered[-last:][:limit]}
        if shallow and isinstance(node, dict):
            return dict.fromkeys(node, True)
        return (node, json.dumps(node)) if etag else node

    def holds(self, key: str, row: Any) -> bool:
        assert self.value_of
        value = self.value_of(key, row)
        start, end = (self.bounds.get(name) for name in ("start", "end"))
        if "equal" in self.bounds:
            return bool(value == self.bounds["equal"])
        if value is None:
            return start is None
        above = start is None or rank(value) >= rank(start)
        return above and (end is None or rank(value) <= rank(end))

    def update(self, updates: Mapping[str, Any]) -> None:
        keep_the_promises(self.database.dump, updates)
        self.database.lay(updates)

    def set_if_unchanged(self, tag: str, value: Any) -> tuple[bool, Any, str]:
        node, current = self.get(etag=True)
        if current != tag:
            return False, node, current
        self.update({self.path: value})
        return True, value, json.dumps(value)

    def order_by_child(self, child: str) -> Self:
        self.value_of = lambda _, row: row.get(child)
        return self

    def order_by_key(self) -> Self:
        self.value_of = lambda key, _: key
        return self

    def start_at(self, value: Any) -> Self:
        return self.bound(start=value)

    def end_at(self, value: Any) -> Self:
        return self.bound(end=value)

    def equal_to(self, value: Any) -> Self:
        return self.bound(equal=value)

    def limit_to_first(self, limit: int) -> Self:
        return self.bound(limit=limit)

    def limit_to_last(self, limit: int) -> Self:
        return self.bound(last=limit)

    def bound(self, **bounds: Any) -> Self:
        """Strings come escaped, as they go into the URL."""
        for name, value in bounds.items():
            self.bounds[name] = unquote(value) if isinstance(value, str) else value
        return self


def keep_the_promises(dump: Dump, updates: Mapping[str, Any]) -> None:
    """What holds for whoever writes an alert, however it comes to that: a company's alerts move
    under its lock only, their versions grow, and no line of the history is ever overwritten."""
    for company_id in companies_to_lock(updates):
        assert dump.at(lock_path(company_id)), f"{company_id} is not locked: {updates}"
    for path, value in updates.items():
        before = dump.at(path) if path.startswith((alerts.HISTORY, alerts.ROOT)) else None
        if path.startswith(f"{alerts.HISTORY}/"):
            assert before in (None, value), f"{path}: {before} by {value}"
        if path.startswith(f"{alerts.ROOT}/") and path.endswith("/seq") and before:
            new_episode = updates.get(path.replace("/seq", "/episode"))
            assert new_episode or value > before, f"{path}: {before} by {value}"


def rank(value: Any) -> tuple[int, Any]:
    """Numbers are before all texts, and those before all objects."""
    if value is None or isinstance(value, dict):
        return (-1 if value is None else 2), 0
    return int(isinstance(value, str)), value


class BulkDump(Dump):
    """For the daily run's shards: a dump with what they use of the bulk database besides."""

    reads = 7
    bytes_read = 700

    async def patch(self, updates: Mapping[str, Any]) -> None:
        keep_the_promises(self, updates)
        await super().patch(updates)

    async def get(self, path: str, **query: Any) -> bytes:
        if "equalTo" not in query:
            return await super().get(path, **query)
        child, value = query["orderBy"], query["equalTo"]
        rows = children(self.at(path))
        return json.dumps({k: row for k, row in rows.items() if row.get(child) == value}).encode()

    async def claim(self, path: str, value: str) -> bool:
        if self.at(path) is None:
            self.put(path, value)
        return bool(self.at(path) == value)
