"""The client of triggers and the API, on a database in memory instead of a server."""

import json
from collections.abc import Mapping
from types import SimpleNamespace
from typing import Any
from urllib.parse import parse_qsl, unquote

from firebase_admin import exceptions

from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.instances import Instances
from demo.runs.dump import Dump


class DumpDatabase(Database):
    """The database of triggers and the API, with firebase-admin's own references."""

    def __init__(self, dump: Dump) -> None:
        self.dump = dump
        self._instances = Instances(Client(self))

    def select(self, path: str, query: Mapping[str, str]) -> Any:
        """Answer a GET: a plain one, a shallow one or a query."""
        return self.dump.select(path, query)

    def update(self, updates: Mapping[str, Any]) -> None:
        """Write a multi-path update of the root."""
        self.dump.write(updates)


class Client:
    """The methods that firebase-admin's references call of their HTTP client."""

    def __init__(self, database: DumpDatabase) -> None:
        self.database = database

    def body(self, method: str, url: str, params: str | None = None) -> Any:
        return as_sent(self.database.select(path_of(url), dict(parse_qsl(params or ""))))

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

    def request(self, method: str, url: str, json: Any = None, params: str = "") -> Any:
        if method == "get":
            return SimpleNamespace(content=as_body(self.body(method, url, params)))
        return self.database.update(json)


def path_of(url: str) -> str:
    return unquote(url.removesuffix(".json")).strip("/")


def as_sent(node: Any) -> Any:
    """Return a copy of a node, as a client decodes it."""
    return json.loads(json.dumps(node))


def as_body(node: Any) -> bytes:
    return json.dumps(node).encode()
