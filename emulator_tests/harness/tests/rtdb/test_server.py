"""The server process: counters, faults, connections and shutdown."""

import signal
import socket
from typing import Any

import httpx
import pytest

from emulator_harness.ports import HOST
from emulator_harness.rtdb.process import RunningServer, running_server
from emulator_harness.waiting import wait_until


def test_counters(db: httpx.Client) -> None:
    db.put("/A/x.json", content=b'{"n":1}')
    db.get("/A/x.json")
    db.get("/A.json", params={"shallow": "true"})
    db.get("/.json")
    db.patch("/.json", content=b'{"A/x/n": 2, "A/y": 3, "B": 4}')
    db.get("/.settings/rules.json")
    assert db.get("/.harness/counters").json() == {
        "requests": 5,
        "bytesRead": len('{"n":1}') + len('{"x":true}') + len('{"A":{"x":{"n":1}}}'),
        "bytesWritten": len('{"n":1}') + len('{"A/x/n": 2, "A/y": 3, "B": 4}'),
        "paths": {
            "A": {"requests": 4, "bytesRead": 17, "bytesWritten": 7 + len('{"A/x/n":2}{"A/y":3}')},
            "B": {"requests": 1, "bytesRead": 0, "bytesWritten": len('{"B":4}')},
            "/": {"requests": 1, "bytesRead": 19, "bytesWritten": 0},
        },
    }
    db.delete("/.harness/counters")
    assert db.get("/.harness/counters").json()["requests"] == 0


def test_a_fault_skips_two_requests_and_hits_one(db: httpx.Client) -> None:
    fault = {"method": "PATCH", "path": "^/X/", "status": 503, "skip": 2, "times": 1}
    db.put("/.harness/faults", json={"requests": [fault]})
    assert db.patch("/Y.json", json={"a": 1}).status_code == 200
    assert db.put("/X/a.json", json=0).status_code == 200
    statuses = [db.patch("/.json", json={"X/a": n, "Y/a": n}).status_code for n in range(4)]
    assert statuses == [200, 200, 503, 200]
    assert db.get("/X/a.json").json() == 3
    spent = db.get("/.harness/faults").json()["requests"][0]
    assert (spent["skip"], spent["times"]) == (0, 0)


def test_an_injected_error_writes_nothing(db: httpx.Client) -> None:
    db.put("/.harness/faults", json={"requests": [{"status": 500}]})
    response = db.put("/a.json", json=1)
    assert response.status_code == 500
    assert "/.harness/faults" in response.json()["error"]
    db.delete("/.harness/faults")
    assert db.get("/a.json").json() is None


@pytest.mark.parametrize(("fault", "kept"), [({}, 1), ({"status": 503}, None)])
def test_a_dropped_connection(db: httpx.Client, fault: dict[str, Any], kept: int | None) -> None:
    drop = {"path": "^/a$", "dropConnection": True, "times": 1, **fault}
    db.put("/.harness/faults", json={"requests": [drop]})
    with pytest.raises(httpx.RemoteProtocolError):
        db.put("/a.json", json=1)
    assert db.get("/a.json").json() == kept


def test_a_delayed_answer_blocks_its_own_connection_only(
    db: httpx.Client, server: RunningServer
) -> None:
    slow = {"method": "PUT", "delayMs": 600_000}
    db.put("/.harness/faults", json={"requests": [slow]})
    with socket.create_connection((HOST, server.port)) as waiting:
        waiting.sendall(b"PUT /slow.json HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n1")
        wait_until(lambda: db.get("/slow.json").json() == 1)
        waiting.setblocking(False)
        with pytest.raises(BlockingIOError):
            waiting.recv(1)


@pytest.mark.parametrize(
    "faults",
    [
        {"request": []},
        {"events": {"drop": 2}},
        {"events": {"jitter": 1}},
        {"requests": [{"path": "("}]},
        {"requests": [{"status": 200}]},
        {"requests": [{"times": -1}]},
    ],
)
def test_unknown_faults_are_refused(db: httpx.Client, faults: Any) -> None:
    response = db.put("/.harness/faults", json=faults)
    assert response.status_code == 400
    assert response.json()["error"].startswith("Not a set of faults: ")


@pytest.mark.parametrize("delay", [0, 1])
def test_pipelined_requests_are_answered_in_order(
    db: httpx.Client, server: RunningServer, delay: int
) -> None:
    db.put("/.harness/faults", json={"requests": [{"method": "PUT", "delayMs": delay}]})
    requests = b"".join(
        f"PUT /p.json HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\n\r\n{number}".encode()
        for number in range(10)
    )
    with socket.create_connection((HOST, server.port)) as client:
        client.sendall(requests + b"GET /p.json HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
        answers = b"".join(iter(lambda: client.recv(65536), b""))
    bodies = [part.partition(b"\r\n\r\n")[2] for part in answers.split(b"HTTP/1.1 200 OK")[1:]]
    assert bodies == [*(str(number).encode() for number in range(10)), b"9"]


def test_what_is_not_http_is_refused(server: RunningServer) -> None:
    with socket.create_connection((HOST, server.port)) as client:
        client.sendall(b"hello\r\n\r\n")
        assert b"".join(iter(lambda: client.recv(65536), b"")).startswith(b"HTTP/1.1 400 ")


def test_a_client_that_waits_for_100_continue(server: RunningServer) -> None:
    with socket.create_connection((HOST, server.port)) as client:
        client.sendall(
            b"PUT /c.json HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nExpect: 100-continue\r\n\r\n"
        )
        assert client.recv(65536) == b"HTTP/1.1 100 Continue\r\n\r\n"
        client.sendall(b"7")
        assert client.recv(65536).endswith(b"\r\n\r\n7")


UPGRADE = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAEAAEAA\r\n"
BODIES = [
    b"Content-Length: 3\r\n\r\n123",
    b"Transfer-Encoding: chunked\r\n\r\n1\r\n1\r\n2\r\n23\r\n0\r\n\r\n",
    b"Content-Length: 3\r\nExpect: 100-continue\r\n\r\n123",
]


@pytest.mark.parametrize("body", BODIES)
@pytest.mark.parametrize("split", [False, True])
def test_an_offered_upgrade_is_ignored(server: RunningServer, body: bytes, split: bool) -> None:
    """The JDK's HTTP client and `curl --http2` offer HTTP/2 with every first request."""
    put = b"PUT /h2c.json HTTP/1.1\r\nHost: x\r\n" + UPGRADE + body
    get = b"GET /h2c.json HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    with socket.create_connection((HOST, server.port)) as client:
        client.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for piece in (bytes([byte]) for byte in put) if split else [put + put]:
            client.sendall(piece)
        client.sendall(get)
        answers = b"".join(iter(lambda: client.recv(65536), b""))
    final = [part for part in answers.split(b"HTTP/1.1 ")[1:] if not part.startswith(b"100 ")]
    assert [part[:3] for part in final] == [b"200"] * (2 if split else 3)
    assert [part.partition(b"\r\n\r\n")[2] for part in final] == [b"123"] * len(final)


def test_connect_is_refused(server: RunningServer) -> None:
    with socket.create_connection((HOST, server.port)) as client:
        client.sendall(b"CONNECT x:1 HTTP/1.1\r\nHost: x\r\n\r\n")
        answers = b"".join(iter(lambda: client.recv(65536), b""))
    assert answers.startswith(b"HTTP/1.1 400 ")
    assert answers.count(b"Content-Length: ") == 1


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_stops_it_cleanly_with_connections_open(number: signal.Signals) -> None:
    with running_server(functions_port=1) as running, httpx.Client(base_url=running.url) as client:
        client.put("/a.json", json=1)
        running.process.send_signal(number)
        assert running.process.wait(2) == 0
