"""Measure the bundled RTDB server: small GETs a second on one core, and indexed queries by size.

Run it as `PYTHONPATH=emulator_tests/harness functions/venv/bin/python benchmarks/rtdb_server.py`.
"""

import json
import os
import socket
import time
from pathlib import Path
from statistics import median

from rich.console import Console
from rich.table import Table

from emulator_harness.rtdb.process import running_server

HOST = "127.0.0.1"
CONNECTIONS = 8
GETS = 40_000
WARM_UP = 50
QUERIES = 400
SIZES = (1_000, 100_000)
RULES = {"rules": {".read": True, "$size": {".indexOn": "score"}}}


class Client:
    """An HTTP client of raw bytes over one kept connection, so that the client costs little."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection((HOST, port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, method: str, target: str, body: bytes = b"") -> None:
        head = f"{method} {target} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer owner\r\n"
        self._socket.sendall(f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body)

    def receive(self) -> bytes:
        """Return the body of a response. Raises RuntimeError unless it is a 200."""
        head, _, body = self._socket.recv(65536).partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"the server answered {head!r} {body!r}")
        size = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
        while len(body) < size:
            body += self._socket.recv(65536)
        return body

    def ask(self, method: str, target: str, body: bytes = b"") -> bytes:
        self.send(method, target, body)
        return self.receive()


def cpu_seconds(pid: int) -> float:
    """Return the CPU time that a process has used. Wall time would include other processes."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def measure_gets(pid: int, port: int) -> tuple[float, float]:
    """Return small GETs per second of wall time, and per second of the server's CPU time."""
    clients = [Client(port) for _ in range(CONNECTIONS)]
    clients[0].ask("PUT", "/small.json", b'{"status":"online","lastActive":1763900000000}')
    wall, cpu = time.perf_counter(), cpu_seconds(pid)
    for _ in range(GETS // CONNECTIONS):
        for client in clients:
            client.send("GET", "/small.json")
        for client in clients:
            client.receive()
    return GETS / (time.perf_counter() - wall), GETS / (cpu_seconds(pid) - cpu)


def measure_queries(port: int) -> list[float]:
    """Return the median seconds of a query for 10 children of a node, for each size of the node,
    measured in turns."""
    client = Client(port)
    for size in SIZES:
        children = {f"c{number}": {"score": number} for number in range(size)}
        client.ask("PUT", f"/n{size}.json", json.dumps(children).encode())
    times: dict[int, list[float]] = {size: [] for size in SIZES}
    for number in range(WARM_UP + QUERIES):
        for size in SIZES:
            client.ask("PUT", f"/n{size}/c{number}/score.json", str(size - number).encode())
            start = time.perf_counter()
            client.ask(
                "GET", f"/n{size}.json?orderBy=%22score%22&startAt={size // 2}&limitToFirst=10"
            )
            times[size].append(time.perf_counter() - start)
    return [median(times[size][WARM_UP:]) for size in SIZES]


def main() -> None:
    with running_server() as server:
        os.sched_setaffinity(server.process.pid, {0})
        Client(server.port).ask("PUT", "/.settings/rules.json", json.dumps(RULES).encode())
        by_wall, by_cpu = measure_gets(server.process.pid, server.port)
        small, large = measure_queries(server.port)
    table = Table("measure", "result")
    table.add_row("small GETs/s, server on one core, wall time", f"{by_wall:,.0f}")
    table.add_row("small GETs per CPU second of the server", f"{by_cpu:,.0f}")
    table.add_row(f"indexed query, {SIZES[0]:,} children, after a write", f"{small * 1e3:.2f} ms")
    table.add_row(f"indexed query, {SIZES[1]:,} children, after a write", f"{large * 1e3:.2f} ms")
    table.add_row("ratio of the two", f"{large / small:.2f}")
    Console().print(table)


if __name__ == "__main__":
    main()
