"""HTTP/1.1 over one TCP connection: keep-alive, pipelining, one write per response."""

import asyncio
from collections import deque
from collections.abc import Callable
from functools import partial
from http import HTTPStatus
from typing import TypeAlias, cast

import httptools

from emulator_harness.rtdb.data.decoding import LARGE

from .message import Request, Response, error

MAX_BODY_BYTES = 256 * 1024 * 1024
_TOO_LARGE = error(400, f"The request's body is larger than {MAX_BODY_BYTES} bytes")
_CONTINUE = b"HTTP/1.1 100 Continue\r\n\r\n"
_STATUS_LINES = {
    status.value: f"HTTP/1.1 {status.value} {status.phrase}\r\nCache-Control: no-cache\r\n".encode()
    for status in HTTPStatus
}
_CONTENT = b"Content-Type: %b\r\nContent-Length: %d\r\n"

Prepare: TypeAlias = Callable[[Request], Callable[[], object] | None]
"""Returns what can be done of a large request in a thread, before its turn."""


class Connection(asyncio.Protocol):
    """One client's connection. The methods named `on_…` are called by the parser."""

    def __init__(self, serve: Callable[[Request], Response], prepare: Prepare) -> None:
        self._serve = serve
        self._prepare = prepare
        self._parser = httptools.HttpRequestParser(self)
        self._pending: deque[tuple[Request | None, bool]] = deque()
        self._waits = 0
        self._loop = asyncio.get_running_loop()
        self._transport: asyncio.Transport | None = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)

    def connection_lost(self, exc: Exception | None) -> None:
        self._transport = None
        self._pending.clear()

    def pause_writing(self) -> None:
        self._wait()

    def resume_writing(self) -> None:
        self._resume()

    def _wait(self) -> None:
        """Answer and read nothing more: until the client reads, or an answer is ready."""
        self._waits += 1
        if self._transport and not self._transport.is_closing():
            self._transport.pause_reading()

    def _resume(self) -> None:
        self._waits -= 1
        self._serve_pending()
        if not self._waits and self._transport and not self._transport.is_closing():
            self._transport.resume_reading()

    def data_received(self, data: bytes) -> None:
        while data:
            try:
                self._parser.feed_data(data)
                data = b""
            except httptools.HttpParserUpgrade as offer:
                if self._parser.get_method() == b"CONNECT":
                    self._refuse()
                    return
                data = self._head_without_upgrade() + data[offer.args[0] :]
                self._parser = httptools.HttpRequestParser(self)
            except httptools.HttpParserError:
                self._refuse()
                return

    def _refuse(self) -> None:
        self._send(error(400, "This is not an HTTP/1.1 request"), keep_alive=False)

    def _head_without_upgrade(self) -> bytes:
        """Return the current request's head without its offer to change protocol.

        The parser skips the body of a request that offers `Upgrade`. RFC 9110 (7.8) allows a
        server to ignore the offer, so the request is parsed a second time without it.
        """
        method, version = self._parser.get_method(), self._parser.get_http_version().encode()
        kept = [header for header in self._headers.items() if header[0] != b"upgrade"]
        lines = [b"%b %b HTTP/%b" % (method, self._target, version), *map(b": ".join, kept)]
        return b"\r\n".join(lines) + b"\r\n\r\n"

    def on_message_begin(self) -> None:
        self._target = b""
        self._headers: dict[bytes, bytes] = {}
        self._body: list[bytes] = []
        self._size = 0

    def on_url(self, url: bytes) -> None:
        self._target += url

    def on_header(self, name: bytes, value: bytes) -> None:
        self._headers[name.lower()] = value

    def on_headers_complete(self) -> None:
        if self._parser.should_upgrade():
            return
        expected = self._headers.get(b"expect")
        if expected and expected.lower() == b"100-continue" and self._transport:
            self._transport.write(_CONTINUE)

    def on_body(self, chunk: bytes) -> None:
        self._size += len(chunk)
        if self._size <= MAX_BODY_BYTES:
            self._body.append(chunk)

    def on_message_complete(self) -> None:
        if self._parser.should_upgrade():
            return
        request = Request(
            self._parser.get_method().decode(),
            self._target.decode("latin-1"),
            self._headers,
            b"".join(self._body),
        )
        too_large = self._size > MAX_BODY_BYTES
        self._body = []
        self._pending.append((None if too_large else request, self._parser.should_keep_alive()))
        self._serve_pending()

    def _serve_pending(self) -> None:
        """Answer the pending requests in order, until one of them has to wait."""
        while self._pending and not self._waits:
            request, keep_alive = self._pending.popleft()
            is_large = request and len(request.body) >= LARGE
            work = self._prepare(request) if request and is_large else None
            if request and work:
                self._wait()
                request.prepared = self._loop.run_in_executor(None, work)
                request.prepared.add_done_callback(
                    partial(self._answer_prepared, request, keep_alive)
                )
            else:
                self._answer(request, keep_alive)

    def _answer(self, request: Request | None, keep_alive: bool) -> None:
        response = _TOO_LARGE if request is None else self._serve(request)
        if response.delay:
            self._wait()
            self._loop.call_later(response.delay, self._send_delayed, response, keep_alive)
        else:
            self._send(response, keep_alive)

    def _answer_prepared(self, request: Request, keep_alive: bool, _: object) -> None:
        self._answer(request, keep_alive)
        self._resume()

    def _send_delayed(self, response: Response, keep_alive: bool) -> None:
        self._send(response, keep_alive)
        self._resume()

    def _send(self, response: Response, keep_alive: bool) -> None:
        if self._transport is None:
            return
        if response.drop:
            self._transport.abort()
            return
        self._transport.write(_encoded(response, keep_alive))
        if not keep_alive:
            self._transport.close()


def _encoded(response: Response, keep_alive: bool) -> bytes:
    parts = [_STATUS_LINES[response.status]]
    if response.status not in (204, 304):
        parts.append(_CONTENT % (response.content_type, len(response.body)))
    if response.etag is not None:
        parts.append(b"ETag: %b\r\n" % response.etag.encode())
    if not keep_alive:
        parts.append(b"Connection: close\r\n")
    parts += b"\r\n", response.body
    return b"".join(parts)
