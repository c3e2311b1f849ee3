"""Measure the list of customers: the time of a page of 100,000, divided by that of a page of 1,000.

Measures whole requests in this process: routing, checks, the page, JSON. The database is a
generator of rows, and the token's signature is not checked: both take the same time at any size.
"""

import resource
import statistics
import time
from collections.abc import Iterator
from dataclasses import replace
from functools import partial
from random import Random
from typing import Any

from flask.testing import FlaskClient

from customer_health.api.http import services
from customer_health.domain.customers.list_entry import COLUMNS
from customer_health.domain.metrics.names import CONFLICTING_CLOCK_INS, OPEN_SHIFTS
from customer_health.stores.customer_list import CustomerTable
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.live_table import ChangeFeed
from tests.api.client import APP
from tests.services import services_over

FEW, MANY = 1_000, 100_000
PAGE = 5_000
ROUNDS = 15
CHANGES = 5
BUDGET, MEMORY = 1.5, 512
WORDS = [
    "bistro",
    "café",
    "érablière",
    "marché",
    "atelier",
    "garage",
    "ferme",
    "clinique",
    "salon",
    "hôtel",
    "auberge",
]
NAMES = [
    "Tremblay",
    "Côté",
    "Gagnon",
    "Roy",
    "Bouchard",
    "Morin",
    "Lavoie",
    "Fortin",
    "Gauthier",
    "Ouellet",
    "Pelletier",
]
LEVELS = ("critical", "warning", "healthy", "healthy", "healthy", "none")


def row(number: int) -> dict[str, Any]:
    dice = Random(number)
    name = f"{dice.choice(WORDS)} {dice.choice(NAMES)} {number}"
    averages = {key: dice.random() * 80 for key in ("open", "outside", "clockIns")}
    login = f"2025-11-{dice.randrange(1, 24):02}T14:30:{number % 60:02}Z"
    return {
        "name": name,
        "email": f"boss{number}@{dice.choice(NAMES).lower()}.example.com",
        "master": f"user-{number}",
        "createdAt": "2024-01-01T00:00:00Z",
        "ranAt": "2025-11-24T11:00:00Z",
        "employees": dice.randrange(1, 400),
        "baseline": {"count": dice.randrange(1, 400), "day": "2025-10-25"},
        "login": login,
        **{key: "Yes" if value > 10 else "No" for key, value in averages.items()},
        "averages": averages,
        "coverage": dict.fromkeys(averages, 14),
        "levels": {key: dice.choice(LEVELS) for key in ("employees", "login", *averages)},
        "level": dice.choice(LEVELS[:3]),
        "updatedAt": "2025-11-24T11:00:00Z",
        "owner": {"name": "Ola", "email": f"csm{dice.randrange(12)}@pivotapp.ca"},
        "changedAt": number,
    }


class Rows(Database):
    """A database of `size` customers. The next query for changes returns those in `changed`."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.changed: list[int] = []

    def pages(self, path: str, size: int) -> Iterator[dict[str, Any]]:
        for start in range(0, self.size, size):
            yield {f"-N{n:08}": row(n) for n in range(start, min(start + size, self.size))}

    def last(self, path: str, child: str) -> Any:
        return row(self.size - 1)

    def since(self, path: str, child: str, start: Any) -> dict[str, Any]:
        rows = {
            f"-N{n:08}": {**row(n), "employees": start % 400, "changedAt": start + 1}
            for n in self.changed
        }
        self.changed = []
        return rows


class Server:
    def __init__(self, size: int) -> None:
        self.rows = Rows(size)
        pages = partial(self.rows.pages, "", PAGE)
        self.table = CustomerTable(ChangeFeed(self.rows, "", 0.0, time.monotonic, pages))
        self.services = replace(services_over(self.rows), customer_table=lambda: self.table)
        self.client: FlaskClient = APP.test_client()

    def seconds(self, query: dict[str, Any]) -> float:
        return self.ask(query)[0]

    def ask(self, query: dict[str, Any]) -> tuple[float, int]:
        """Return the seconds that a request took, and the number of customers on its page."""
        services.install(APP, self.services)
        start = time.perf_counter()
        response = self.client.get(
            "/v1/customers", query_string=query, headers={"Authorization": "Bearer agent"}
        )
        took = time.perf_counter() - start
        assert response.status_code == 200, response.text
        return took, len(response.json["customers"])


def cases() -> Iterator[tuple[str, dict[str, Any]]]:
    yield "no filter", {}
    for column in COLUMNS:
        yield f"by {column}", {"sort": column, "order": "asc"}
        yield f"by {column}, the other way", {"sort": column, "order": "desc"}
    yield "level", {"level": "critical"}
    yield "two levels", {"level": ["warning", "healthy"]}
    yield "metric's level", {"metricLevel": f"{OPEN_SHIFTS}:warning"}
    yield "metric's result", {"metricResult": f"{CONFLICTING_CLOCK_INS}:No"}
    yield "owner", {"owner": "csm3@pivotapp.ca"}
    yield "growth", {"growthMin": "20"}
    yield "five filters", {
        "level": "critical", "owner": "csm3@pivotapp.ca", "growthMin": "20",
        "metricLevel": f"{OPEN_SHIFTS}:warning", "sort": "name",
    }  # fmt: skip
    yield "search, one letter", {"search": "a"}
    yield "search, most", {"search": "example.com"}
    yield "search, many", {"search": "tremblay"}
    yield "search, some", {"search": "roy 42"}
    yield "search, one", {"search": "boss512@"}
    yield "search, none", {"search": "zzzz"}
    yield "search and filter", {"search": "cote", "level": "critical", "sort": "name"}


def compare(
    few: Server, many: Server, query: dict[str, Any], changes: int = 0, *, first: bool = False
) -> float:
    """Return the ratio of the median times of a query, measured in turns after a warm-up.

    If the query does not fill a page among 1,000 customers, their time is that of a page without a
    filter: else a page of 50 would be compared with a page of 3. With `first` the cached results of
    searches are deleted before each request; filters and sort orders cache no results.
    """
    full = few.ask(query)[1] == many.ask(query)[1]
    times: dict[Server, list[float]] = {few: [], many: []}
    for turn in range(ROUNDS + 1):
        for server, seconds in times.items():
            server.rows.changed = [
                n % server.rows.size for n in range(turn * changes, (turn + 1) * changes)
            ]
            if first:
                server.table._list._searches.clear()
            took = server.seconds(query if server is many or full else {})
            if turn:
                seconds.append(took)
    return statistics.median(times[many]) / statistics.median(times[few])


def line(name: str, value: float, budget: float) -> None:
    print(f"{value:8.2f}  {'over' if value > budget else '':4}  {name}")


def main() -> None:
    few = Server(FEW)
    few.seconds({})
    many = Server(MANY)
    start = time.perf_counter()
    many.seconds({})
    print(f"{MANY:,} customers read in {time.perf_counter() - start:.1f} s")
    ratios = [(compare(few, many, query), name) for name, query in cases()]
    ratios += [
        (compare(few, many, query, first=True), f"{name}, the first time")
        for name, query in cases()
        if "search" in query
    ]
    ratios.append((compare(few, many, {}, CHANGES), f"{CHANGES} changed since the last"))
    for ratio, name in sorted(ratios, reverse=True):
        print(f"{ratio:6.2f}  {'over' if ratio > BUDGET else '':4}  {name}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"{peak:6.0f}  {'over' if peak > MEMORY else '':4}  MB of memory at the most")


if __name__ == "__main__":
    main()
