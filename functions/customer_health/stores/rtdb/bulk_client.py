"""The database client of the daily run: many small requests in parallel.

firebase-admin keeps at most ten connections, and blocks a thread for each request.
"""

import asyncio
import json
import random
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from types import TracebackType
from typing import Any, Protocol, Self
from urllib.parse import quote

import msgspec

from customer_health.errors import DatabaseDown
from customer_health.stores.rtdb.http_connections import FAILED, HttpConnections
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


class BulkDatabase:
    """Reads raw JSON and writes multi-path updates; counts the reads and their bytes.

    `token` is called before each request, and returns an access token that is still valid.
    """

    def __init__(self, url: str, namespace: str, token: Callable[[], str]) -> None:
        self.url = url
        self.namespace = namespace
        self.token = token
        self.reads = 0
        self.bytes_read = 0

    async def __aenter__(self) -> Self:
        self._connections = HttpConnections(self.url)
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        await self._connections.close()

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
        """Write a multi-path update, all of it or nothing. An empty one makes no request."""
        if updates:
            await self._request("PATCH", "", body=updates, query={"print": "silent"})

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
    ) -> tuple[int, bytes, str]:
        target = f"/{quote(path)}.json?ns={self.namespace}"
        for name, value in (query or {}).items():
            text = value if name == "print" else json.dumps(value)
            target += f"&{name}={quote(text, safe='')}"
        data = None if body is None else msgspec.json.encode(body)
        for pause in RETRY_AFTER:
            try:
                return await self._send(method, path, target, data, headers or {})
            except DatabaseDown:
                await asyncio.sleep(pause * random.uniform(1, 2))  # noqa: S311 - no secret
        return await self._send(method, path, target, data, headers or {})

    async def _send(
        self, method: str, path: str, target: str, data: bytes | None, headers: Mapping[str, str]
    ) -> tuple[int, bytes, str]:
        headers = {"Authorization": f"Bearer {self.token()}", **headers}
        try:
            answer = await self._connections.request(method, target, headers, data)
        except FAILED as error:
            raise DatabaseDown(f"{method} {path}: {error!r}") from error
        content = answer.body
        if method == "GET":
            self.reads += 1
            self.bytes_read += len(content)
        if answer.status in {429, 500, 502, 503, 504}:
            raise DatabaseDown(f"{method} {path}: {answer.status} {content[:200]!r}")
        if answer.status >= 300 and answer.status not in {304, 412}:
            raise RuntimeError(f"{method} {path}: {answer.status} {content[:500]!r}")
        return answer.status, content, answer.headers.get("etag", ABSENT)
