"""The HTTP session of firebase-admin's database client, over urllib3.

firebase-admin's own session goes through requests. That takes four times the CPU of this one, and
closes all connections but ten after use; each new one is a TLS handshake.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import requests
import urllib3
from firebase_admin import App, db
from google.auth.transport.urllib3 import Request

from customer_health.errors import DatabaseDown

CONNECTIONS = 100
"""Connections that are kept: more than an instance has threads that read at the same time."""

RETRY = urllib3.Retry(
    connect=1,
    read=1,
    status=4,
    status_forcelist=[500, 503],
    raise_on_status=False,
    backoff_factor=0.5,
    allowed_methods=None,
)
"""The same as firebase-admin's. Writes are repeated too: they are absolute, or conditional."""


def use_session(app: App, url: str | None = None) -> None:
    """Make firebase-admin's client of an app's database send its requests through this session;
    `url` is that of an instance, None for the app's own."""
    client = db.reference("/", app, url)._client
    client._session = Session(client.credential)


@dataclass(frozen=True, slots=True)
class Response:
    """The part of a response of requests that firebase-admin uses."""

    status_code: int
    headers: Mapping[str, str]
    content: bytes

    def json(self) -> Any:
        return decoded(self.content)

    def raise_for_status(self) -> None:
        if self.status_code >= 400:
            raise requests.HTTPError(f"status {self.status_code}", response=self)  # type: ignore[arg-type]


class Session:
    """Sends the requests of one database client. Any thread may use it."""

    def __init__(self, credentials: Any) -> None:  # of google-auth, which has no types
        self._credentials = credentials
        self._pool = urllib3.PoolManager(maxsize=CONNECTIONS, retries=RETRY)
        self._token_request: Any = Request(self._pool)  # type: ignore[no-untyped-call]

    def request(
        self,
        method: str,
        url: str,
        *,
        params: str,
        headers: dict[str, str],
        timeout: float,
        json: Any = None,
    ) -> Response:
        """Send a request with an access token. Raises DatabaseDown; for a refused request the
        response raises what requests would raise."""
        target = f"{url}?{params}" if params else url
        response = self._send(method, target, headers, timeout, json)
        if response.status_code == 401:
            # The token may have been revoked before its time.
            self._credentials.refresh(self._token_request)
            response = self._send(method, target, headers, timeout, json)
        return response

    def _send(
        self, method: str, url: str, headers: dict[str, str], timeout: float, body: Any
    ) -> Response:
        self._credentials.before_request(self._token_request, method, url, headers)
        try:
            answer = self._pool.request(
                method.upper(), url, headers=headers, timeout=timeout, json=body
            )
        except urllib3.exceptions.HTTPError as error:
            raise DatabaseDown(f"the database does not answer: {error}") from error
        if answer.status >= 500:
            raise DatabaseDown(f"the database answers {answer.status}: {answer.data[:200]!r}")
        status = 200 if is_own_write(answer, body) else answer.status
        return Response(status, answer.headers, answer.data)

    def close(self) -> None:
        self._pool.clear()


def is_own_write(answer: urllib3.BaseHTTPResponse, body: Any) -> bool:
    """Return whether a conditional write is refused (412) only because it was sent twice: the
    answer to the first request was lost, and the node is what it wrote."""
    was_repeated = answer.retries is not None and bool(answer.retries.history)
    return was_repeated and answer.status == 412 and decoded(answer.data) == body


def decoded(body: bytes | msgspec.Raw) -> Any:
    """Return the value of a JSON text. Raises ValueError if it is none."""
    try:
        return msgspec.json.decode(body)  # twice as fast as json
    except msgspec.MsgspecError:
        return json.loads(bytes(body))  # reads lone surrogates, which msgspec refuses
