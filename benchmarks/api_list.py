"""Measure the list of customers in an instance: its start, its pages, and the check of a token.

An instance is a process of its own, which asks itself whole requests: routing, checks, the page,
JSON. It reads the bodies that the database's server would send, so the times of the server and of
the network are not in the numbers.
"""

import json
import statistics
import subprocess
import sys
import time
import timeit
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from math import inf
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from cryptography.hazmat.primitives.asymmetric import padding
from cryptography.hazmat.primitives.hashes import SHA256
from firebase_admin import db
from flask.testing import FlaskClient

from benchmarks.data import customer_rows
from customer_health.api.http import services
from customer_health.bootstrap.firebase import claims_of
from customer_health.domain.customers.customer_list import MANY
from customer_health.domain.customers.list_entry import COLUMNS
from customer_health.domain.metrics.names import CONFLICTING_CLOCK_INS, OPEN_SHIFTS
from customer_health.stores.customer_list import CustomerTable
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.live_table import ChangeFeed
from customer_health.stores.rtdb.session import Response
from tests.api.client import APP, as_
from tests.api.id_tokens import app_in_production, claims, key, signed
from tests.services import services_over

PAGE = 5_000
AT = "2025-11-20T11:00:00Z"
ALERT = {
    "episode": 1, "ruleVersion": 1, "phase": "firing", "severity": "warning", "openedAt": AT,
    "since": AT, "asOf": AT, "seq": 1, "value": 12.5, "triage": {"kind": "open"},
}  # fmt: skip
ROUNDS = 5
CHANGES = 100
BUDGETS: dict[int, dict[str, float]] = {
    10_000: {"start": 0.5, "query": 5, "column": 5, "change": 10, "memory": 250},
    100_000: {"start": 4, "query": 20, "column": 250, "change": 20, "memory": 250},
}
UNITS = {
    "start": "s of CPU time from the start to the first page",
    "query": "ms of CPU time of a query, p95",
    "column": "ms of the first query by a column, the slowest",
    "change": f"ms of the first query after {CHANGES} customers changed",
    "memory": "MB of memory for the list",
}


class Sent(Database):
    """The database of an instance: the bodies of pages, one in each line of a file."""

    def __init__(self, bodies: Path) -> None:
        self._bodies = bodies.open("rb")
        self.changed: dict[str, Any] = {}

    def _reference(self, path: str) -> Any:
        return db.Reference(client=self, path="/")

    def request(self, method: str, url: str, params: str) -> Response:
        return Response(200, {}, self._bodies.readline() or b"null")

    def last(self, path: str, child: str) -> Any:
        return None

    def since(self, path: str, child: str, start: Any) -> dict[str, Any]:
        changed, self.changed = self.changed, {}
        return changed


class Instance:
    def __init__(self, bodies: Path) -> None:
        self.database = Sent(bodies)
        pages = partial(self.database.raw_pages, "", PAGE)
        table = CustomerTable(ChangeFeed(self.database, "", 0.0, time.monotonic, pages))
        services.install(APP, replace(services_over(self.database), customer_table=lambda: table))
        self.client: FlaskClient = APP.test_client()

    def milliseconds(self, query: dict[str, Any]) -> float:
        """Return the CPU time of a request."""
        start = time.process_time()
        response = self.client.get("/v1/customers", query_string=query, headers=as_())
        took = time.process_time() - start
        assert response.status_code == 200, response.text
        return took * 1e3

    def change(self, count: int, turn: int) -> None:
        """Let so many customers change before the next request."""
        self.database.changed = {
            f"-N{number:08}": customer_rows.row(number) | {"employees": turn, "changedAt": turn}
            for number in range(count)
        }


def queries() -> Iterator[dict[str, Any]]:
    yield {}
    for column in COLUMNS:
        yield {"sort": column}
    yield {"level": "critical"}
    yield {"level": ["warning", "healthy"]}
    yield {"metricLevel": f"{OPEN_SHIFTS}:warning"}
    yield {"metricResult": f"{CONFLICTING_CLOCK_INS}:No"}
    yield {"owner": "csm3@pivotapp.ca"}
    yield {"growthMin": "20"}
    yield {
        "level": "critical", "owner": "csm3@pivotapp.ca", "growthMin": "20",
        "metricLevel": f"{OPEN_SHIFTS}:warning", "sort": "name",
    }  # fmt: skip
    yield {"search": "a"}
    yield {"search": "example.com"}
    yield {"search": "tremblay"}
    yield {"search": "roy 42"}
    yield {"search": "boss512@"}
    yield {"search": "zzzz"}
    yield {"search": "cote", "level": "critical", "sort": "name"}


def measure(bodies: Path) -> dict[str, float]:
    """Return what an instance of these customers takes, by the names of UNITS: of each request the
    least of some rounds, as the machine has other work."""
    before, start = resident(), time.process_time()
    instance = Instance(bodies)
    instance.milliseconds({})
    took = time.process_time() - start
    for column in ("name", "owner"):
        instance.milliseconds({"sort": column})
    changes = []
    for turn in range(ROUNDS):
        instance.change(CHANGES, turn)
        changes.append(instance.milliseconds({}))
    columns = dict.fromkeys(COLUMNS, inf)
    for turn in range(ROUNDS):
        instance.change(MANY + 1, turn)  # drops all orders
        instance.milliseconds({})
        for column in COLUMNS:
            took_sorting = instance.milliseconds({"sort": column, "order": "asc", "limit": 1})
            columns[column] = min(columns[column], took_sorting)
    asked = [min(instance.milliseconds(query) for _ in range(ROUNDS)) for query in queries()]
    return {
        "start": took,
        "query": statistics.quantiles(asked, n=20, method="inclusive")[-1],
        "column": max(columns.values()),
        "change": min(changes),
        "memory": resident() - before,
    }


def resident() -> float:
    """Return the most memory that this process has had, in MB."""
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def in_a_process(size: int) -> dict[str, float]:
    """Measure an instance of so many customers, a fifth of whom have an alert."""
    made: list[tuple[str, dict[str, Any]]] = list(customer_rows.rows(size).items())
    for _, row in made[::5]:
        row["alerts"] = {"open": ALERT}
    with TemporaryDirectory() as folder:
        bodies = Path(folder) / "bodies"
        with bodies.open("w") as file:
            for start in range(0, size, PAGE):
                page = dict(made[start : start + PAGE])
                file.write(json.dumps(page, separators=(",", ":"), ensure_ascii=False) + "\n")
        command = [sys.executable, "-m", "benchmarks.api_list", str(bodies)]
        found: dict[str, float] = json.loads(subprocess.check_output(command))
        return found


def cpu(call: Callable[[], object]) -> float:
    """Return the CPU time of calls, the least of five rounds."""
    return min(timeit.repeat(call, timer=time.process_time, number=300))


def token() -> float:
    """Return the CPU time of checking an ID token, divided by that of checking its signature."""
    scheme: tuple[Any, Any] = padding.PKCS1v15(), SHA256()
    signature, public = key().sign(b"text", *scheme), key().public_key()
    with app_in_production() as app:
        sent = signed(claims())
        whole = cpu(lambda: claims_of(sent, app))
    return whole / cpu(lambda: public.verify(signature, b"text", *scheme))


def line(name: str, value: float, budget: float) -> None:
    print(f"{value:8.2f}  {'over' if value > budget else '':4}  <= {budget:<4}  {name}")


def main() -> None:
    for size, budgets in BUDGETS.items():
        for name, value in in_a_process(size).items():
            line(f"{size:,} customers: {UNITS[name]}", value, budgets[name])
    line("CPU of checking a token / of its signature", token(), 10)


if __name__ == "__main__":
    if sys.argv[1:]:
        print(json.dumps(measure(Path(sys.argv[1]))))
    else:
        main()
