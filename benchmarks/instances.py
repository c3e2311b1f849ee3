"""Compare the daily run over four instances of the database, each on a server of its own, with the
run over one. Run it as `python -m benchmarks.instances [--quick]`."""

import argparse
import asyncio
import time
from contextlib import ExitStack
from datetime import datetime, timedelta
from statistics import median

import firebase_admin

from benchmarks.data.histories import TODAY, demo, demo_companies, nobody
from benchmarks.rows import Row, show
from benchmarks.servers.places import Place, fill
from customer_health.domain.instants import clock_of
from customer_health.flows.runs.run_shard import run_shard
from customer_health.flows.runs.shards import Shard
from customer_health.flows.runs.start import start_run
from customer_health.stores.rtdb.bulk_client import Address, BulkDatabase
from customer_health.stores.rtdb.client import Database
from demo.app.instances import spread
from emulator_harness.rtdb.process import running_server

INSTANCES = 4
ROUNDS = 3


class Run:
    """Whole runs over one home instance and those of the app; the figures are per company."""

    def __init__(self, home: Place, apps: list[Place], companies: int) -> None:
        self.home, self.apps, self.companies = home, apps, companies
        self.reads, self.size = 0.0, 0.0
        self.cpu: list[float] = []

    async def once(self, clock: datetime) -> None:
        app = self.home.app()
        urls = [f"{place.url}/?ns={place.namespace}" for place in self.apps]
        tasks: list[Shard] = []
        start, reads, size = time.process_time(), 0, 0
        start_run(Database(app, urls), lambda task, _: tasks.append(Shard(**task)), clock, clock)
        for shard in tasks:
            apps = [Address(place.url, place.namespace) for place in self.apps]
            home = BulkDatabase(self.home.url, self.home.namespace, lambda: "owner", apps)
            async with home as bulk:
                await run_shard(bulk, shard, lambda: clock, nobody)
            reads, size = reads + bulk.reads, size + bulk.bytes_read
        self.cpu.append((time.process_time() - start) / self.companies)
        self.reads, self.size = reads / self.companies, size / self.companies
        firebase_admin.delete_app(app)


async def measure(company_ids: list[str]) -> list[Row]:
    data = await demo(company_ids)
    others = data["Companies"].keys() - set(company_ids)
    data["Companies"] = {key: node for key, node in data["Companies"].items() if key not in others}
    home, parts = spread(data, INSTANCES)
    with ExitStack() as stack:
        urls = [stack.enter_context(running_server()).url for _ in range(INSTANCES)]
        one = Run(fill(urls[0], "one", data), [], len(company_ids))
        apps = [fill(url, "app", part) for url, part in zip(urls, parts, strict=True)]
        four = Run(fill(urls[0], "home", home), apps, len(company_ids))
        for number in range(ROUNDS):  # in turn; another time, or it would be the same run
            clock = clock_of(TODAY) + timedelta(seconds=number)
            await one.once(clock)
            await four.once(clock)
    sizes = f"{four.size / 1e3:.1f} and {one.size / 1e3:.1f} kB"
    cpu = [1e3 * median(each.cpu[1:]) for each in (four, one)]  # the first round warms up
    what = f"{INSTANCES} instances / 1"
    return [
        Row(
            f"reads per company, {what}",
            four.reads / one.reads,
            1.05,
            f"CPU {cpu[0]:.1f} and {cpu[1]:.1f} ms",
        ),
        Row(f"bytes per company, {what}", four.size / one.size, 1.05, sizes),
    ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller companies, and fewer")
    largest = 15 if parser.parse_args().quick else 400
    show(asyncio.run(measure(demo_companies(largest))))


if __name__ == "__main__":
    main()
