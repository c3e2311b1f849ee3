"""HTTP requests and responses, independent of the connection."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import parse_qsl, unquote

import msgspec

from .tree import BadRequestError, Json

DEFAULT_NAMESPACE = "fake-server"
"""The namespace of requests without `ns`; the name is the firebase CLI's."""
JSON = "application/json; charset=utf-8"
HTML = "text/html; charset=utf-8"
_NAMESPACE = re.compile(r"[A-Za-z0-9-]+")


@dataclass(frozen=True)
class Request:
    """`target` is the raw path with its query; header names are in lower case."""

    method: str
    target: str
    headers: Mapping[bytes, bytes]
    body: bytes = b""

    @cached_property
    def path(self) -> str:
        """The path, still percent-encoded, without the query."""
        return self.target.partition("?")[0]

    @cached_property
    def params(self) -> dict[str, str]:
        query = self.target.partition("?")[2]
        return dict(parse_qsl(query, keep_blank_values=True)) if query else {}

    @cached_property
    def verb(self) -> str:
        """The method to carry out: a POST may name another one in X-HTTP-Method-Override."""
        if self.method != "POST":
            return self.method
        override = self.headers.get(b"x-http-method-override", b"").decode("latin-1")
        return (override or self.params.get("x-http-method-override", "POST")).upper()

    @cached_property
    def database_path(self) -> str:
        """The path in the database, such as `/a/b`. It may be invalid."""
        return "/" + unquote(self.path).removesuffix(".json").strip("/")

    @cached_property
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
        try:
            data: Json = msgspec.json.decode(self.body)
        except (msgspec.MsgspecError, ValueError, RecursionError):
            raise BadRequestError(
                "Invalid data; couldn't parse JSON object, array, or value. "
                "Perhaps you're using invalid characters in your key names."
            ) from None
        return data


@dataclass(frozen=True, slots=True)
class Response:
    """`delay` is in seconds. With `drop` the connection is closed and nothing is sent."""

    status: int
    body: bytes = b""
    etag: str | None = None
    delay: float = 0
    drop: bool = False
    content_type: str = JSON


def error(status: int, text: str) -> Response:
    return Response(status, msgspec.json.encode({"error": text}))
