"""Measure the events of the Pivot app's data: an employee's, an import's and a morning of logins.

Run it as `python -m benchmarks.triggers [--quick]`. The handlers run in this process as in an
instance, on the bundled database server.
"""

import argparse
import json
import os
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from statistics import median
from types import SimpleNamespace
from typing import Any

from rich.console import Console
from rich.table import Table

from benchmarks.daily_run import LATENCY_MS, fill
from customer_health.bootstrap.services import services
from customer_health.handlers import triggers
from emulator_harness.database import Database
from emulator_harness.rtdb.process import running_server

NAMESPACE = "demo-triggers"
STAFF, IMPORTED, USERS, MASTERS = 1_000, 5_000, 100_000, 1_000
QUICK = 20
ROUNDS = 30
AT = "2025-11-24T12:00:00Z"
COMPANY = {"name": "Maple", "csmDashboardLinked": True}
Event = Callable[[], None]


class Watch:
    """Records when each request of the instance's database client begins and ends."""

    def __init__(self) -> None:
        self.spans: list[tuple[float, float, str]] = []
        session = services().database()._instances.home._session
        send = session.request

        def request(method: str, *args: Any, **options: Any) -> Any:
            start = time.perf_counter()
            try:
                return send(method, *args, **options)
            finally:
                self.spans.append((time.perf_counter(), start, method))

        session.request = request

    def chain(self) -> int:
        """Return the greatest number of requests that follow one after another."""
        length, free = 0, 0.0
        for end, start, _ in sorted(self.spans):
            if start >= free:
                length, free = length + 1, end
        return length


class Place:
    def __init__(self, url: str) -> None:
        self.admin = Database(url, NAMESPACE)
        self.watch = Watch()

    def cost(self, event: Event) -> tuple[float, float, int, int, int]:
        """Return an event's seconds, CPU seconds, requests in series, reads and bytes read."""
        self.watch.spans.clear()
        self.admin.reset_counters()
        wall, cpu = time.perf_counter(), time.process_time()
        event()
        wall, cpu = time.perf_counter() - wall, time.process_time() - cpu
        read = self.admin.counters()["bytesRead"]
        reads = sum(method.lower() == "get" for *_, method in self.watch.spans)
        return wall, cpu, self.watch.chain(), reads, read

    def employee(self, company_id: str, employee_id: str, record: Any) -> Event:
        """Write an employee, and return the event of it."""
        path = f"Employees/{company_id}/{employee_id}"
        self.admin.put(path, record, disable_triggers=True)
        params = {"companyId": company_id, "employeeId": employee_id}
        event = SimpleNamespace(id="e", params=params)
        return lambda: triggers.employee_changed(event, services())


def track(company_id: str) -> None:
    params = {"companyId": company_id}
    alone = replace(services(), wait_for_masters=lambda: None)  # there are no other instances
    triggers.company_changed(SimpleNamespace(id="e", params=params), alone)


def see(user: int) -> None:
    event = SimpleNamespace(id="e", params={"userId": f"u{user}"}, data=SimpleNamespace(after=AT))
    triggers.user_seen(event, services())


def measure_events(place: Place) -> list[tuple[str, float, float, str]]:
    """Measure hires and leavers, with latency for the time and without for the CPU time."""
    rows, database = [], services().database()

    def one_read() -> None:
        database.get("CustomerIndex/c0")

    for kind, record, series in (("hired", {"name": "A"}, 4), ("removed", None, 5)):
        costs = {}
        for delay in (0, LATENCY_MS):
            place.admin.faults({"requests": [{"delayMs": delay}]} if delay else {})
            events, reads = [], []
            for turn in range(ROUNDS):
                employee_id = f"{kind}{delay}-{turn}"
                if record is None:
                    place.employee("c0", employee_id, {"name": "A"})()
                event = place.employee("c0", employee_id, record)
                reads.append(place.cost(one_read))
                events.append(place.cost(event))
            costs[delay] = [
                [median(column) for column in zip(*part, strict=True)] for part in (events, reads)
            ]
        place.admin.clear_faults()
        (_, cpu, _, count, read), (_, cpu_read, *_) = costs[0]
        (wall, _, chain, *_), (wall_read, *_) = costs[LATENCY_MS]
        rows += [
            (f"{kind}: requests in series", chain, series, ""),
            (f"{kind}: reads", count, 11, ""),
            (f"{kind}: bytes read", read, 4096, ""),
            (f"{kind}: time / a read's at {LATENCY_MS} ms", wall / wall_read, 5, ms(wall)),
            (f"{kind}: CPU / a read's", cpu / cpu_read, 20, ms(cpu)),
        ]
    return rows


def measure_import(place: Place, staff: int) -> list[tuple[str, float, float, str]]:
    """Import a company's employees, one event after another, a tenth of them twice."""
    record = {"name": "A", "email": "a@maple.example.com"}
    imported = {f"e{number}": record for number in range(staff)}
    place.admin.put("Employees/c1", imported, disable_triggers=True)
    order = [*range(staff), *range(0, staff, 10)]

    def events() -> None:
        for number in order:
            params = {"companyId": "c1", "employeeId": f"e{number}"}
            triggers.employee_changed(SimpleNamespace(id="e", params=params), services())

    place.admin.put("CustomerIndex/c1/employees", 0)
    place.admin.delete("EmployeeLedger/c1/members")
    place.admin.put("EmployeeLedger/c1/sizes", [0] * 128)
    _, cpu, _, reads, read = place.cost(events)
    wrong = abs(place.admin.get("CustomerIndex/c1/employees") - staff)
    what = f"import of {staff:,}"
    return [
        (f"{what}: reads of an event", reads / len(order), 10, ""),
        (f"{what}: bytes read of an event", read / len(order), 4096, ""),
        (f"{what}: employees miscounted", wrong, 0, f"{ms(cpu / len(order))} of CPU an event"),
    ]


def measure_presence(place: Place, users: int, masters: int) -> list[tuple[str, float, float, str]]:
    """Let every user be seen once. Only the first so many are master accounts."""
    see(users)  # warm: reads the table of master accounts

    def morning() -> None:
        for user in range(masters, users):
            see(user)

    wall, cpu, _, reads, read = place.cost(morning)
    each = [place.cost(partial(see, user)) for user in range(min(masters, ROUNDS))]
    master = [median(column) for column in zip(*each, strict=True)]
    # An instance asks for changed master accounts every two seconds.
    return [
        (f"{users:,} users: reads beside one in 2 s", max(0, reads - wall / 2 - 1), 0, ""),
        (f"{users:,} users: bytes read of a user", read / users, 1, f"{1e6 * cpu / users:.0f} µs"),
        ("a master account: reads", master[3], 7, f"{master[4]:.0f} bytes"),
    ]


def ms(seconds: float) -> str:
    return f"{seconds * 1e3:.1f} ms"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help=f"a {QUICK}th of the numbers")
    part = QUICK if parser.parse_args().quick else 1
    staff, imported, users, masters = (
        number // part for number in (STAFF, IMPORTED, USERS, MASTERS)
    )
    companies = {
        f"c{number}": {**COMPANY, "masterUserId": f"u{number}"} for number in range(masters)
    }
    employees = {f"s{number}": {"name": "A"} for number in range(staff)}
    with running_server() as server:
        url = f"{server.url}/?ns={NAMESPACE}"
        os.environ["FIREBASE_CONFIG"] = json.dumps({"databaseURL": url, "projectId": NAMESPACE})
        os.environ["FIREBASE_DATABASE_EMULATOR_HOST"] = server.url.removeprefix("http://")
        fill(server.url, NAMESPACE, {"Companies": companies, "Employees": {"c0": employees}})
        for company_id in companies:
            track(company_id)
        place = Place(server.url)
        rows = [
            *measure_events(place),
            *measure_import(place, imported),
            *measure_presence(place, users, masters),
        ]
    table = Table("measure", "result", "budget", "", "detail")
    for what, result, budget, detail in rows:
        over = "over" if result > budget else ""
        table.add_row(what, f"{result:.2f}", f"≤ {budget:g}", over, detail)
    Console(width=110).print(table)


if __name__ == "__main__":
    main()
