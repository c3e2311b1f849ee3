"""JSON over HTTP to a vendor: time-outs, retries, rate limits, and this backend's own errors.

Every call has a `timeout_budget`: the seconds within which it must end, with all its waiting and
retries. A page that a person waits for has a small one, a nightly job a large one. If the vendor
asks to wait longer than that, or is paused for longer, the call raises SourceDown at once, with
`retry_after` if it is known. If the rate limit is used up, the call waits until its budget ends,
and then raises SourceDown.
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

from customer_health import logs
from customer_health.connectors.http.limiter import VendorLimiter
from customer_health.errors import BadAnswer, NotInSource, SourceDown, SourceRefused

CONNECT_TIMEOUT = 2.0
READ_TIMEOUT = 20.0
ATTEMPTS = 4
FIRST_PAUSE = 0.2
MAX_BYTES = 8 * 1024 * 1024
"""Of an answer. The largest pages that are asked for have a tenth of it."""

CHUNK = 64 * 1024
MAX_QUOTED = 500
"""Characters of a vendor's answer in an error's message."""

TRANSIENT = {408, 423, 425, 500, 502, 503, 504}


class NotTaken(SourceDown):
    """The vendor certainly did nothing, so any request may be repeated."""


class Changed(SourceRefused):
    """409: the object changed since it was read, or exists already."""


class Exchange:
    """Sends requests, repeats them after an outage, and returns any other response as it is.

    urllib3's own retries don't fit: each attempt must wait for the limiter, within the budget.
    Threads may share an exchange.
    """

    def __init__(self, limiter: VendorLimiter, timeout_budget: float) -> None:
        self.source = limiter.source
        self._limiter = limiter
        self._timeout_budget = timeout_budget
        self._pool = PoolManager(maxsize=32)

    def __call__(
        self,
        method: str,
        url: str,
        data: bytes | None,
        headers: Mapping[str, str],
        repeatable: bool,
    ) -> tuple[BaseHTTPResponse, bytes]:
        """Send a request. Returns the response and its content.

        Raises SourceDown if the last attempt failed, or was answered with "try again later". Only
        a `repeatable` request is sent again after a failure that may have come too late.
        """
        deadline = time.monotonic() + self._timeout_budget
        for attempt in range(ATTEMPTS):
            try:
                with self._limiter.turn(deadline - time.monotonic()):
                    return self._once(method, url, data, headers, deadline)
            except SourceDown as down:
                last = attempt == ATTEMPTS - 1 or not (repeatable or isinstance(down, NotTaken))
                pause = down.retry_after or FIRST_PAUSE * 2**attempt
                if last or time.monotonic() + pause >= deadline:
                    logs.unavailable(self.source, down)
                    raise
                time.sleep(pause)
        raise AssertionError("unreachable")

    def _once(
        self, method: str, url: str, data: bytes | None, headers: Mapping[str, str], deadline: float
    ) -> tuple[BaseHTTPResponse, bytes]:
        request = described(self.source, method, url)
        left = max(deadline - time.monotonic(), 0.001)
        timeout = Timeout(connect=min(CONNECT_TIMEOUT, left), read=min(READ_TIMEOUT, left))
        try:
            response = self._pool.request(
                method, url, body=data, headers=headers, retries=False, preload_content=False,
                timeout=timeout,
            )  # fmt: skip
            try:
                content = _content(response, request, deadline)
            finally:
                response.release_conn()
        except (NewConnectionError, ConnectTimeoutError) as error:
            raise NotTaken(f"{request}: no connection ({error})") from error
        except (HTTPError, OSError) as error:
            raise SourceDown(f"{request}: no answer ({error!r})") from error
        wait = retry_after(response)
        message = f"{request}: {response.status} {_quoted(content)}"
        if response.status == 429:
            raise NotTaken(message, self._limiter.window if wait is None else wait)
        if response.status in TRANSIENT:
            raise SourceDown(message, wait)
        return response, content


class VendorHttp:
    """A vendor's JSON API. `headers` go with each request, and carry the credentials.

    Threads may share it.
    """

    def __init__(
        self, limiter: VendorLimiter, url: str, headers: Mapping[str, str], timeout_budget: float
    ) -> None:
        self._exchange = Exchange(limiter, timeout_budget)
        self._url = url.rstrip("/")
        self._headers = {"Accept": "application/json", **headers}

    def get(self, path: str, query: Mapping[str, Any] | None = None) -> Any:
        """Send a GET. Returns and raises the same as `ask`."""
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
        """Send a request. Returns the decoded answer, or None for one without content.

        `repeatable` says that the request may be sent again although the vendor may have carried
        it out already. That is the default for a GET; set it for a search, or for a request with
        an idempotency key. A request that certainly was not carried out (429, no connection) is
        repeated in any case.

        Raises SourceDown, SourceRefused, NotInSource (404), BadAnswer.
        """
        if repeatable is None:
            repeatable = method == "GET"
        url = self._url + path + (f"?{urlencode(query, doseq=True)}" if query else "")
        data = None if body is None else json.dumps(body, ensure_ascii=False).encode()
        sent = self._headers | ({"Content-Type": "application/json"} if data else {})
        sent |= headers or {}
        response, content = self._exchange(method, url, data, sent, repeatable)
        request = described(self._exchange.source, method, url)
        if response.status >= 300:
            raise _failure(response.status, content, request)
        return _decoded(content, request)


def described(source: str, method: str, url: str) -> str:
    """Name a request in an error or a log, without its query, which may contain names."""
    return f"{source}: {method} {url.partition('?')[0]}"


def _content(response: BaseHTTPResponse, request: str, deadline: float) -> bytes:
    content = bytearray()
    for chunk in response.stream(CHUNK):
        content += chunk
        if len(content) > MAX_BYTES:
            response.close()
            raise BadAnswer(f"{request}: an answer of more than {MAX_BYTES} bytes")
        if time.monotonic() > deadline:
            response.close()
            raise SourceDown(f"{request}: the answer did not end in time")
    return bytes(content)


def _decoded(content: bytes, request: str) -> Any:
    if not content:
        return None
    try:
        return json.loads(content)
    except ValueError as error:
        raise BadAnswer(f"{request}: not JSON, but {_quoted(content)!r}") from error


def _failure(status: int, content: bytes, request: str) -> Exception:
    message = f"{request}: {status} {_quoted(content)}"
    if status == 404:
        return NotInSource(message)
    if status == 409:
        return Changed(message)
    if status in (401, 403):
        return SourceRefused(f"{message}; check its key, and what the key may do")
    return (BadAnswer if status < 400 else SourceRefused)(message)


def retry_after(response: BaseHTTPResponse) -> float | None:
    """Return the header's seconds, or None if it is missing or makes no sense."""
    with suppress(InvalidHeader, ValueError, OverflowError):
        return Retry().get_retry_after(response)
    return None


def _quoted(content: bytes) -> str:
    return " ".join(content[: 4 * MAX_QUOTED].decode(errors="replace").split())[:MAX_QUOTED]
