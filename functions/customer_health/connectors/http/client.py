"""JSON over HTTP to a vendor: time-outs, repetitions, limits, and errors in this backend's words.

`patience` is the one thing in which a client for a page that somebody waits for differs from one
for a nightly job: the seconds within which a call must have its answer. A wait that fits into it,
be it for a turn, for a Retry-After or before a repetition, is waited; for one that doesn't, the
call raises SourceDown with its `retry_after` at once.
"""

import json
import time
from collections.abc import Mapping
from contextlib import suppress
from typing import Any
from urllib.parse import urlencode

from urllib3 import BaseHTTPResponse, PoolManager, Retry, Timeout
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    InvalidHeader,
    NewConnectionError,
)

from customer_health.connectors.http.limiter import VendorLimiter
from customer_health.errors import BadAnswer, NotInSource, SourceDown, SourceRefused

CONNECT = 2.0
READ = 20.0
TRIES = 4
FIRST_PAUSE = 0.2
LARGEST = 8 * 1024 * 1024
"""Bytes of an answer; the largest pages that are asked for are a tenth of it."""

CHUNK = 64 * 1024
SAID = 300
"""Characters of a vendor's own words in an error."""

TRANSIENT = {408, 423, 425, 500, 502, 503, 504}


class NotTaken(SourceDown):
    """Surely nothing was done: whatever it was may be asked again."""


class Changed(SourceRefused):
    """409: what it was about is not as it was when it was read, or is there already."""


class Exchange:
    """Requests and what came back, whatever it says. Threads may share it."""

    def __init__(self, gate: VendorLimiter, patience: float) -> None:
        self.source = gate.source
        self._gate = gate
        self._patience = patience
        self._pool = PoolManager(maxsize=32)

    def __call__(
        self, method: str, url: str, data: bytes | None, headers: Mapping[str, str], again: bool
    ) -> tuple[BaseHTTPResponse, bytes]:
        """The response, whose content is read, and its content. A response that says to come
        again later is none: it is repeated, or raised as SourceDown. `again` is whether a request
        that may have been done already can be made again."""
        deadline = time.monotonic() + self._patience
        for attempt in range(TRIES):
            try:
                with self._gate.turn(deadline - time.monotonic()):
                    return self._once(method, url, data, headers, deadline)
            except SourceDown as down:
                last = attempt == TRIES - 1
                if last or not (again or isinstance(down, NotTaken)):
                    raise
                pause = down.retry_after or FIRST_PAUSE * 2**attempt
                if time.monotonic() + pause >= deadline:
                    raise
                time.sleep(pause)
        raise AssertionError("unreachable")

    def _once(
        self, method: str, url: str, data: bytes | None, headers: Mapping[str, str], deadline: float
    ) -> tuple[BaseHTTPResponse, bytes]:
        what = described(self.source, method, url)
        left = max(deadline - time.monotonic(), 0.001)
        try:
            response = self._pool.request(
                method, url, body=data, headers=headers, retries=False, preload_content=False,
                timeout=Timeout(connect=min(CONNECT, left), read=min(READ, left)),
            )  # fmt: skip
            try:
                content = _content(response, what, deadline)
            finally:
                response.release_conn()
        except (NewConnectionError, ConnectTimeoutError) as error:
            raise NotTaken(f"{what}: no connection ({error})") from error
        except (HTTPError, OSError) as error:
            raise SourceDown(f"{what}: no answer ({error!r})") from error
        wait = retry_after(response)
        if response.status == 429:
            limited = f"{what}: 429 {_said(content)}"
            raise NotTaken(limited, self._gate.window if wait is None else wait)
        if response.status in TRANSIENT:
            raise SourceDown(f"{what}: {response.status} {_said(content)}", wait)
        return response, content


class VendorHttp:
    """Threads may share it. `headers` go with each request; they carry the credentials."""

    def __init__(
        self, gate: VendorLimiter, url: str, headers: Mapping[str, str], patience: float
    ) -> None:
        self._exchange = Exchange(gate, patience)
        self._url = url.rstrip("/")
        self._headers = {"Accept": "application/json", **headers}

    def get(self, path: str, query: Mapping[str, Any] | None = None) -> Any:
        return self.ask("GET", path, query=query)

    def ask(
        self,
        method: str,
        path: str,
        *,
        query: Mapping[str, Any] | None = None,
        body: Any = None,
        headers: Mapping[str, str] | None = None,
        repeatable: bool | None = None,
    ) -> Any:
        """The decoded answer; None where there is no content.

        `repeatable` is whether a request that may have been done already can be made again: by
        default a GET's only; set it for a search, or where a key makes the second one do nothing.
        What surely was not done, a 429 or a connection refused, is repeated in any case.

        Raises SourceDown, SourceRefused, NotInSource (404), BadAnswer.
        """
        again = method == "GET" if repeatable is None else repeatable
        url = self._url + path + (f"?{urlencode(query, doseq=True)}" if query else "")
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        sent = self._headers | ({"Content-Type": "application/json"} if data else {})
        response, content = self._exchange(method, url, data, {**sent, **(headers or {})}, again)
        what = described(self._exchange.source, method, url)
        if response.status >= 300:
            raise _failure(response.status, content, what)
        return _decoded(content, what)


def described(source: str, method: str, url: str) -> str:
    """A request in an error or a log: without its query, which may name people."""
    return f"{source}: {method} {url.partition('?')[0]}"


def _content(response: BaseHTTPResponse, what: str, deadline: float) -> bytes:
    content = bytearray()
    for chunk in response.stream(CHUNK):
        content += chunk
        if len(content) > LARGEST:
            response.close()
            raise BadAnswer(f"{what}: an answer of more than {LARGEST} bytes")
        if time.monotonic() > deadline:
            response.close()
            raise SourceDown(f"{what}: the answer did not end in time")
    return bytes(content)


def _decoded(content: bytes, what: str) -> Any:
    if not content:
        return None
    try:
        return json.loads(content)
    except ValueError as error:
        raise BadAnswer(f"{what}: not JSON, but {_said(content)!r}") from error


def _failure(status: int, content: bytes, what: str) -> Exception:
    message = f"{what}: {status} {_said(content)}"
    if status == 404:
        return NotInSource(message)
    if status == 409:
        return Changed(message)
    if status in (401, 403):
        return SourceRefused(f"{message}; check its key, and what the key may do")
    return (BadAnswer if status < 400 else SourceRefused)(message)


def retry_after(response: BaseHTTPResponse) -> float | None:
    """Seconds; a header that says nothing sensible is none."""
    with suppress(InvalidHeader, ValueError, OverflowError):
        return Retry().get_retry_after(response)
    return None


def _said(content: bytes) -> str:
    return " ".join(content[: 4 * SAID].decode(errors="replace").split())[:SAID]
