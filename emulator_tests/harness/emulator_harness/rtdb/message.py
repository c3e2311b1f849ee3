"""HTTP requests and responses, as the connection hands them over."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from urllib.parse import parse_qsl, unquote

import msgspec

from .tree import BadRequestError, Json


@dataclass(frozen=True)
class Request:
    """`target` is the raw path with its query; header names are in lower case."""

    method: str
    target: str
    headers: Mapping[bytes, bytes]
    body: bytes = b""

    @cached_property
    def path(self) -> str:
        """Percent-encoded, without the query."""
        return self.target.partition("?")[0]

    @cached_property
    def params(self) -> dict[str, str]:
        query = self.target.partition("?")[2]
        return dict(parse_qsl(query, keep_blank_values=True)) if query else {}

    @cached_property
    def verb(self) -> str:
        """The method that is meant: clients that can only POST name it beside."""
        if self.method != "POST":
            return self.method
        override = self.headers.get(b"x-http-method-override", b"").decode("latin-1")
        return (override or self.params.get("x-http-method-override", "POST")).upper()

    @cached_property
    def place(self) -> str:
        """The database path that is asked for, as `/a/b`, not checked."""
        return "/" + unquote(self.path).removesuffix(".json").strip("/")

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
    """`delay` seconds pass before it is sent; `drop` closes the connection in its place."""

    status: int
    body: bytes = b""
    etag: str | None = None
    delay: float = 0
    drop: bool = False


def error(status: int, text: str) -> Response:
    return Response(status, msgspec.json.encode({"error": text}))
