"""Large requests and answers: others are served in between, and nothing piles up."""

import asyncio
import json
import socket
from typing import cast

import httpx
import pytest

from emulator_harness.ports import HOST
from emulator_harness.rtdb.data.decoding import LARGE
from emulator_harness.rtdb.eventing.delivery import Delivery
from emulator_harness.rtdb.process import RunningServer
from emulator_harness.rtdb.rest.connection import Connection
from emulator_harness.rtdb.server import Server

TEXT = "é" * (LARGE // 3)
RECORDS = {f"r{number}": {"n": number, "gone": None, "text": "x" * 90} for number in range(20_000)}
STORED = {key: {"n": record["n"], "text": record["text"]} for key, record in RECORDS.items()}


@pytest.mark.parametrize(
    ("body", "stored"),
    [
        (RECORDS, STORED),
        ({"b": {"c": RECORDS}, "a": 1.0, "none": {}}, {"a": 1, "b": {"c": STORED}}),
        ([TEXT, None, [TEXT, {"deep": TEXT}]], [TEXT, None, [TEXT, {"deep": TEXT}]]),
        ([*range(300_000)], [*range(300_000)]),
        (TEXT * 3, TEXT * 3),
    ],
)
def test_a_large_write_stores_and_answers_what_a_small_one_does(
    db: httpx.Client, body: object, stored: object
) -> None:
    response = db.put("/x.json", json=body, headers={"X-Firebase-ETag": "true"})
    read = db.get("/x.json", headers={"X-Firebase-ETag": "true"})
    assert response.status_code == 200
    assert read.json() == stored
    assert response.content == read.content
    assert response.headers["etag"] == read.headers["etag"]


def test_a_large_update_changes_its_paths_only(db: httpx.Client) -> None:
    db.put("/.json", json={"kept": 1, "a": {"kept": 2}})
    assert db.patch("/.json", json={"a/b": RECORDS, "c": TEXT}).status_code == 200
    assert db.get("/.json").json() == {"kept": 1, "a": {"kept": 2, "b": STORED}, "c": TEXT}


@pytest.mark.parametrize(
    "body", [f'{{"a": "{"x" * LARGE}", "b": }}', json.dumps({"a": TEXT, "b": {"c.d": 1}})]
)
def test_a_large_body_that_is_invalid_is_refused(db: httpx.Client, body: str) -> None:
    response = db.put("/x.json", content=body.encode())
    assert response.status_code == 400
    assert "couldn't parse JSON" in response.json()["error"]
    assert db.get("/x.json").json() is None


def test_a_large_write_keeps_its_conditions_and_server_values(db: httpx.Client) -> None:
    db.put("/x.json", json={"count": 2})
    late = db.put("/x.json", json={"text": TEXT}, headers={"if-match": "null_etag"})
    assert late.status_code == 412
    step = {".sv": {"increment": 3}}
    assert db.put("/x.json", json={"text": TEXT, "count": step}).status_code == 200
    assert db.get("/x/count.json").json() == 5


def test_others_are_served_while_a_large_write_is_prepared() -> None:
    asyncio.run(_write_and_read())


async def _write_and_read() -> None:
    server = Server(Delivery(None))
    writer, reader = Wire(), Wire()
    write, read = (Connection(server, server.preparation) for _ in range(2))
    write.connection_made(writer)
    read.connection_made(reader)
    write.data_received(_request("PUT", json.dumps(RECORDS).encode()) + _request("GET"))
    read.data_received(_request("GET"))
    assert (len(writer.answers), writer.is_reading()) == (0, False)
    assert reader.answers[0].endswith(b"null")
    async with asyncio.timeout(60):
        await writer.answered.wait()
    assert [json.loads(answer.partition(b"\r\n\r\n")[2]) for answer in writer.answers] == [
        STORED,
        STORED,
    ]
    assert writer.is_reading()


class Wire(asyncio.Transport):
    """A network connection that keeps what is written to it."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[bytes] = []
        self.answered = asyncio.Event()
        self._is_reading = True

    def write(self, data: bytes | bytearray | memoryview) -> None:
        self.answers.append(bytes(data))

    def is_reading(self) -> bool:
        return self._is_reading

    def pause_reading(self) -> None:
        self._is_reading = False

    def resume_reading(self) -> None:
        self._is_reading = True
        self.answered.set()

    def is_closing(self) -> bool:
        return False


def _request(method: str, body: bytes = b"") -> bytes:
    head = f"{method} /x.json HTTP/1.1\r\nAuthorization: Bearer owner\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


def test_pipelined_requests_wait_until_their_answers_are_read(
    server: RunningServer, db: httpx.Client
) -> None:
    text, count = "x" * 1_000_000, 100
    db.put("/x.json", json=text)
    db.delete("/.harness/counters")
    with socket.create_connection((HOST, server.port)) as client:
        client.sendall(_request("GET") * count)
        client.recv(1)
        assert _reads(db) < count / 2
        received = 1
        while _reads(db) < count or received < count * len(text):
            received += len(client.recv(1024 * 1024))
    assert _reads(db) == count


def _reads(db: httpx.Client) -> int:
    return cast("int", db.get("/.harness/counters").json()["requests"])
