"""The daily run over many companies: shards, what goes wrong in them, and the run's record."""

import asyncio
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import asdict
from datetime import timedelta
from typing import Any, cast

import pytest

from customer_health.domain.customer import newly_tracked
from customer_health.domain.instants import iso
from customer_health.domain.metrics import EMPLOYEES
from customer_health.errors import DatabaseDown
from customer_health.flows.daily_run import TOMBSTONE_KEPT, start_run
from customer_health.flows.shard_run import run_companies, run_shard
from customer_health.flows.shards import SHARD_SIZE, Shard, plan
from customer_health.stores import customers
from customer_health.stores.bulk import BulkDatabase
from customer_health.stores.companies import read_company
from customer_health.stores.runs import ShardReport
from demo.dump import Dump
from tests.examples import CLOCK, RUN, Tree, nobody
from tests.memory_database import BulkDump, MemoryDatabase

NOW = CLOCK + timedelta(minutes=2)
REQUEST = "20251124T110000Z"


def shards(count: int) -> list[Shard]:
    return plan(RUN, REQUEST, CLOCK, [f"c{n:03}" for n in range(count)])


@pytest.mark.parametrize(
    ("companies", "sizes"),
    [(0, [0]), (1, [1]), (SHARD_SIZE, [SHARD_SIZE]), (SHARD_SIZE + 1, [SHARD_SIZE, 1])],
)
def test_shards_hold_all_companies(companies: int, sizes: list[int]) -> None:
    found = shards(companies)
    assert [len(shard.companies) for shard in found] == sizes
    assert len({key for shard in found for key in shard.companies}) == companies
    assert [shard.number for shard in found] == list(range(len(sizes)))


def test_the_same_run_makes_the_same_tasks() -> None:
    found = shards(3 * SHARD_SIZE)
    assert found == shards(3 * SHARD_SIZE)
    assert [shard.task_id for shard in found] == [
        f"2025-11-24-20251124T110000Z-{n:04}" for n in range(3)
    ]
    assert Shard(**asdict(found[1])) == found[1]


class Flaky(BulkDump):
    """Does not answer for a company called `down`, fails otherwise for `broken`."""

    async def get(self, path: str, **query: Any) -> bytes:
        if "/down" in path:
            raise DatabaseDown(f"GET {path}: 503")
        if "/broken" in path:
            raise RuntimeError(f"GET {path}: 400")
        return await super().get(path, **query)


def linked(*names: str, **others: Any) -> Tree:
    return {
        "Companies": {
            **{name: {"name": name, "csmDashboardLinked": True} for name in names},
            **others,
        },
        "Employees": {name: {"ann": {"name": "Ann"}} for name in names},
    }


def test_none_stops_another() -> None:
    names = ["down", "acme", "broken", "no object", "unlinked", "nowhere", "zeta"]
    dump = Flaky(
        linked("acme", "broken", "down", "zeta", unlinked={"name": "x"}, **{"no object": 5})
    )
    done: list[None] = []
    report, down = asyncio.run(
        run_companies(
            dump,
            names,
            RUN,
            CLOCK,
            past=False,
            user_by_email=nobody,
            progress=lambda: done.append(None),
        )
    )
    assert (report.done, report.skipped, down) == (2, 1, ["down"])
    assert set(report.failed) == {"down", "broken", "no object", "nowhere"}
    assert "Companies/nowhere" in report.failed["nowhere"]
    assert "RuntimeError" in report.failed["broken"]
    assert len(done) == len(names)
    assert set(dump.at("CustomerHealthMetrics")) == {"acme", "zeta"}


def test_what_events_had_left_wrong_is_in_the_report() -> None:
    dump = Dump(linked("acme", "zeta"))

    def again() -> ShardReport:
        found = run_companies(dump, ["acme", "zeta"], RUN, CLOCK, past=False, user_by_email=nobody)
        return asyncio.run(found)[0]

    assert again().repaired == {}
    dump.put("CustomerIndex/acme/employees", 5)
    assert again().repaired == {"acme": {"was": 5, "is": 1}}


def run_a_shard(dump: Flaky, shard: Shard) -> None:
    """A dump that counts its reads has all of the bulk database that a shard needs."""
    bulk = cast(BulkDatabase, dump)
    asyncio.run(run_shard(bulk, shard, lambda: NOW, nobody))


def started(companies: int, shard_count: int) -> Tree:
    run = {"request": REQUEST, "companies": companies, "shardCount": shard_count}
    return {"BatchRuns": {str(RUN): run}}


def shard(number: int, *names: str) -> Shard:
    return Shard(str(RUN), REQUEST, iso(CLOCK), number, list(names))


def test_the_last_shard_closes_the_run() -> None:
    dump = Flaky(linked("acme", "zeta") | started(3, 2))
    run_a_shard(dump, shard(1, "zeta", "nowhere"))
    record = dump.at(f"BatchRuns/{RUN}")
    assert "finishedAt" not in record
    assert (record["shards"]["n1"]["done"], set(record["shards"]["n1"]["failed"])) == (
        1,
        {"nowhere"},
    )
    run_a_shard(dump, shard(0, "acme"))
    sums = {
        key: record[key] for key in ("done", "skipped", "failed", "repaired", "reads", "bytesRead")
    }
    assert sums == {
        "done": 2,
        "skipped": 0,
        "failed": 1,
        "repaired": 0,
        "reads": 14,
        "bytesRead": 1400,
    }
    assert record["finishedAt"] == iso(NOW)


def test_a_shard_that_comes_twice_changes_nothing() -> None:
    dump = Flaky(linked("acme") | started(1, 1))
    run_a_shard(dump, shard(0, "acme"))
    once = deepcopy(dump.root)
    run_a_shard(dump, shard(0, "acme"))
    assert dump.root == once


@pytest.mark.parametrize("runs", [{}, {str(RUN): {"request": "another", "shardCount": 1}}])
def test_a_shard_of_a_run_that_is_no_more_is_left(runs: Tree) -> None:
    dump = Flaky(linked("acme") | {"BatchRuns": runs})
    before = deepcopy(dump.root)
    run_a_shard(dump, shard(0, "acme"))
    assert dump.root == before


def test_an_outage_is_reported_and_raised_so_that_the_task_is_tried_again() -> None:
    dump = Flaky(linked("acme", "down") | started(2, 1))
    with pytest.raises(DatabaseDown, match="down"):
        run_a_shard(dump, shard(0, "acme", "down"))
    record = dump.at(f"BatchRuns/{RUN}")
    assert (record["done"], record["failed"]) == (1, 1)
    assert dump.at(f"CustomerHealthMetrics/acme/{EMPLOYEES}") == 1


def test_a_shard_of_days_ago_is_a_past_run() -> None:
    hired_since = {"name": "Ann", "createdAt": iso(NOW)}
    dump = Flaky(linked("acme") | started(1, 1) | {"Employees": {"acme": {"ann": hired_since}}})
    bulk = cast(BulkDatabase, dump)
    asyncio.run(run_shard(bulk, shard(0, "acme"), lambda: NOW + timedelta(days=1), nobody))
    assert dump.at(f"CustomerHealthMetrics/acme/{EMPLOYEES}") == 0
    run_a_shard(dump, shard(0, "acme"))
    assert dump.at(f"CustomerHealthMetrics/acme/{EMPLOYEES}") == 1


def start(database: MemoryDatabase) -> list[tuple[Mapping[str, Any], str]]:
    tasks: list[tuple[Mapping[str, Any], str]] = []
    start_run(database, lambda payload, name: tasks.append((payload, name)), CLOCK, NOW)
    return tasks


def test_starting_hands_each_shard_to_a_task() -> None:
    names = [f"c{n:03}" for n in range(SHARD_SIZE + 1)]
    database = MemoryDatabase(linked(*names, other={"name": "x"}, no={"csmDashboardLinked": False}))
    tasks = start(database)
    assert [(payload, name) for payload, name in tasks] == [
        (asdict(shard), shard.task_id) for shard in plan(RUN, REQUEST, CLOCK, names)
    ]
    record = database.get(f"BatchRuns/{RUN}")
    assert (record["companies"], record["shardCount"]) == (len(names), 2)
    assert record["clock"] == iso(CLOCK)


def test_starting_again_keeps_what_shards_have_reported() -> None:
    database = MemoryDatabase(linked("acme"))
    first = start(database)
    assert start(database) == first
    database.patch({f"BatchRuns/{RUN}/shards": {"n0": {"done": 1}}})
    assert start(database) == []
    assert database.get(f"BatchRuns/{RUN}/shards") == {"n0": {"done": 1}}


def test_companies_whose_unlinking_was_missed_leave_the_list() -> None:
    now = int(NOW.timestamp() * 1000)
    old = now - TOMBSTONE_KEPT // timedelta(milliseconds=1)
    tracked = customers.row(newly_tracked(read_company("x", b"{}", []), NOW)) | {"changedAt": old}
    rows = {
        "acme": tracked,
        "unlinked": dict(tracked),
        "long gone": {"gone": True, "changedAt": old - 1},
        "gone": {"gone": True, "changedAt": old},
    }
    database = MemoryDatabase(linked("acme") | {"CustomerIndex": deepcopy(rows)})
    database.now = now
    start(database)
    assert database.get("CustomerIndex") == {
        "acme": rows["acme"],
        "unlinked": {"gone": True, "changedAt": now},
        "gone": rows["gone"],
    }
