"""Measure the bundled RTDB server against an echo on the same stack, and its largest requests.

Run it as `PYTHONPATH=emulator_tests/harness functions/venv/bin/python benchmarks/rtdb_server.py`.
"""

import json
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from threading import Thread

from rich.console import Console
from rich.table import Table

from emulator_harness.ports import HOST, free_ports
from emulator_harness.rtdb.process import running_server
from emulator_harness.waiting import wait_until

ROUNDS = 40
REQUESTS = 400
SIZES = (1_000, 100_000)
COMPANIES, TIMECARDS = 400, 1_000
ANSWERS = 300
MB = 1_000_000
SMALL = b'{"status":"online","lastActive":1763900000000}'
RULES = {"rules": {".read": True, "$size": {".indexOn": "score"}}}


class Client:
    """An HTTP client of raw bytes over one kept connection, so that the client costs little."""

    def __init__(self, port: int) -> None:
        self.socket = socket.create_connection((HOST, port))
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def ask(self, method: str, target: str, body: bytes = b"") -> None:
        """Send a request and read its answer. Raises RuntimeError unless that is a 200."""
        self.socket.sendall(request(method, target, body))
        head, _, start = self.socket.recv(65536).partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"the server answered {head!r} {start!r}")
        left = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0]) - len(start)
        while left > 0:
            left -= len(self.socket.recv(min(left, MB)))


def request(method: str, target: str, body: bytes = b"") -> bytes:
    head = f"{method} {target} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer owner\r\n"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


@contextmanager
def running_echo() -> Iterator[tuple[int, int]]:
    """Run the echo, and yield its process id and its port."""
    (port,) = free_ports(1)
    script = Path(__file__).parent / "servers" / "echo_server.py"
    process = subprocess.Popen([sys.executable, script, str(port)])
    try:
        wait_until(lambda: _accepts(port), timeout=30, message="the echo")
        yield process.pid, port
    finally:
        process.terminate()
        process.wait(10)


def _accepts(port: int) -> bool:
    with socket.socket() as client:
        return client.connect_ex((HOST, port)) == 0


def cpu_seconds(pid: int) -> float:
    """Return the CPU time of a process's main thread. Wall time would include other processes."""
    return int(Path(f"/proc/{pid}/schedstat").read_text().split()[0]) / 1e9


def measure_requests(pid: int, port: int) -> dict[str, float]:
    """Return the CPU time of each kind of request, in times of an echo's, measured in turn."""
    client = Client(port)
    for size in SIZES:
        children = {f"c{number}": {"score": number} for number in range(size)}
        client.ask("PUT", f"/n{size}.json", json.dumps(children).encode())
    with running_echo() as (echo_pid, echo_port):
        echo = Client(echo_port)
        kinds: dict[str, tuple[int, Callable[[int], None]]] = {
            "echo": (echo_pid, lambda n: echo.ask("POST", f"/small/c{n}.json?ns=bench", SMALL)),
            "PUT": (pid, lambda n: client.ask("PUT", f"/small/c{n}.json?ns=fake-server", SMALL)),
            "GET": (pid, lambda n: client.ask("GET", f"/small/c{n}.json?ns=fake-server")),
            **{f"query of {size:,}": (pid, _query(client, size)) for size in SIZES},
        }
        times: dict[str, list[float]] = {kind: [] for kind in kinds}
        for turn in range(ROUNDS):
            for kind, (process, ask) in kinds.items():
                start = cpu_seconds(process)
                for number in range(REQUESTS):
                    ask(turn * REQUESTS + number)
                times[kind].append(cpu_seconds(process) - start)
    return {kind: median(seconds) / median(times["echo"]) for kind, seconds in times.items()}


def _query(client: Client, size: int) -> Callable[[int], None]:
    """Return a query for 10 children; its start is another one each time."""
    path = f"/n{size}.json?ns=fake-server&orderBy=%22score%22&limitToFirst=10&startAt="
    return lambda number: client.ask("GET", f"{path}{size // 2 + number / 1000}")


def measure_import(port: int) -> tuple[float, float]:
    """Return the seconds of an import, and of the longest read of another client meanwhile."""
    timecard = {"start": 1763900000000, "end": 1763930000000, "position": "cook", "by": "e1"}
    company = {f"t{number}": timecard for number in range(TIMECARDS)}
    body = json.dumps({f"c{number}": company for number in range(COMPANIES)}).encode()
    importer, reader = Client(port), Client(port)
    importing = Thread(target=importer.ask, args=("PUT", "/import.json?disableTriggers=true", body))
    longest, start = 0.0, time.perf_counter()
    importing.start()
    while importing.is_alive():
        asked = time.perf_counter()
        reader.ask("GET", "/small/c1.json")
        longest = max(longest, time.perf_counter() - asked)
    return time.perf_counter() - start, longest


def measure_held(pid: int, port: int) -> float:
    """Return by how many MB the server grows for answers that their client doesn't read."""
    slow, other = Client(port), Client(port)
    other.ask("PUT", "/large.json", json.dumps("x" * MB).encode())
    other.ask("GET", "/large.json")
    before = _resident(pid)
    slow.socket.sendall(request("GET", "/large.json") * ANSWERS)
    slow.socket.recv(1)
    other.ask("GET", "/small/c1.json")
    return (_resident(pid) - before) / MB


def _resident(pid: int) -> int:
    lines = Path(f"/proc/{pid}/status").read_text().splitlines()
    (line,) = (line for line in lines if line.startswith("VmRSS:"))
    return int(line.split()[1]) * 1024


def main() -> None:
    with running_server() as server:
        pid, port = server.process.pid, server.port
        Client(port).ask("PUT", "/.settings/rules.json", json.dumps(RULES).encode())
        held = measure_held(pid, port)
        ratios = measure_requests(pid, port)
        seconds, longest = measure_import(port)
    small, large = (ratios[f"query of {size:,}"] for size in SIZES)
    table = Table("measure", "result", "budget", "")
    for what, result, budget, unit in (
        ("GET / echo", ratios["GET"], 2.5, ""),
        ("PUT / echo", ratios["PUT"], 4, ""),
        ("indexed query / echo", small, 6, ""),
        ("indexed query, 100,000 / 1,000 children", large / small, 1.5, ""),
        (f"longest read during an import of {seconds:.1f} s", longest * 1e3, 250, " ms"),
        (f"held for {ANSWERS} unread answers of 1 MB", held, 16, " MB"),
    ):
        over = "over" if result > budget else ""
        table.add_row(what, f"{result:.2f}{unit}", f"≤ {budget}{unit}", over)
    Console().print(table)


if __name__ == "__main__":
    main()
