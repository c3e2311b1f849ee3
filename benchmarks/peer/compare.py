"""Compare the API with its peer: the CPU time of a request, and requests a second.

Both serve the same rows of the bundled database server, each on one core, and are measured in
turns. The API runs as it is deployed: functions-framework, one worker with 32 threads. The peer is
`app.py`, served by uvicorn from an environment of its own.
"""

import json
import os
import socket
import subprocess
import sys
import time
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median

import requests

from benchmarks.api_list import line
from benchmarks.data.customer_rows import rows
from emulator_harness.ports import HOST, free_ports
from emulator_harness.rtdb.process import RunningServer, running_server
from emulator_harness.waiting import wait_until

ROOT = Path(__file__).parent.parent.parent
PEER = ROOT / "build" / "peer" / "bin" / "python"
PROJECT = "demo-bench"
SIZES = (1_000, 10_000)
CONNECTIONS = 4
ROUNDS = 5
REQUESTS = 100
"""In each round, on each connection."""

LISTS = (
    "/v1/customers",
    "/v1/customers?sort=name&order=asc",
    "/v1/customers?level=warning",
    "/v1/customers?search=tremblay",
    "/v1/customers?owner=csm3@pivotapp.ca&sort=numberofemployees",
)
ONE = ("/v1/customers/-N00000042",)


def unsigned(claims: dict[str, object]) -> str:
    """Return an ID token as the Auth emulator makes it: both servers check all but a signature."""
    parts = ({"alg": "none", "typ": "JWT"}, claims)
    return ".".join(urlsafe_b64encode(json.dumps(p).encode()).decode().rstrip("=") for p in parts)


NOW = int(time.time())
TOKEN = unsigned({
    "iss": f"https://securetoken.google.com/{PROJECT}", "aud": PROJECT, "sub": "u1", "iat": NOW,
    "exp": NOW + 3600, "auth_time": NOW, "email": "ann@pivotapp.ca", "email_verified": True,
}) + "."  # fmt: skip


class Connection:
    """One kept connection. It sends bytes, so that the client costs little."""

    def __init__(self, port: int) -> None:
        self._socket = socket.create_connection((HOST, port))
        self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def send(self, path: str) -> None:
        head = f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nAuthorization: Bearer {TOKEN}\r\n\r\n"
        self._socket.sendall(head.encode())

    def receive(self) -> bytes:
        """Return the body of an answer. Raises RuntimeError unless it is a 200."""
        read = b""
        while b"\r\n\r\n" not in read:
            read += self._more(read)
        head, _, body = read.partition(b"\r\n\r\n")
        if not head.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"{head!r} {body!r}")
        size = int(head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0])
        while len(body) < size:
            body += self._more(body)
        return body

    def _more(self, read: bytes) -> bytes:
        found = self._socket.recv(1 << 20)
        if not found:
            raise RuntimeError(f"the server closed the connection after {read!r}")
        return found


class Server:
    """A server on core 0; the client and the database have the other ones."""

    def __init__(self, command: list[str], port: int, environment: dict[str, str]) -> None:
        self._command = ["taskset", "-c", "0", *command]
        self._port = port
        self._environment = os.environ | environment

    @contextmanager
    def running(self) -> Iterator["Server"]:
        process = subprocess.Popen(self._command, env=self._environment, cwd=ROOT)
        try:
            wait_until(lambda: self._listens(process), timeout=60, message="a server to listen")
            self._pid = process.pid
            yield self
        finally:
            process.terminate()
            process.wait(10)

    def _listens(self, process: subprocess.Popen[bytes]) -> bool:
        assert process.poll() is None, "the server ended"
        with socket.socket() as client:
            return client.connect_ex((HOST, self._port)) == 0

    def get(self, path: str) -> bytes:
        connection = Connection(self._port)
        connection.send(path)
        return connection.receive()

    def measure(self, paths: tuple[str, ...]) -> tuple[float, float]:
        """Return the milliseconds of CPU time of a request, and the requests in a second."""
        connections = [Connection(self._port) for _ in range(CONNECTIONS)]
        wall, cpu = time.perf_counter(), self._cpu_seconds()
        for number in range(REQUESTS):
            for connection in connections:
                connection.send(paths[number % len(paths)])
            for connection in connections:
                connection.receive()
        done = REQUESTS * CONNECTIONS
        used = self._cpu_seconds() - cpu
        return used / done * 1e3, done / (time.perf_counter() - wall)

    def _cpu_seconds(self) -> float:
        """Return the CPU time of the server's process and of its worker."""
        workers = Path(f"/proc/{self._pid}/task/{self._pid}/children").read_text().split()
        return sum(map(cpu_seconds, [self._pid, *map(int, workers)]))


def cpu_seconds(pid: int) -> float:
    """Return the CPU time of all threads of a process."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def load(database: RunningServer, size: int) -> None:
    """Write the rules and the rows."""
    rules = json.loads((ROOT / "database.rules.json").read_text())
    for path, value in (("/.settings/rules", rules), ("/CustomerIndex", rows(size))):
        body = json.dumps(value).encode()
        target = f"{database.url}{path}.json?ns={PROJECT}"
        requests.put(target, body, headers={"Authorization": "Bearer owner"}, timeout=60)


def servers(database: RunningServer) -> tuple[Server, Server]:
    address = f"http://{HOST}:{database.port}/?ns={PROJECT}"
    environment = {
        "FIREBASE_AUTH_EMULATOR_HOST": f"{HOST}:1",
        "FIREBASE_DATABASE_EMULATOR_HOST": f"{HOST}:{database.port}",
        "FIREBASE_CONFIG": json.dumps({"databaseURL": address, "projectId": PROJECT}),
        "FUNCTIONS_EMULATOR": "true",
        "GCLOUD_PROJECT": PROJECT,
        "REQUESTS_A_MINUTE": "1000000",
        "DATABASE_URL": address,
        "THREADS": "32",
    }
    first, second = free_ports(2)
    framework = ["-m", "functions_framework", "--target", "api", "--source", "functions/main.py"]
    ours = [sys.executable, *framework, "--host", HOST, "--port", str(first)]
    uvicorn = [
        "-m",
        "uvicorn",
        "benchmarks.peer.app:app",
        "--no-access-log",
        "--log-level",
        "error",
    ]
    peer = [str(PEER), *uvicorn, "--host", HOST, "--port", str(second)]
    return Server(ours, first, environment), Server(peer, second, environment)


def check_equal(ours: Server, peer: Server) -> None:
    """Raise AssertionError unless both give the same JSON, but for what the peer has of its own or
    lacks: the cursor of the next page, and the version of the list."""
    own = {"next": "", "version": ""}
    for path in (*LISTS, *ONE):
        a, b = (json.loads(server.get(path)) | own for server in (ours, peer))
        assert a == b, f"{path}: {a} is not {b}"


def compare(size: int) -> None:
    with running_server() as database:
        os.sched_setaffinity(database.process.pid, {1})
        load(database, size)
        one, other = servers(database)
        with one.running() as ours, other.running() as peer:
            check_equal(ours, peer)
            for name, paths in (("list", LISTS), ("one customer", ONE)):
                pairs = [(ours.measure(paths), peer.measure(paths)) for _ in range(ROUNDS + 1)][1:]
                a, b = ([median(turn[n][i] for turn in pairs) for i in (0, 1)] for n in (0, 1))
                what = f"{name}, {size:,} customers, API / peer"
                line(f"CPU: {what} ({a[0]:.1f} / {b[0]:.1f} ms)", a[0] / b[0], 1)
                line(f"time: {what} ({a[1]:.0f} / {b[1]:.0f} a second)", b[1] / a[1], 1)


def main() -> None:
    os.sched_setaffinity(0, {1})
    for size in SIZES:
        compare(size)


if __name__ == "__main__":
    main()
