"""HTTP requests and responses, independent of the connection."""

import asyncio
import re
from collections.abc import Mapping
from functools import cached_property, lru_cache
from typing import Any
from urllib.parse import unquote, unquote_plus

import msgspec

from emulator_harness.rtdb.data.decoding import decode
from emulator_harness.rtdb.data.tree import BadRequestError, Json

DEFAULT_NAMESPACE = "fake-server"
"""The namespace of requests without `ns`; the name is the firebase CLI's."""
JSON = b"application/json; charset=utf-8"
HTML = b"text/html; charset=utf-8"
_decoded = lru_cache(1_000)(unquote_plus)
_NAMESPACE = re.compile(r"[A-Za-z0-9-]+")


class Request:
    """One HTTP request. `target` is the raw path with its query; header names are in lower case.

    `path` is still percent-encoded. `params` are shared between requests of the same query.
    `prepared` is what was done of a large request before its turn.
    """

    def __init__(
        self, method: str, target: str, headers: Mapping[bytes, bytes], body: bytes = b""
    ) -> None:
        self.method = method
        self.target = target
        self.headers = headers
        self.body = body
        self.prepared: asyncio.Future[Any] | None = None
        self.path, _, self.query = target.partition("?")
        self.params = parse_parameters(self.query)
        self.verb = method if method != "POST" else self._overridden()

    def _overridden(self) -> str:
        """Return the method to carry out: a POST may name another in X-HTTP-Method-Override."""
        override = self.headers.get(b"x-http-method-override", b"").decode("latin-1")
        return (override or self.params.get("x-http-method-override", "POST")).upper()

    @property
    def database_path(self) -> str:
        """The path in the database, such as `/a/b`. It may be invalid."""
        return "/" + unquote(self.path).removesuffix(".json").strip("/")

    @property
    def namespace(self) -> str:
        """The namespace (`ns`). Raises BadRequestError for an invalid name.

        The firebase CLI names the files of an export after it: `../x` would leave the directory.
        """
        name = self.params.get("ns") or DEFAULT_NAMESPACE
        if not _NAMESPACE.fullmatch(name):
            raise BadRequestError(
                f"Invalid namespace {name[:100]!r}: only letters, digits and hyphens are allowed"
            )
        return name

    @cached_property
    def json(self) -> Json:
        """The decoded body, kept for its next readers. Raises BadRequestError."""
        return self.decoded()

    def decoded(self) -> Json:
        """Return the decoded body. Raises BadRequestError."""
        try:
            return decode(self.body)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            raise BadRequestError(
                "Invalid data; couldn't parse JSON object, array, or value. "
                "Perhaps you're using invalid characters in your key names."
            ) from None


class Response(msgspec.Struct, frozen=True):
    """`delay` is in seconds. With `drop` the connection is closed and nothing is sent."""

    status: int
    body: bytes = b""
    etag: str | None = None
    delay: float = 0
    drop: bool = False
    content_type: bytes = JSON


@lru_cache(1_000)
def parse_parameters(query: str) -> Mapping[str, str]:
    """Return the parameters of a URL's query, the same object for the same query."""
    fields = (field.partition("=") for field in query.split("&") if field)
    return {_decoded(name): _decoded(value) for name, _, value in fields}


def error(status: int, text: str) -> Response:
    return Response(status, msgspec.json.encode({"error": text}))
