"""Run many days, with the daily run's own code, on the records as the app had them on each day."""

import asyncio
from collections.abc import Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import date, datetime, timedelta
from functools import partial
from itertools import repeat
from operator import add
from typing import Any, cast

from customer_health.domain.instants import clock_of, iso
from customer_health.flows.runs.run_shard import run_shard
from customer_health.flows.runs.shards import Shard, start_of
from customer_health.stores.customers import rows
from customer_health.stores.metrics import employees
from customer_health.stores.rtdb.bulk_client import BulkDatabase
from customer_health.stores.rtdb.nodes import children
from customer_health.stores.runs import runs
from demo.runs.dump import Dump
from demo.runs.rewind import Rewound, existed

Record = dict[str, Any]

PARTS = 4
"""The companies are computed in so many parts, each a shard of its own. The number must not depend
on the machine, as the data must not."""

TOOK = timedelta(minutes=2)
"""The duration of each run, as its record says."""

LOGINS_BEFORE = timedelta(days=90)
"""The oldest logins are so long before the first run."""

PASSING = frozenset({"AlertRuns", "BatchPlans", "HealthScores", "UsageHistory"})
"""Paths that are not kept: those that a later step of the same run deletes, and those of which
`earlier.py` has more."""


def run_days(data: Record, days: Sequence[date]) -> Record:
    """Return what daily runs on these days write. Every row has today's count of employees, which
    the app's events keep up to date."""
    linked = linked_companies(data)
    parts = [linked[number::PARTS] for number in range(PARTS)]
    written: Record = {}
    with ProcessPoolExecutor() as pool:
        inputs = [data_of(data, part) for part in parts]
        for tree in pool.map(run_part, inputs, range(PARTS), repeat(parts), repeat(days)):
            merge(written, tree)
    for company_id, row in written["CustomerIndex"].items():
        row["employees"] = active_employees(data, company_id)
    records = Dump({runs.ROOT: written[runs.ROOT]})
    for day in days:
        shards = records.at(f"{runs.path(day)}/shards")
        closed = runs.finish(day, shards, clock_of(day) + TOOK)
        records.write({**closed, runs.planned_path(day): True})
    return {**written, **records.root}


def linked_companies(data: Record) -> list[str]:
    return [id_ for id_, company in data["Companies"].items() if company.get("csmDashboardLinked")]


def data_of(data: Record, company_ids: Sequence[str]) -> Record:
    """Return the data without the largest records of all other companies."""
    own = {
        path: {key: data[path][key] for key in company_ids if key in data[path]}
        for path in ("Employees", "Schedules", "Timecards")
    }
    return {**data, **own}


def merge(tree: Record, other: Record) -> None:
    """Add the nodes of another tree to a tree."""
    for key, node in other.items():
        if isinstance(node, dict) and isinstance(tree.get(key), dict):
            merge(tree[key], node)
        else:
            tree[key] = node


def run_part(
    data: Record, number: int, parts: Sequence[Sequence[str]], days: Sequence[date]
) -> Record:
    """Run a part of the companies on all days, and return what that has written. Runs in a process
    of its own."""
    raw = set(data)
    dump = CountingDump(data)
    asyncio.run(run_all(dump, number, parts, days))
    return {path: node for path, node in dump.root.items() if path not in raw | PASSING}


async def run_all(
    dump: "CountingDump", number: int, parts: Sequence[Sequence[str]], days: Sequence[date]
) -> None:
    raw = dict(dump.root)
    since = clock_of(days[0]) - LOGINS_BEFORE
    companies = {company_id: Rewound(raw, company_id, since) for company_id in parts[number]}
    shown: Record = {}
    for day in days:
        clock = clock_of(day)
        dump.begin(clock)
        existing = [[key for key in part if existed(raw, key, clock)] for part in parts]
        shards = [
            Shard(f"{day}", f"{day:%Y%m%d}", iso(clock), part, ids)
            for part, ids in enumerate(existing)
        ]
        records: Record = {}
        for company_id in existing[number]:
            records |= companies[company_id].at(clock)
        changed = {path: node for path, node in records.items() if shown.get(path) != node}
        shown |= records
        dump.write(changed)
        dump.write(
            counts(dump, [key for key in existing[number] if employees.path(key) in changed])
        )
        dump.write(start_of(shards, clock))
        await run_one(dump, shards[number], clock)


def counts(dump: Dump, company_ids: Sequence[str]) -> Record:
    """Return the counts of employees in the rows of companies whose employees have changed, as the
    app's events keep them."""
    return {
        f"{rows.path(company_id)}/employees": active_employees(dump.root, company_id)
        for company_id in company_ids
        if dump.at(rows.path(company_id))
    }


async def run_one(dump: "CountingDump", shard: Shard, clock: datetime) -> None:
    """Run a shard of the run at this time, as its task does."""
    await run_shard(cast(BulkDatabase, dump), shard, partial(add, clock, TOOK), no_user)


def active_employees(data: Record, company_id: str) -> int:
    staff = children(data["Employees"].get(company_id))
    return sum(employees.is_active(employee_id, node) for employee_id, node in staff.items())


def no_user(_: str) -> None:
    """Return no user: all users of the demo are in its records."""


class CountingDump(Dump):
    """A database in memory that counts what a run reads, as the bulk client does."""

    reads = 0
    bytes_read = 0

    def begin(self, clock: datetime) -> None:
        self.now = int(clock.timestamp() * 1000)
        self.reads = self.bytes_read = 0

    async def get(self, path: str, **query: Any) -> bytes:
        answer = await super().get(path, **query)
        self.reads += 1
        self.bytes_read += len(answer)
        return answer
