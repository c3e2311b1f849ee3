"""Measure cold starts: from a fresh process to its first answer, beside an SDK's hello-world.

Each function is served by functions-framework as in production, where the dependencies are compiled
and this backend's own source is not, and where packages for development are missing. Both are
measured in turn.
"""

import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from typing import Any

import requests
from rich.console import Console
from rich.table import Table

from benchmarks.daily_run import fill
from customer_health.domain.instants import iso
from emulator_harness.ports import HOST, free_ports
from emulator_harness.rtdb.process import running_server
from tests.api.client import row
from tests.api.id_tokens import PROJECT, claims, unsigned

FUNCTIONS = Path(__file__).parents[1] / "functions"
FRAMEWORK = Path(sys.executable).with_name("functions-framework")
ROUNDS = 7
HELLO = """
from firebase_admin import initialize_app
from firebase_functions import https_fn

initialize_app()


@https_fn.on_request()
def hello(request: https_fn.Request) -> https_fn.Response:
    return https_fn.Response("Hello")
"""
NOT_DEPLOYED = ("rich", "pygments")
"""httpx, which firebase-admin imports, imports its own command line if these are installed."""
EMPLOYEE = {"name": "Ann"}
DATA = {
    "Companies": {"acme": {"name": "Acme", "csmDashboardLinked": True}},
    "Employees": {"acme": {"ann": EMPLOYEE}},
    "CustomerIndex": {"acme": row("Acme")},
    "EmployeeLedger": {"acme": {"sizes": [0] * 128}},
}
SHARD = {
    "run_date": "2025-11-24", "request": "r", "clock": "2025-11-24T11:00:00Z", "number": 0,
    "companies": ["acme"],
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Start:
    """A function, the first request to it, its budget in times of the hello-world's start, and the
    MB that it is deployed with, of which it may hold half."""

    target: str
    budget: float
    memory: int
    method: str = "POST"
    path: str = "/"
    headers: Mapping[str, str] | None = None
    body: Any = None
    kind: str = "http"


def event(kind: str, ref: str) -> dict[str, str]:
    """Return the headers of a database's event."""
    return {
        "ce-id": "1",
        "ce-specversion": "1.0",
        "ce-source": "//firebasedatabase.googleapis.com/projects/_/locations/l/instances/i",
        "ce-type": f"google.firebase.database.ref.v1.{kind}",
        "ce-subject": f"refs/{ref}",
        "ce-time": iso(datetime.now(UTC)),
        "ce-instance": "i",
        "ce-ref": ref,
        "ce-firebasedatabasehost": "firebaseio.com",
        "ce-location": "us-central1",
    }


def starts() -> list[Start]:
    token = {"Authorization": f"Bearer {unsigned(claims())}"}
    return [
        Start("hello", 1, 512, "GET"),
        Start("runShard", 1.5, 512, body={"data": SHARD}),
        Start(
            "onEmployeeCreate", 1.5, 512, headers=event("created", "Employees/acme/ann"),
            body={"data": None, "delta": EMPLOYEE}, kind="cloudevent",
        ),
        Start(
            "onPresenceStatusUpdate", 1.5, 256,
            headers=event("written", "PresenceStatus/u/lastActive"),
            body={"data": None, "delta": "2025-11-24T12:00:00Z"}, kind="cloudevent",
        ),
        Start("api", 2, 512, "GET", "/v1/customers", headers=token),
    ]  # fmt: skip


def measure(start: Start, source: Path) -> tuple[float, float, float]:
    """Run a process. Returns the seconds to its first answer, CPU seconds, and MB in memory."""
    (port,) = free_ports(1)
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    environment = {"PORT": str(port), "HOST": HOST, "PYTHONDONTWRITEBYTECODE": "1"}
    command = [str(FRAMEWORK), "--target", start.target, "--signature-type", start.kind]
    began = time.perf_counter()
    process = subprocess.Popen(command, cwd=source, env={**os.environ, **environment})
    try:
        answer = ask(process, start, f"http://{HOST}:{port}{start.path}")
        took = time.perf_counter() - began
        if not answer.ok:
            raise RuntimeError(f"{start.target}: {answer.status_code} {answer.text}")
        size = memory(process.pid)
    finally:
        process.terminate()
        process.wait(30)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    cpu = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return took, cpu, size


def ask(process: subprocess.Popen[bytes], start: Start, url: str) -> requests.Response:
    """Send the first request as soon as the port accepts it."""
    while process.poll() is None:
        try:
            return requests.request(
                start.method, url, headers=start.headers, json=start.body, timeout=60
            )
        except requests.ConnectionError:
            time.sleep(0.002)
    raise RuntimeError(f"{start.target} ended with exit code {process.returncode}")


def memory(pid: int) -> float:
    """Return the MB of a process and its workers. Pages that they share count once."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return sum(_proportional(int(one)) for one in (pid, *children)) / 1000


def _proportional(pid: int) -> int:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    (line,) = (line for line in lines if line.startswith("Pss:"))
    return int(line.split()[1])


def main() -> None:
    with running_server() as server, TemporaryDirectory() as place:
        hello, ours, missing = (Path(place, part) for part in ("hello", "functions", "missing"))
        hello.mkdir()
        missing.mkdir()
        for package in NOT_DEPLOYED:
            (missing / f"{package}.py").write_text("raise ImportError")
        (hello / "main.py").write_text(HELLO)
        shutil.copytree(FUNCTIONS, ours, ignore=shutil.ignore_patterns("venv", "__pycache__"))
        fill(server.url, PROJECT, DATA)
        url = f"{server.url}/?ns={PROJECT}"
        os.environ |= {
            "FIREBASE_CONFIG": f'{{"databaseURL": "{url}", "projectId": "{PROJECT}"}}',
            "FIREBASE_DATABASE_EMULATOR_HOST": server.url.removeprefix("http://"),
            "FIREBASE_AUTH_EMULATOR_HOST": f"{HOST}:1",
            "FUNCTIONS_EMULATOR": "true",
            "GCLOUD_PROJECT": PROJECT,
            "PYTHONPATH": str(missing),
        }
        found: dict[str, list[tuple[float, float, float]]] = {}
        for _ in range(ROUNDS):
            for start in starts():
                source = hello if start.target == "hello" else ours
                found.setdefault(start.target, []).append(measure(start, source))
    rows = {
        target: [median(column) for column in zip(*results, strict=True)]
        for target, results in found.items()
    }
    table = Table("function", "/ hello", "CPU / hello", "budget", "", "ms", "MB", "of", "")
    for start in starts():
        took, cpu, size = rows[start.target]
        ratio, ratio_cpu = took / rows["hello"][0], cpu / rows["hello"][1]
        table.add_row(
            start.target,
            f"{ratio:.2f}",
            f"{ratio_cpu:.2f}",
            f"≤ {start.budget:g}",
            "over" if ratio_cpu > start.budget else "",
            f"{took * 1e3:.0f}",
            f"{size:.0f}",
            f"{start.memory}",
            "over" if size > start.memory / 2 else "",
        )
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
