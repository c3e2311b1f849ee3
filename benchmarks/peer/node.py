"""Compare the daily run with a plain version in Node, of the same companies on the same server."""

import asyncio
import json
import subprocess
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from statistics import median
from typing import Any

from benchmarks.data.histories import TODAY, nobody
from benchmarks.rows import Row
from benchmarks.servers.places import Place
from benchmarks.servers.tls_front import tls_front
from customer_health.domain.customers.customer import as_assessed
from customer_health.domain.instants import clock_of, iso
from customer_health.domain.metrics.assessment import assess
from customer_health.domain.metrics.names import EMPLOYEES, LOGIN
from customer_health.flows.runs.load_company import load
from customer_health.flows.runs.run_context import RunContext
from customer_health.flows.runs.run_shard import PARALLEL, few_collections, run_companies
from customer_health.stores.customers import metrics_node
from customer_health.stores.rtdb.bulk_client import BulkDatabase

Json = Any
Figures = dict[str, dict[str, Json]]

SCRIPT = Path(__file__).with_name("daily_run.mjs")
CLOCK = clock_of(TODAY)
PAIRS = 3
ROUNDS = 3
"""Rounds of the peer in each pair, after a first one that warms up."""
LATENCIES_MS = (0, 20)


async def peer_rows(place: Place, company_ids: list[str]) -> list[Row]:
    """Compare CPU and wall time, of reading and figures alone and of the whole run, in turns.

    Raises RuntimeError unless both have the same figures for every company.
    """
    rows = []
    async with place.bulk() as bulk:
        await run_whole(bulk, company_ids)  # once before: later runs read what it has written
        place.begin_day(company_ids)
        for what, ours in (("figures", read_figures), ("whole run", run_whole)):
            for latency in LATENCIES_MS:
                place.delay(latency)
                cpu, wall = await compare(place, bulk, company_ids, ours)
                place.delay(0)
                if latency == LATENCIES_MS[0]:
                    rows.append(Row(f"CPU / Node's, {what}", *cpu))
                rows.append(Row(f"wall at {latency} ms / Node's, {what}", *wall))
    place.begin_day(company_ids)
    return rows + await tls_rows(place, company_ids)


async def tls_rows(place: Place, company_ids: list[str]) -> list[Row]:
    """Compare CPU and wall time of the figures over TLS, on connections that are open already."""
    with tls_front(place.url) as url:
        secure = Place(url, place.namespace)
        async with secure.bulk() as bulk:
            await read_figures(bulk, company_ids)
            cpu, wall = await compare(secure, bulk, company_ids, read_figures)
    return [
        Row("CPU over TLS / Node's, figures", *cpu),
        Row("wall over TLS / Node's, figures", *wall),
    ]


async def compare(
    place: Place,
    bulk: BulkDatabase,
    company_ids: list[str],
    ours: Callable[[BulkDatabase, list[str]], Awaitable[Figures | None]],
) -> list[tuple[float, float, str]]:
    """Return ratio, budget and detail of the CPU time and of the wall time."""
    times: dict[str, list[tuple[float, float]]] = {"ours": [], "peer's": []}
    for _ in range(PAIRS):
        if ours is run_whole:
            place.begin_day(company_ids)
        cpu, wall = time.process_time(), time.perf_counter()
        found = await ours(bulk, company_ids)
        times["ours"].append((time.process_time() - cpu, time.perf_counter() - wall))
        peer = await asyncio.to_thread(
            run_peer, place, company_ids, write=ours is run_whole, rounds=ROUNDS
        )
        times["peer's"].append((peer["cpu"], peer["wall"]))
        check_equal(found, peer["figures"])
    results = []
    for index in range(2):
        mine, theirs = (median(pair[index] for pair in pairs) for pairs in times.values())
        each = [f"{1e3 * seconds / len(company_ids):.1f}" for seconds in (mine, theirs)]
        results.append((mine / theirs, 1.0, f"{each[0]} and {each[1]} ms per company"))
    return results


def run_peer(place: Place, company_ids: list[str], *, write: bool, rounds: int) -> Json:
    task = {
        "url": place.url,
        "namespace": place.namespace,
        "runDate": TODAY.isoformat(),
        "clock": iso(CLOCK),
        "companyIds": company_ids,
        "write": write,
        "rounds": rounds,
    }
    done = subprocess.run(
        ["node", SCRIPT, json.dumps(task)],  # noqa: S607 - the node of the machine
        capture_output=True,
        check=True,
        text=True,
    )
    return json.loads(done.stdout)


async def run_whole(bulk: BulkDatabase, company_ids: list[str]) -> None:
    report, _ = await run_companies(RunContext(bulk, TODAY, CLOCK, "today", nobody), company_ids)
    if report.done != len(company_ids):
        raise RuntimeError(f"{report.done} of {len(company_ids)} companies done: {report.failed}")


async def read_figures(bulk: BulkDatabase, company_ids: list[str]) -> Figures:
    context = RunContext(bulk, TODAY, CLOCK, "today", nobody)
    slots = asyncio.Semaphore(PARALLEL)

    async def one(company_id: str) -> dict[str, Json]:
        async with slots:
            loaded = await load(bulk, company_id, context.window, nobody)
        assessment = assess(loaded.records, loaded.window)
        customer = as_assessed(loaded.records.company, loaded.master_user_id, assessment)
        return metrics_node.snapshot(customer)

    with few_collections():
        return dict(zip(company_ids, await asyncio.gather(*map(one, company_ids)), strict=True))


def check_equal(found: Figures | None, peers: Figures) -> None:
    for company_id, ours in (found or {}).items():
        if comparable(ours) != comparable(peers[company_id]):
            raise RuntimeError(f"{company_id}: {comparable(ours)}, Node: {peers[company_id]}")


def comparable(figures: dict[str, Json]) -> Json:
    averages = {
        name: value for name, value in figures.get("averages", {}).items() if value is not None
    }
    login = figures.get(LOGIN)
    return (
        figures[EMPLOYEES],
        login and login.replace(".000Z", "Z"),
        {name: round(value, 6) for name, value in averages.items()},
        figures["levels"],
        figures["alertLevel"],
    )
