"""Send many small HTTP requests side by side, over connections that are kept open.

It knows as much of HTTP/1.1 as the database's REST API uses. A general client spends twice as much
CPU time on each request, and the daily run hardly does anything else.
"""

import asyncio
import gzip
import ssl
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import urlsplit

CONNECTIONS = 128
TIMEOUT = 60.0
"""Seconds for one request: to connect if needed, to send, and to read the whole answer."""
LONGEST_HEAD = 64 * 1024

FAILED = (OSError, EOFError, ValueError, asyncio.LimitOverrunError)
"""What a request raises if there is no connection, no whole answer in time, or no valid answer."""


class Answer(NamedTuple):
    """`headers` have names in small letters."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Connection(NamedTuple):
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter


class HttpConnections:
    """The connections to one server."""

    def __init__(self, url: str) -> None:
        parts = urlsplit(url)
        self._host = parts.hostname or ""
        self._tls = ssl.create_default_context() if parts.scheme == "https" else None
        self._port = parts.port or (443 if self._tls else 80)
        self._host_header = parts.netloc
        self._slots = asyncio.Semaphore(CONNECTIONS)
        self._idle: list[Connection] = []

    async def close(self) -> None:
        for connection in self._idle:
            connection.writer.close()
        closing = (connection.writer.wait_closed() for connection in self._idle)
        await asyncio.gather(*closing, return_exceptions=True)

    async def request(
        self, method: str, target: str, headers: Mapping[str, str], body: bytes | None
    ) -> Answer:
        """Send a request and return its answer. Raises what is in FAILED.

        `target` is the path with the query, as it goes over the wire.
        """
        lines = [f"{method} {target} HTTP/1.1", f"Host: {self._host_header}"]
        lines += ["Accept-Encoding: gzip", *(f"{name}: {text}" for name, text in headers.items())]
        if body is not None:
            lines += ["Content-Type: application/json", f"Content-Length: {len(body)}"]
        request = "\r\n".join((*lines, "", "")).encode("latin-1") + (body or b"")
        async with self._slots, asyncio.timeout(TIMEOUT):
            connection = await self._connection()
            try:
                connection.writer.write(request)
                await connection.writer.drain()
                answer, stays_open = await read_answer(connection.reader)
            except BaseException:  # also if cancelled: the rest of the answer may still come
                connection.writer.close()
                raise
            if stays_open:
                self._idle.append(connection)
            else:
                connection.writer.close()
            return answer

    async def _connection(self) -> Connection:
        while self._idle:
            connection = self._idle.pop()
            if not (connection.reader.at_eof() or connection.writer.is_closing()):
                return connection
            connection.writer.close()
        opened = await asyncio.open_connection(
            self._host, self._port, ssl=self._tls, limit=LONGEST_HEAD
        )
        return Connection(*opened)


async def read_answer(reader: asyncio.StreamReader) -> tuple[Answer, bool]:
    """Read one answer. Returns it, and whether the connection may be used again."""
    head = await reader.readuntil(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").splitlines()
    version, status = first.split(maxsplit=2)[:2]
    pairs = (line.partition(":") for line in lines if line)
    headers = {name.lower(): text.strip() for name, _, text in pairs}
    stays_open = version == "HTTP/1.1" and headers.get("connection", "").lower() != "close"
    if status in {"204", "304"}:
        body = b""
    elif "content-length" in headers:
        body = await reader.readexactly(int(headers["content-length"]))
    elif headers.get("transfer-encoding", "").lower() == "chunked":
        body = await read_chunks(reader)
    else:
        body, stays_open = await reader.read(), False
    if headers.get("content-encoding") == "gzip":
        body = gzip.decompress(body)
    return Answer(int(status), headers, body), stays_open


async def read_chunks(reader: asyncio.StreamReader) -> bytes:
    """Read a body that comes in chunks, each after a line with its size in hexadecimal digits."""
    chunks = []
    while size := int((await reader.readuntil(b"\r\n")).partition(b";")[0], 16):
        chunks.append((await reader.readexactly(size + 2))[:size])
    while await reader.readuntil(b"\r\n") != b"\r\n":
        pass  # trailers
    return b"".join(chunks)
