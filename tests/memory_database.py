"""An in-memory database for tests, behind the two clients of `stores.rtdb`.

Both share `demo.runs.dump.Dump`: the emulator's own tree, order of keys and values, queries and
rules.
"""

import json
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, quote, unquote

from firebase_admin import db, exceptions

from customer_health.stores.alerts import alerts
from customer_health.stores.alerts.locks import lock_path
from customer_health.stores.rtdb.client import Database
from demo.runs.dump import Dump
from tests.stores.alerts.locking import companies_to_lock

BOUNDS = {"startAt", "endAt", "equalTo", "limitToFirst", "limitToLast"}


class MemoryDatabase(Database):
    """The database of triggers and the API, with firebase-admin's own references.

    `asked` has the bounds of each query, by their names in the REST API.
    """

    def __init__(self, root: dict[str, Any] | Dump) -> None:
        self.dump = root if isinstance(root, Dump) else Dump(root)
        self.asked: list[dict[str, Any]] = []

    def write(self, updates: Mapping[str, Any]) -> None:
        """Write the initial data of a test."""
        self.dump.write(updates)

    def _reference(self, path: str) -> Any:
        return db.Reference(client=Client(self), path=quote(path, safe="/") or "/")


class Client:
    """The methods that firebase-admin's references call of their HTTP client."""

    def __init__(self, database: MemoryDatabase) -> None:
        self.database = database

    def body(self, method: str, url: str, params: str | None = None) -> Any:
        """Answer a GET: a plain one, a shallow one or a query."""
        query = dict(parse_qsl(params or ""))
        if "orderBy" in query:
            bounds = {name: json.loads(query[name]) for name in query.keys() & BOUNDS}
            self.database.asked.append(bounds)
        return as_sent(self.database.dump.select(path_of(url), query))

    def headers_and_body(
        self, method: str, url: str, headers: Mapping[str, str]
    ) -> tuple[dict[str, str], Any]:
        """Answer a GET with the node's ETag."""
        tag = self.database.dump.tag(path_of(url))
        return {"ETag": tag}, self.body(method, url)

    def headers(
        self, method: str, url: str, json: Any, headers: Mapping[str, str]
    ) -> dict[str, str]:
        """Write a node if its ETag is still the one expected."""
        found, node = self.headers_and_body("get", url, {})
        if found["ETag"] != headers["if-match"]:
            response = SimpleNamespace(headers=found, json=lambda: node)
            raise exceptions.FailedPreconditionError("412", http_response=response)
        self.request("patch", "/.json", {path_of(url): json})
        return {"ETag": self.database.dump.tag(path_of(url))}

    def request(self, method: str, url: str, json: Any, params: str = "") -> None:
        """Write a multi-path update of the root."""
        check_alerts(self.database.dump, json)
        self.database.write(json)


def path_of(url: str) -> str:
    return unquote(url.removesuffix(".json")).strip("/")


def as_sent(node: Any) -> Any:
    """Return a copy of a node, as a client decodes it."""
    return json.loads(json.dumps(node))


def check_alerts(dump: Dump, updates: Mapping[str, Any]) -> None:
    """Check the rules for every write of alerts: a company's alerts change under its lock only,
    their versions grow, and no line of the history is overwritten."""
    for company_id in companies_to_lock(updates):
        assert dump.at(lock_path(company_id)), f"{company_id} is not locked: {updates}"
    for path, value in updates.items():
        before = dump.at(path) if path.startswith((alerts.HISTORY, alerts.ROOT)) else None
        if path.startswith(f"{alerts.HISTORY}/"):
            assert before in (None, value), f"{path}: {before} by {value}"
        if path.startswith(f"{alerts.ROOT}/") and path.endswith("/seq") and before:
            new_episode = updates.get(path.replace("/seq", "/episode"))
            assert new_episode or value > before, f"{path}: {before} by {value}"


class BulkDump(Dump):
    """The bulk database of the daily run's shards."""

    reads = 7
    bytes_read = 700

    async def patch(self, updates: Mapping[str, Any]) -> None:
        check_alerts(self, updates)
        await super().patch(updates)
