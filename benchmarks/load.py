"""Load the demo as a busy day would, all at once: list, customers, context views, events and a run.

The API is served by functions-framework as in production: one process, as many threads as
`functions/.env` says. Everything else runs in the emulators. After `MINUTES` (10 by default) of
usual load comes a minute of ten times as much, of which the API may refuse a part.
"""

import os
import random
import subprocess
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from statistics import median
from typing import Any

import requests
from rich.console import Console

from benchmarks.cold_start import FRAMEWORK, FUNCTIONS, memory
from customer_health.domain.roles import ROLE_CLAIM
from demo.serve import demonstration, newest_run, settings
from demo.staff.users import DOMAIN
from demo.vendors.fakes import Fakes, running_fakes
from emulator_harness import Suite
from emulator_harness.ports import HOST, free_ports

MINUTES = float(os.environ.get("MINUTES", "10"))
ACCOUNTS = 8
"""So few that ten times the load is above their quotas."""

A_SECOND = 10
"""Requests of all people together in a second: a hundred people who work with it all day."""

TIMES = 10
EVENTS_A_SECOND = 2
CLIENTS = 64
KINDS = {"list": 4, "customer": 3, "context": 2, "alerts": 1}
"""So many of ten requests are of each kind."""

console = Console(width=100)


@dataclass
class Seen:
    """What became of the requests: statuses and seconds by kind, and answers that were wrong."""

    statuses: Counter[int] = field(default_factory=Counter)
    seconds: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)


class People:
    """Asks as many people do: at its time, whether earlier requests are answered or not."""

    def __init__(self, url: str, tokens: list[str], customers: list[str]) -> None:
        self.url, self.tokens, self.customers = url, tokens, customers

    def ask_for(self, seconds: float, a_second: int) -> Seen:
        seen, began = Seen(), time.monotonic()
        with ThreadPoolExecutor(CLIENTS * (a_second // A_SECOND)) as clients:
            for number in range(int(seconds * a_second)):
                time.sleep(max(0.0, began + number / a_second - time.monotonic()))
                clients.submit(self.ask, seen, random.Random(number))
        return seen

    def ask(self, seen: Seen, source: random.Random) -> None:
        [kind] = source.choices(list(KINDS), list(KINDS.values()))
        customer = source.choice(self.customers)
        paths = {
            "list": f"customers?limit=50&search={source.choice('aeiou')}",
            "customer": f"customers/{customer}",
            "context": f"customers/{customer}/context",
            "alerts": "alerts",
        }
        # Each on a connection of its own: the server may close a kept one just as it is used.
        headers = {
            "Authorization": f"Bearer {source.choice(self.tokens)}",
            "Connection": "close",
        }
        began = time.monotonic()
        try:
            answer = requests.get(f"{self.url}/{paths[kind]}", headers=headers, timeout=60)
        except requests.RequestException as error:
            seen.wrong.append(f"{kind}: {error!r:.200}")
            return
        seen.statuses[answer.status_code] += 1
        if answer.status_code == 200:
            seen.seconds[kind].append(time.monotonic() - began)
        if not is_right(kind, customer, answer):
            seen.wrong.append(f"{kind}: {answer.status_code} {answer.text:.200}")


def is_right(kind: str, customer: str, answer: requests.Response) -> bool:
    """Return whether an answer is a right one, or a clean refusal."""
    if answer.status_code in {429, 503}:
        return "Retry-After" in answer.headers and answer.json()["status"] == answer.status_code
    if answer.status_code != 200:
        return False
    found: Any = answer.json()
    if kind == "list":
        return len(found["customers"]) == min(50, found["total"])
    return bool(found.get("id") == customer) if kind == "customer" else bool(found)


@contextmanager
def api(suite: Suite, fakes: Fakes) -> Iterator[tuple[str, int]]:
    """Serve the API as production does. Yields its address and the process."""
    (port,) = free_ports(1)
    threads = (FUNCTIONS / ".env").read_text().rpartition("THREADS=")[2].strip()
    url = f"{suite.database_url}/?ns={suite.namespace}"
    environment = {
        **os.environ,
        **settings(fakes),
        "PORT": str(port),
        "HOST": HOST,
        "THREADS": threads,
        "FIREBASE_CONFIG": f'{{"databaseURL": "{url}", "projectId": "{suite.project}"}}',
        "FIREBASE_DATABASE_EMULATOR_HOST": suite.database_url.removeprefix("http://"),
        "FIREBASE_AUTH_EMULATOR_HOST": suite.auth_host,
        "CLOUD_TASKS_EMULATOR_HOST": suite.tasks_url.removeprefix("http://"),
        "FUNCTIONS_EMULATOR": "true",
        "GCLOUD_PROJECT": suite.project,
    }
    command = [str(FRAMEWORK), "--target", "api", "--signature-type", "http"]
    process = subprocess.Popen(command, cwd=FUNCTIONS, env=environment, stdout=sys.stderr)
    try:
        yield f"http://{HOST}:{port}/v1", process.pid
    finally:
        process.terminate()
        process.wait(30)


def make_events(suite: Suite, companies: list[str], stop: threading.Event) -> None:
    """Hire, archive and see people, until told to stop."""
    number = 0
    while not stop.wait(1 / EVENTS_A_SECOND):
        company, number = companies[number % len(companies)], number + 1
        now = datetime.now(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
        path = f"Employees/{company}/load-{number % 50}"
        if number % 3:
            suite.database.put(f"PresenceStatus/load-{number}", {"lastActive": now})
        else:
            suite.database.put(
                path, {"name": "Load", "createdAt": now, "archived": number % 2 == 0}
            )


def sample(pid: int, sizes: list[float], stop: threading.Event) -> None:
    while not stop.wait(5):
        sizes.append(memory(pid))


def sign_in(suite: Suite) -> list[str]:
    claims: dict[str, Any] = {ROLE_CLAIM: "agent"}
    emails = [f"load-{number}@{DOMAIN}" for number in range(ACCOUNTS)]
    for email in emails:
        suite.auth.create_user(email, **claims)
    return [suite.auth.sign_in(email) for email in emails]


def show(what: str, seen: Seen) -> None:
    console.print(f"[bold]{what}[/]: {dict(seen.statuses)}, {len(seen.wrong)} wrong")
    for kind, seconds in seen.seconds.items():
        p95 = sorted(seconds)[int(len(seconds) * 0.95)]
        console.print(
            f"  {kind:<9} median {median(seconds) * 1e3:6.0f} ms   p95 {p95 * 1e3:6.0f} ms"
        )
    for wrong in seen.wrong[:5]:
        console.print(f"  {wrong}")


def show_memory(sizes: list[float]) -> None:
    third = len(sizes) // 3
    parts = (sizes[:third], sizes[third : 2 * third], sizes[2 * third :])
    shown = ", ".join(f"{median(part):.0f}" for part in parts if part)
    console.print(f"MB of memory in the first, second and last third: {shown}")


def main() -> None:
    day = newest_run(datetime.now(UTC))
    with running_fakes() as fakes, demonstration(fakes, day) as suite, api(suite, fakes) as served:
        url, pid = served
        rows = suite.database.get("CustomerIndex")
        people = People(url, sign_in(suite), sorted(rows))
        people.ask_for(5, A_SECOND)  # the start of the instance is measured elsewhere
        stop, sizes = threading.Event(), list[float]()
        work = [
            threading.Thread(target=make_events, args=(suite, sorted(rows), stop)),
            threading.Thread(target=sample, args=(pid, sizes, stop)),
        ]
        for thread in work:
            thread.start()
        suite.call_schedule("calculateDailyMetrics", datetime.now(UTC))
        usual = people.ask_for(MINUTES * 60, A_SECOND)
        peak = people.ask_for(60, A_SECOND * TIMES)
        stop.set()
        for thread in work:
            thread.join()
        show(f"{MINUTES:g} minutes, {A_SECOND} requests a second", usual)
        show(f"1 minute, {A_SECOND * TIMES} requests a second", peak)
        show_memory(sizes)
        run = suite.database.get(f"BatchRuns/{day}")
        console.print(f"the run: {run.get('done')} done, {run.get('failed')} failed")
    if usual.wrong or peak.wrong or usual.statuses.keys() - {200}:
        sys.exit(1)


if __name__ == "__main__":
    main()
