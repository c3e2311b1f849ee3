"""A client of the database's REST API, with the extra endpoints of the bundled server."""

import json
from collections.abc import Mapping
from typing import Any, Self

import requests

from .session import ADMIN, session
from .waiting import wait_until

Json = Any


class DatabaseError(Exception):
    """The database refused a request: `status` is 401 if a rule denied it, 400 if it is bad."""

    def __init__(self, status: int, message: str) -> None:
        super().__init__(f"{status}: {message}")
        self.status = status
        self.message = message


class Database:
    """Reads and writes one namespace, as the administrator unless `token` is given."""

    def __init__(self, url: str, namespace: str, token: str | None = None) -> None:
        self.url = url
        self.namespace = namespace
        self._params = {"ns": namespace} | ({"auth": token} if token else {})
        self._http = session()
        self._http.headers.update({} if token else ADMIN)

    def as_user(self, token: str) -> Self:
        """Return a client for the same namespace as a signed-in user, to whom the rules apply."""
        return type(self)(self.url, self.namespace, token)

    def as_anyone(self) -> Self:
        """Return a client for the same namespace without a user, to whom the rules apply."""
        client = type(self)(self.url, self.namespace)
        client._http.headers.pop("Authorization")
        return client

    def get(self, path: str, *, shallow: bool = False) -> Json:
        return self._send("GET", path, params={"shallow": "true"} if shallow else {})

    def query(self, path: str, order_by: str, **bounds: Json) -> Json:
        """Run a query. `bounds` have their REST names: equalTo, startAt, limitToFirst …"""
        params = {name: json.dumps(value) for name, value in bounds.items()}
        return self._send("GET", path, params={"orderBy": json.dumps(order_by), **params})

    def put(self, path: str, value: Json, *, disable_triggers: bool = False) -> None:
        self._send("PUT", path, value, trigger_params(disable_triggers))

    def patch(
        self, path: str, values: Mapping[str, Json], *, disable_triggers: bool = False
    ) -> None:
        """Update several paths at once: all of them, or none if one is refused."""
        self._send("PATCH", path, dict(values), trigger_params(disable_triggers))

    def post(self, path: str, value: Json, *, disable_triggers: bool = False) -> str:
        """Add a child with a new push id, and return that key."""
        return str(self._send("POST", path, value, trigger_params(disable_triggers))["name"])

    def delete(self, path: str, *, disable_triggers: bool = False) -> None:
        self._send("DELETE", path, params=trigger_params(disable_triggers))

    def import_dump(self, data: Json) -> None:
        """Replace all data, without events and without a size limit."""
        self._send("PUT", "/", data, trigger_params(True) | {"writeSizeLimit": "unlimited"})

    def counters(self) -> dict[str, Json]:
        """Return the bundled server's counts of requests and bytes since the last reset."""
        return dict(self._harness("GET", "counters"))

    def reset_counters(self) -> None:
        self._harness("DELETE", "counters")

    def faults(self, faults: Json) -> None:
        """Set the bundled server's faults (see rtdb/README.md), until `clear_faults`."""
        self._harness("PUT", "faults", faults)

    def clear_faults(self) -> None:
        self._harness("DELETE", "faults")

    def events(self) -> dict[str, Json]:
        """Return the counts of the bundled server's event queue (see rtdb/README.md)."""
        return dict(self._harness("GET", "events"))

    def wait_for_events(self, timeout: float = 30) -> None:
        """Wait until every event is delivered, including those that the functions' writes cause."""
        wait_until(lambda: self.events()["idle"], timeout=timeout, message="undelivered events")

    def _send(
        self,
        method: str,
        path: str,
        value: Json = None,
        params: Mapping[str, str] | None = None,
    ) -> Json:
        body = json.dumps(value) if method in {"PUT", "PATCH", "POST"} else None
        url = f"{self.url}/{path.strip('/')}.json"
        response = self._http.request(
            method, url, params={**self._params, **(params or {})}, data=body, timeout=60
        )
        return json_of(response)

    def _harness(self, method: str, name: str, value: Json = None) -> Json:
        body = None if value is None else json.dumps(value)
        url = f"{self.url}/.harness/{name}"
        return json_of(self._http.request(method, url, data=body, timeout=10))


def trigger_params(disable_triggers: bool) -> dict[str, str]:
    return {"disableTriggers": "true"} if disable_triggers else {}


def json_of(response: requests.Response) -> Json:
    if response.ok:
        return response.json() if response.content else None
    raise DatabaseError(response.status_code, response.text.strip())
