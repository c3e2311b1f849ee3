"""The database client of the daily run: many small requests in parallel.

firebase-admin keeps at most ten connections, and blocks a thread for each request.
"""

import asyncio
import json
import random
from collections.abc import Callable, Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from types import TracebackType
from typing import Any, NamedTuple, Protocol, Self
from urllib.parse import quote

import msgspec

from customer_health.errors import DatabaseDown
from customer_health.stores.rtdb.http_connections import FAILED, HttpConnections
from customer_health.stores.rtdb.instances import Instances
from customer_health.stores.rtdb.leases import next_lease

ABSENT = "null_etag"
WITH_ETAG = {"X-Firebase-ETag": "true"}

RETRY_AFTER = (0.0, 0.5, 1.0)
"""Seconds before each retry, up to twice as long at random. The first retry comes at once: the
server may only have closed a kept connection. Every request may be repeated, as it reads or writes
absolute values."""


class Reader(Protocol):
    """The part of the client that reads a company's records."""

    async def get(self, path: str, **query: Any) -> bytes: ...

    async def get_tagged(self, path: str) -> tuple[bytes, str]: ...

    async def get_if_changed(self, path: str, tag: str) -> tuple[bytes, str] | None: ...


class Address(NamedTuple):
    """Where an instance of the database is."""

    url: str
    namespace: str


@dataclass(slots=True)
class Traffic:
    """What was read so far."""

    reads: int = 0
    bytes_read: int = 0


class BulkDatabase:
    """Reads raw JSON and writes multi-path updates; counts the reads and their bytes.

    `token` is called before each request, and returns an access token that is still valid. `apps`
    are the instances that have the app's records, if these are not all in the instance of `url`.
    """

    def __init__(
        self, url: str, namespace: str, token: Callable[[], str], apps: Sequence[Address] = ()
    ) -> None:
        self.token = token
        self._traffic = Traffic()
        self._instances = Instances(Address(url, namespace), tuple(apps))

    async def __aenter__(self) -> Self:
        addresses = (self._instances.home, *self._instances.apps)
        self._connections = {url: HttpConnections(url) for url in {one.url for one in addresses}}
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await asyncio.gather(*(one.close() for one in self._connections.values()))

    @property
    def reads(self) -> int:
        return self._traffic.reads

    @property
    def bytes_read(self) -> int:
        return self._traffic.bytes_read

    def of(self, company_id: str) -> Self:
        """Return the same client for one company, with the app's nodes in its instance."""
        database = copy(self)
        database._instances = self._instances.of(company_id)
        return database

    async def get(self, path: str, **query: Any) -> bytes:
        """Return the raw JSON at a path. `query` has the REST API's names, with Python values."""
        _, body, _ = await self._request("GET", path, query=query)
        return body

    async def get_tagged(self, path: str) -> tuple[bytes, str]:
        """Return the raw JSON at a path, and its ETag."""
        _, body, tag = await self._request("GET", path, headers=WITH_ETAG)
        return body, tag

    async def get_if_changed(self, path: str, tag: str) -> tuple[bytes, str] | None:
        """Return the raw JSON at a path and its ETag, if that is no longer `tag`.

        Returns None if it still is: then the database sends no content, however large the node is.
        """
        headers = {**WITH_ETAG, "If-None-Match": tag}
        status, body, new_tag = await self._request("GET", path, headers=headers)
        return None if status == 304 else (body, new_tag)

    async def patch(self, updates: Mapping[str, Any]) -> None:
        """Write a multi-path update, all of it or nothing; but one after the other where it is
        about several instances, the home last. An empty one makes no request."""
        for address, part in self._instances.split(updates):
            await self._request("PATCH", "", body=part, query={"print": "silent"}, at=address)

    async def claim(self, path: str, value: str) -> bool:
        """Write a string to a path that is empty. Returns whether the path holds that string now,
        be it from this call or from an earlier one."""
        status, body, _ = await self._request("PUT", path, body=value, headers={"If-Match": ABSENT})
        # 412: the path was not empty; the body is what it holds.
        return status != 412 or json.loads(body) == value

    async def take_lease(
        self, path: str, now: datetime, length: timedelta, holder: str
    ) -> dict[str, Any] | None:
        """Take a lease on a node. Returns the lease, None while somebody else holds one."""
        body, tag = await self.get_tagged(path)
        lease = next_lease(json.loads(body), now, length, holder)
        if lease is None:
            return None
        status, body, _ = await self._request("PUT", path, body=lease, headers={"If-Match": tag})
        # A request that was repeated after a lost answer finds the lease that it wrote itself.
        return lease if status != 412 or json.loads(body) == lease else None

    async def set_max(self, path: str, value: str) -> None:
        """Write a string to a path, unless a greater one is there."""
        body, tag = await self.get_tagged(path)
        while (json.loads(body) or "") < value:
            headers = {"If-Match": tag}
            status, body, tag = await self._request("PUT", path, body=value, headers=headers)
            if status != 412:
                return

    async def _request(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        at: Address | None = None,
    ) -> tuple[int, bytes, str]:
        url, namespace = at or self._instances.at(path)
        target = f"/{quote(path)}.json?ns={namespace}"
        for name, value in (query or {}).items():
            text = value if name == "print" else json.dumps(value)
            target += f"&{name}={quote(text, safe='')}"
        data = None if body is None else msgspec.json.encode(body)
        send = partial(self._send, url, method, path, target, data, headers or {})
        for pause in RETRY_AFTER:
            try:
                return await send()
            except DatabaseDown:
                await asyncio.sleep(pause * random.uniform(1, 2))  # noqa: S311 - no secret
        return await send()

    async def _send(
        self,
        url: str,
        method: str,
        path: str,
        target: str,
        data: bytes | None,
        headers: Mapping[str, str],
    ) -> tuple[int, bytes, str]:
        headers = {"Authorization": f"Bearer {self.token()}", **headers}
        try:
            answer = await self._connections[url].request(method, target, headers, data)
        except FAILED as error:
            raise DatabaseDown(f"{method} {path}: {error!r}") from error
        content = answer.body
        if method == "GET":
            self._traffic.reads += 1
            self._traffic.bytes_read += len(content)
        if answer.status in {429, 500, 502, 503, 504}:
            raise DatabaseDown(f"{method} {path}: {answer.status} {content[:200]!r}")
        if answer.status >= 300 and answer.status not in {304, 412}:
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:500]!r}")
        return answer.status, content, answer.headers.get("etag", ABSENT)
