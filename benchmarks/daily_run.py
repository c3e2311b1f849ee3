"""Measure the daily run against its budgets: bytes read, speed, growth, and a peer in Node.

Run it as `python -m benchmarks.daily_run [--quick]`; README.md says what each ratio means.
"""

import argparse
import asyncio
import time
from dataclasses import dataclass
from statistics import median
from typing import Any

import firebase_admin

from benchmarks.data.histories import (
    TODAY,
    demo,
    demo_companies,
    needed,
    nobody,
    small,
    with_history,
)
from benchmarks.peer.baseline import calculate_daily_metrics
from benchmarks.peer.node import peer_rows
from benchmarks.rows import Row, show
from benchmarks.servers.places import Place, fill
from customer_health.domain.instants import clock_of
from customer_health.flows.matching.review import match_all, waiting
from customer_health.flows.runs.run_context import ReaderAndWriter, RunContext
from customer_health.flows.runs.run_shard import run_companies, run_shard
from customer_health.flows.runs.shards import SHARD_SIZE, Shard
from customer_health.flows.runs.start import start_run
from customer_health.stores.rtdb.client import Database as AdminDatabase
from demo.runs.dump import Dump
from emulator_harness.database import Database
from emulator_harness.rtdb.process import running_server

CLOCK = clock_of(TODAY)
LATENCY_MS = 20
ROUNDS = 5


@dataclass(frozen=True, slots=True)
class Scale:
    """The sizes of a measurement.

    `largest` is the size of the largest demo company, and `raced` the number of companies in the
    comparison with the baseline. `few` and `many` are the numbers of companies between which the
    cost per company is compared.
    """

    largest: int
    raced: int
    few: int
    many: int


FULL = Scale(largest=400, raced=20, few=100, many=10_000)
QUICK = Scale(largest=15, raced=5, few=50, many=500)


async def fill_with_demo(url: str, company_ids: list[str]) -> tuple[Place, Place, dict[str, int]]:
    """Fill a namespace with 30 days of the demo and one with 360 days. Returns both, and the bytes
    that the figures of each company need."""
    data = await demo(company_ids)
    month, year = (with_history(data, company_ids, days) for days in (30, 360))
    read = Dump({**month}).at
    need = {company_id: needed(read, company_id) for company_id in company_ids}
    return fill(url, "days-30", month), fill(url, "days-360", year), need


async def run(database: ReaderAndWriter, company_ids: list[str]) -> None:
    """Run companies. Raises RuntimeError unless all were done."""
    context = RunContext(database, TODAY, CLOCK, "today", nobody)
    report, _ = await run_companies(context, company_ids)
    if report.done != len(company_ids):
        raise RuntimeError(f"{report.done} of {len(company_ids)} companies done: {report.failed}")


async def bytes_of_each(place: Place, company_ids: list[str]) -> dict[str, int]:
    """Return the bytes that a run of each company reads. A first run is not counted: it writes rows
    that later runs read."""
    read = {}
    async with place.bulk() as bulk:
        await run(bulk, company_ids)
        place.begin_day(company_ids)
        for company_id in company_ids:
            before = bulk.bytes_read
            await run(bulk, [company_id])
            read[company_id] = bulk.bytes_read - before
    return read


async def bytes_rows(short: Place, long: Place, need: dict[str, int]) -> list[Row]:
    read = await bytes_of_each(short, list(need))
    later = await bytes_of_each(long, list(need))
    each = {company_id: read[company_id] / need[company_id] for company_id in need}
    per_company = sum(need.values()) / len(need)
    return [
        Row(
            "bytes read / needed, all companies",
            sum(read.values()) / sum(need.values()),
            1.1,
            f"{per_company / 1e3:.1f} kB needed per company",
        ),
        Row("… of the median company", median(each.values()), 1.1),
        Row("… of the worst company", max(each.values()), 1.1),
        Row(
            "bytes read, 360 / 30 days of history",
            sum(later.values()) / sum(read.values()),
            1.01,
        ),
    ]


async def speed_rows(place: Place, company_ids: list[str]) -> list[Row]:
    """Compare the wall times of the daily run and the baseline, since both mostly wait.

    Both run the same companies, the daily run as often as it takes to fill a shard.
    """
    shard = company_ids * -(-SHARD_SIZE // len(company_ids))
    app = place.app()
    place.delay(LATENCY_MS)
    async with place.bulk() as bulk:
        start = time.perf_counter()
        await run(bulk, shard)
        ours = len(shard) / (time.perf_counter() - start)
    start = time.perf_counter()
    await calculate_daily_metrics(app, company_ids)
    theirs = len(company_ids) / (time.perf_counter() - start)
    place.delay(0)
    firebase_admin.delete_app(app)
    detail = f"{ours:.0f} and {theirs:.1f} companies a second"
    return [Row(f"speed / baseline's at {LATENCY_MS} ms", ours / theirs, 25, detail, at_least=True)]


@dataclass(frozen=True, slots=True)
class Cost:
    """The cost per company: CPU seconds, read requests, bytes read."""

    cpu: float
    reads: float
    size: float


async def cost_of(place: Place, companies: int) -> Cost:
    """Return the cost of a whole run, from the list of companies to the closed record. Matching the
    companies comes first and is not counted, because it happens once in a company's life."""
    app = place.app()
    tasks: list[dict[str, Any]] = []
    match_all(AdminDatabase(app), waiting(AdminDatabase(app)), CLOCK)
    start, reads, size = time.process_time(), 0, 0
    start_run(AdminDatabase(app), lambda payload, _: tasks.append(payload), CLOCK, CLOCK)
    for payload in tasks:
        async with place.bulk() as bulk:
            await run_shard(bulk, Shard(**payload), lambda: CLOCK, nobody)
        reads, size = reads + bulk.reads, size + bulk.bytes_read
    cpu = time.process_time() - start
    done = Database(place.url, place.namespace).get(f"BatchRuns/{TODAY}/done")
    if done != companies:
        raise RuntimeError(f"{done} of {companies} companies done")
    firebase_admin.delete_app(app)
    return Cost(cpu / companies, reads / companies, size / companies)


async def growth_rows(url: str, few: int, many: int) -> list[Row]:
    costs = [await cost_of(fill(url, f"few-{number}", small(few)), few) for number in range(ROUNDS)]
    # The first round warms up.
    before = Cost(median(cost.cpu for cost in costs[1:]), costs[-1].reads, costs[-1].size)
    after = await cost_of(fill(url, "many", small(many)), many)
    what = f"{many:,} / {few:,}"
    cpu = f"{1e3 * after.cpu:.2f} and {1e3 * before.cpu:.2f} ms"
    return [
        Row(f"CPU per company, {what}", after.cpu / before.cpu, 1.2, cpu),
        Row(f"bytes per company, {what}", after.size / before.size, 1.05),
        Row(f"reads per company, {what}", after.reads / before.reads, 1.05),
    ]


async def measure(scale: Scale) -> list[Row]:
    company_ids = demo_companies(scale.largest)
    with running_server() as server:
        short, long, need = await fill_with_demo(server.url, company_ids)
        return [
            *await bytes_rows(short, long, need),
            *await peer_rows(short, company_ids),
            *await speed_rows(short, company_ids[: scale.raced]),
            *await growth_rows(server.url, scale.few, scale.many),
        ]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--quick", action="store_true", help="smaller companies, and fewer")
    rows = asyncio.run(measure(QUICK if parser.parse_args().quick else FULL))
    show(rows)


if __name__ == "__main__":
    main()
