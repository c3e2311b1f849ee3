"""The daily run's database client, over loopback, with answers written byte by byte."""

import asyncio
import gzip
import json
import ssl
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from customer_health.errors import DatabaseDown
from customer_health.stores.rtdb import bulk_client, http_connections
from customer_health.stores.rtdb.bulk_client import BulkDatabase
from tests.certificates import self_signed

LOST = b""
"""Closes the connection without an answer."""
SILENT = None
"""Sends nothing, and keeps the connection open."""
Use = Callable[[BulkDatabase], Awaitable[Any]]


def ok(body: bytes, *headers: str) -> bytes:
    head = "\r\n".join(("HTTP/1.1 200 OK", f"Content-Length: {len(body)}", *headers, "", ""))
    return head.encode() + body


def chunked(*chunks: bytes, trailer: bytes = b"") -> bytes:
    body = b"".join(b"%x;note=1\r\n%b\r\n" % (len(one), one) for one in chunks)
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n%b0\r\n%b\r\n" % (body, trailer)


class Server:
    """Answers each request with the next of `answers`, in pieces of `piece` bytes."""

    def __init__(self, *answers: bytes | None, piece: int = 10**6) -> None:
        self.answers = list(answers)
        self.piece = piece
        self.seen: list[tuple[str, bytes]] = []
        self.connections = 0

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.connections += 1
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                lengths = [line for line in head.splitlines() if line.startswith("Content-Length")]
                length = int(lengths[0].partition(":")[2]) if lengths else 0
                self.seen.append((head, await reader.readexactly(length)))
                answer = self.answers.pop(0)
                if answer is SILENT:
                    await reader.read()
                if not answer:
                    break
                for start in range(0, len(answer), self.piece):
                    writer.write(answer[start : start + self.piece])
                    await writer.drain()
                    await asyncio.sleep(0)
                if b"Connection: close" in answer or b"HTTP/1.0" in answer:
                    break
        except asyncio.IncompleteReadError:
            pass  # the client closed the connection
        finally:
            writer.close()


def use(server: Server, do: Use, tls: ssl.SSLContext | None = None) -> Any:
    async def run() -> Any:
        listening = await asyncio.start_server(server.serve, "127.0.0.1", 0, ssl=tls)
        port = listening.sockets[0].getsockname()[1]
        url = f"{'https' if tls else 'http'}://127.0.0.1:{port}"
        async with listening, BulkDatabase(url, "demo", lambda: "token") as bulk:
            return await do(bulk)

    return asyncio.run(run())


async def get(bulk: BulkDatabase) -> bytes:
    return await bulk.get("Companies/acme")


@pytest.fixture(autouse=True)
def _no_pauses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bulk_client, "RETRY_AFTER", (0.0, 0.0, 0.0))


@pytest.mark.parametrize("piece", [1, 7, 10**6])
@pytest.mark.parametrize(
    "answer",
    [
        ok(b'{"a": 1}'),
        chunked(b'{"a"', b": 1}"),
        chunked(b'{"a": 1}', trailer=b"X-Late: 1\r\n"),
        ok(gzip.compress(b'{"a": 1}', mtime=0), "Content-Encoding: gzip"),
        b'HTTP/1.0 200 OK\r\n\r\n{"a": 1}',
    ],
)
def test_every_form_of_an_answer(answer: bytes, piece: int) -> None:
    server = Server(answer, ok(b"2"), piece=piece)

    async def do(bulk: BulkDatabase) -> tuple[bytes, bytes]:
        return await get(bulk), await get(bulk)

    assert use(server, do) == (b'{"a": 1}', b"2")
    assert server.connections == (2 if b"HTTP/1.0" in answer else 1)


def test_a_request_on_the_wire() -> None:
    server = Server(ok(b"{}"), ok(b"null"))

    async def do(bulk: BulkDatabase) -> None:
        await bulk.get("Companies/é a", orderBy="$key", limitToFirst=1)
        await bulk.patch({"a/b": 1})

    use(server, do)
    (query, _), (patch, body) = server.seen
    target = "/Companies/%C3%A9%20a.json?ns=demo&orderBy=%22%24key%22&limitToFirst=1"
    assert query.startswith(f"GET {target} HTTP/1.1\r\nHost: 127.0.0.1:")
    assert "\r\nAuthorization: Bearer token\r\n" in query
    assert patch.startswith("PATCH /.json?ns=demo&print=silent HTTP/1.1\r\n")
    assert json.loads(body) == {"a/b": 1}


def test_an_empty_update_makes_no_request() -> None:
    server = Server()
    use(server, lambda bulk: bulk.patch({}))
    assert not server.seen


def test_an_unchanged_node_has_no_body() -> None:
    server = Server(b"HTTP/1.1 304 Not Modified\r\nContent-Length: 999\r\n\r\n", ok(b"7"))

    async def do(bulk: BulkDatabase) -> tuple[object, bytes]:
        return await bulk.get_if_changed("a", "tag"), await get(bulk)

    assert use(server, do) == (None, b"7")
    assert server.connections == 1


@pytest.mark.parametrize(
    "bad",
    [
        LOST,
        ok(b'{"a": 1}', "Connection: close")[:-3],
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
        b"no HTTP\r\n\r\n",
        b"HTTP/1.1 503 Busy\r\nContent-Length: 2\r\n\r\nno",
        SILENT,
    ],
)
def test_a_failed_request_is_repeated_on_another_connection(
    bad: bytes | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(http_connections, "TIMEOUT", 0.5)
    server = Server(bad, *[ok(b"3")] * 3)
    assert use(server, get) == b"3"
    assert server.connections == len(server.seen) > 1 or b"503" in (bad or b"")


def test_a_database_that_stays_away_is_down() -> None:
    with pytest.raises(DatabaseDown, match="GET Companies/acme"):
        use(Server(*[LOST] * 4), get)


def test_an_idle_connection_that_the_server_closed_is_not_used() -> None:
    server = Server(ok(b"1"), ok(b"2"))

    async def do(bulk: BulkDatabase) -> bytes:
        await get(bulk)
        [connections] = bulk._connections.values()
        (idle,) = connections._idle
        idle.reader.feed_eof()
        return await get(bulk)

    assert use(server, do) == b"2"
    assert (server.connections, len(server.seen)) == (2, 2)


def test_a_cancelled_request_leaves_no_half_read_connection() -> None:
    server = Server(SILENT, ok(b"2"))

    async def do(bulk: BulkDatabase) -> bytes:
        first = asyncio.create_task(get(bulk))
        while not server.seen:
            await asyncio.sleep(0)
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        return await get(bulk)

    assert use(server, do) == b"2"
    assert server.connections == 2


@pytest.mark.parametrize("status", ["301 Moved", "401 No", "404 None"])
def test_a_refusal_is_not_repeated(status: str) -> None:
    server = Server(f"HTTP/1.1 {status}\r\nContent-Length: 2\r\n\r\nno".encode())
    with pytest.raises(RuntimeError, match=f"{status[:3]} b'no'"):
        use(server, get)


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    path = tmp_path / "certificate.pem"
    path.write_bytes(self_signed())
    return path


@pytest.mark.parametrize("trusted", [True, False])
def test_tls_with_a_trusted_certificate_only(
    monkeypatch: pytest.MonkeyPatch, certificate: Path, trusted: bool
) -> None:
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    tls = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    tls.load_cert_chain(certificate)
    server = Server(ok(b"7"))
    if trusted:
        assert use(server, get, tls) == b"7"
    else:
        with pytest.raises(DatabaseDown, match="CERTIFICATE_VERIFY_FAILED"):
            use(server, get, tls)
        assert server.seen == []
