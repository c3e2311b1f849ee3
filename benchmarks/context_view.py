"""Measure the context view: warm, with every source cached, and cold, with none.

Measures whole requests in this process: routing, checks, gathering, scoring, JSON. The database is
in memory and answers after the time of a round trip, each source after SOURCE seconds. The token's
signature is not checked.
"""

import statistics
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from customer_health.api.app import create_app
from customer_health.domain.context.source import SOURCES, SourceName
from demo.runs.client import Client
from tests.api.client import row
from tests.flows.context.sources import IDS, RECORDS, StubSource, sources
from tests.memory_database import MemoryDatabase
from tests.services import services_over

ROUND_TRIP = 0.003
SOURCE = 0.3
WARM, COLD = 200, 20
CLIENTS = 16
WARM_P95, COLD_MOST, TOGETHER_P50 = 0.030, 0.400, 0.200


def slow(call: Callable[..., Any]) -> Callable[..., Any]:
    def called(*args: Any, **given: Any) -> Any:
        time.sleep(ROUND_TRIP)
        return call(*args, **given)

    return called


class View:
    def __init__(self) -> None:
        acme = row("Acme", email="admin@acme.example.com")
        match = {"state": "linked", "crmId": IDS["crm"]}
        self.database = MemoryDatabase(
            {"CustomerIndex": {"acme": acme}, "Matches": {"acme": match}}
        )
        self.sources: dict[SourceName, StubSource] = sources()
        for source in self.sources.values():
            source.before_answer = lambda: time.sleep(SOURCE)
        self.client = create_app(services_over(self.database, sources=self.sources)).test_client()

    def seconds(self) -> float:
        start = time.perf_counter()
        response = self.client.get(
            "/v1/customers/acme/context", headers={"Authorization": "Bearer agent"}
        )
        took = time.perf_counter() - start
        assert response.status_code == 200, response.text
        fresh = {part["freshness"] for part in response.json["sections"].values()}
        assert fresh == {"fresh"}, response.text
        return took

    def forget(self) -> None:
        """Delete the cached sources. The customer's ids in the sources stay cached."""
        self.database.patch({"ContextCache/acme": None})


def main() -> None:
    view = View()
    for name in ("body", "headers", "request"):
        setattr(Client, name, slow(getattr(Client, name)))
    view.seconds()
    warm = sorted(view.seconds() for _ in range(WARM))
    with ThreadPoolExecutor(CLIENTS) as clients:
        together = list(clients.map(lambda _: view.seconds(), range(WARM)))
    cold = []
    for _ in range(COLD):
        view.forget()
        cold.append(view.seconds())
    p95 = warm[int(len(warm) * 0.95)]
    show("warm, p95", p95, WARM_P95)
    show("warm, median", statistics.median(warm), WARM_P95)
    show(
        f"warm, {CLIENTS} clients at the same time, median",
        statistics.median(together),
        TOGETHER_P50,
    )
    show(
        f"cold, {len(SOURCES)} sources of {SOURCE * 1000:.0f} ms, the slowest", max(cold), COLD_MOST
    )
    show("cold, median", statistics.median(cold), COLD_MOST)
    assert set(view.sources) == set(RECORDS)


def show(what: str, seconds: float, budget: float) -> None:
    over = "over" if seconds > budget else ""
    print(f"{seconds * 1000:7.1f} ms of {budget * 1000:.0f}  {over:4}  {what}")


if __name__ == "__main__":
    main()
