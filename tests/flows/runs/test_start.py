"""Run many companies: shards, failures in them, and the record of the run."""

import asyncio
from collections.abc import Mapping
from copy import deepcopy
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any, cast

import pytest

from customer_health.domain.customers.customer import newly_tracked
from customer_health.domain.instants import iso
from customer_health.domain.metrics.names import EMPLOYEES, LOGIN
from customer_health.errors import DatabaseDown
from customer_health.flows.runs.run_context import RunContext
from customer_health.flows.runs.run_shard import run_companies, run_shard
from customer_health.flows.runs.shards import SHARD_SIZE, Shard, split
from customer_health.flows.runs.start import start_run
from customer_health.stores.customers import rows as customer_rows
from customer_health.stores.metrics.companies import read_company
from customer_health.stores.rtdb.bulk_client import BulkDatabase
from customer_health.stores.runs.runs import ShardReport
from demo.runs.dump import Dump
from tests.examples import CLOCK, RUN, Tree, no_user
from tests.memory_database import BulkDump, MemoryDatabase

NOW = CLOCK + timedelta(minutes=2)
REQUEST = "20251124T110000Z"
DAY = timedelta(days=1)


def shards(count: int) -> list[Shard]:
    return split(RUN, REQUEST, CLOCK, [f"c{n:03}" for n in range(count)])


@pytest.mark.parametrize(
    ("companies", "sizes"),
    [(0, [0]), (1, [1]), (SHARD_SIZE, [SHARD_SIZE]), (SHARD_SIZE + 1, [SHARD_SIZE, 1])],
)
def test_shards_hold_all_companies(companies: int, sizes: list[int]) -> None:
    found = shards(companies)
    assert [len(shard.companies) for shard in found] == sizes
    assert len({key for shard in found for key in shard.companies}) == companies
    assert [shard.number for shard in found] == list(range(len(sizes)))


def test_a_repeated_start_makes_the_same_tasks() -> None:
    found = shards(3 * SHARD_SIZE)
    assert found == shards(3 * SHARD_SIZE)
    assert [shard.task_id for shard in found] == [
        f"2025-11-24-20251124T110000Z-{n:04}" for n in range(3)
    ]
    assert Shard(**asdict(found[1])) == found[1]


class Flaky(BulkDump):
    """A database that does not answer for the company `down`, and raises an error for `broken`."""

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


def test_a_failing_company_does_not_stop_the_others() -> None:
    names = ["down", "acme", "broken", "no object", "unlinked", "nowhere", "zeta"]
    dump = Flaky(
        linked("acme", "broken", "down", "zeta", unlinked={"name": "x"}, **{"no object": 5})
    )
    done: list[None] = []
    report, down = asyncio.run(
        run_companies(
            RunContext(dump, RUN, CLOCK, "today", no_user), names, lambda: done.append(None)
        )
    )
    assert (report.done, report.skipped, down) == (2, 1, ["down"])
    assert set(report.failed) == {"down", "broken", "no object", "nowhere"}
    assert "Companies/nowhere" in report.failed["nowhere"]
    assert "RuntimeError" in report.failed["broken"]
    assert len(done) == len(names)
    assert set(dump.at("CustomerHealthMetrics")) == {"acme", "zeta"}


def test_the_report_counts_what_events_left_wrong() -> None:
    dump = Dump(linked("acme", "zeta"))

    def again() -> ShardReport:
        found = run_companies(RunContext(dump, RUN, CLOCK, "today", no_user), ["acme", "zeta"])
        return asyncio.run(found)[0]

    assert again().repaired == {}
    dump.put("CustomerIndex/acme/employees", 5)
    assert again().repaired == {"acme": {"was": 5, "is": 1}}


NO_SCORES = {"scored": 0, "scores": 0}


def run_a_shard(dump: Flaky, shard: Shard) -> None:
    """Run a shard, with a dump in place of the bulk database."""
    bulk = cast(BulkDatabase, dump)
    asyncio.run(run_shard(bulk, shard, lambda: NOW, no_user))


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
def test_a_shard_of_a_superseded_run_does_nothing(runs: Tree) -> None:
    dump = Flaky(linked("acme") | {"BatchRuns": runs})
    before = deepcopy(dump.root)
    run_a_shard(dump, shard(0, "acme"))
    assert dump.root == before


def test_a_shard_reports_nothing_if_its_run_was_restarted() -> None:
    class Superseded(Flaky):
        async def patch(self, updates: Mapping[str, Any]) -> None:
            await super().patch(updates)
            self.put(f"BatchRuns/{RUN}", {"request": "another", "shardCount": 1})

    dump = Superseded(linked("acme") | started(1, 1))
    run_a_shard(dump, shard(0, "acme"))
    assert dump.at(f"BatchRuns/{RUN}") == {"request": "another", "shardCount": 1}


def test_an_outage_is_reported_and_raised_for_a_retry() -> None:
    dump = Flaky(linked("acme", "down") | started(2, 1))
    with pytest.raises(DatabaseDown, match="down"):
        run_a_shard(dump, shard(0, "acme", "down"))
    record = dump.at(f"BatchRuns/{RUN}")
    assert (record["done"], record["failed"]) == (1, 1)
    assert dump.at(f"CustomerHealthMetrics/acme/{EMPLOYEES}") == 1


def test_a_retry_runs_only_the_failed_companies() -> None:
    """The report is then as if nothing had failed, even if the shard is run twice."""
    dump = Flaky(linked("acme", "down", "zeta") | started(3, 1))
    with pytest.raises(DatabaseDown):
        run_a_shard(dump, shard(0, "acme", "down", "zeta"))
    assert dump.at(f"BatchRuns/{RUN}/down") == 1
    acme = dump.root["CustomerHealthMetrics"].pop("acme")
    well = BulkDump(dump.root)
    again = Shard(str(RUN), REQUEST, iso(CLOCK), 0, [], again=True)
    for _ in range(2):
        bulk = cast(BulkDatabase, well)
        asyncio.run(run_shard(bulk, again, lambda: NOW + timedelta(hours=1), no_user))
        record = dump.at(f"BatchRuns/{RUN}")
        assert (record["done"], record["failed"], record["down"]) == (3, 0, 0)
        assert record["finishedAt"] == iso(NOW)
    assert set(well.at("CustomerHealthMetrics")) == {"down", "zeta"}
    assert acme
    assert dump.at(f"CustomerHealthMetrics/down/history/{RUN}/{EMPLOYEES}") == 1
    assert record["health"] == {"unknown": 3, "loginKnown": 0, "loggedIn": 0} | NO_SCORES


class Failing(BulkDump):
    """A database that fails for the records of the figures of `broken` and `down` only."""

    async def get(self, path: str, **query: Any) -> bytes:
        if path == "Employees/down":
            raise DatabaseDown("503")
        if path == "Employees/broken":
            raise RuntimeError("400")
        return await super().get(path, **query)


def fail_on(dump: BulkDump, day: int, *, again: bool = False) -> None:
    """A run in which `broken` and `down` fail, this many days after the first run."""
    run_date, clock = RUN + day * DAY, CLOCK + day * DAY
    names = ["broken", "down"]
    flaky = Failing(dump.root)
    flaky.put(f"BatchRuns/{run_date}", {"request": REQUEST, "companies": 2, "shardCount": 1})
    if again:
        report = {"done": 0, "skipped": 0, "reads": 0, "bytesRead": 0}
        failed = dict.fromkeys(names, "503")
        flaky.put(f"BatchRuns/{run_date}/shards/n0", report | {"failed": failed})
    task = Shard(str(run_date), REQUEST, iso(clock), 0, names, again=again)
    with pytest.raises(DatabaseDown):
        asyncio.run(run_shard(cast(BulkDatabase, flaky), task, lambda: clock, no_user))


def test_a_failing_companys_alerts_are_kept_and_at_last_closed() -> None:
    root = linked("broken", "down")
    for company in root["Companies"].values():
        # There is no login after the creation.
        company |= {"createdAt": "2024-01-01T00:00:00Z", "masterUserId": "master"}
    dump = BulkDump(root | started(2, 1) | {"AlertRuns": {"firstRun": "2025-01-01"}})
    run_a_shard(cast(Flaky, dump), shard(0, "broken", "down"))

    def alert(name: str) -> Tree:
        found: Tree = dump.at(f"Alerts/{name}:{LOGIN}")
        return found

    fail_on(dump, 1)
    broken = alert("broken")
    assert (broken["data"], int(broken["value"]), broken["phase"]) == ("error", 693, "firing")
    assert alert("down")["data"] == "fresh"  # until the retry has failed too
    fail_on(dump, 1, again=True)
    assert alert("down")["data"] == "stale"
    fail_on(dump, 14)
    assert alert("broken")["phase"] == "firing"
    fail_on(dump, 15)
    broken = alert("broken")
    assert (broken["phase"], broken["endedWhy"]) == ("closed", "unmeasurable")
    reasons = [entry["facts"].get("reason") for entry in dump.at("Outbox").values()]
    assert reasons.count("closed") == 1
    assert set(dump.at("Alerts")) == {f"broken:{LOGIN}", f"down:{LOGIN}"}


def test_a_shard_of_days_ago_is_a_past_run() -> None:
    hired_since = {"name": "Ann", "createdAt": iso(NOW)}
    dump = Flaky(linked("acme") | started(1, 1) | {"Employees": {"acme": {"ann": hired_since}}})
    bulk = cast(BulkDatabase, dump)
    asyncio.run(run_shard(bulk, shard(0, "acme"), lambda: NOW + timedelta(days=1), no_user))
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
        (asdict(shard), shard.task_id) for shard in split(RUN, REQUEST, CLOCK, names)
    ]
    record = database.get(f"BatchRuns/{RUN}")
    assert (record["companies"], record["shardCount"]) == (len(names), 2)
    assert record["clock"] == iso(CLOCK)


def test_a_restart_keeps_the_shards_reports() -> None:
    database = MemoryDatabase(linked("acme"))
    first = start(database)
    assert start(database) == first
    database.patch({f"BatchRuns/{RUN}/shards": {"n0": {"done": 1}}})
    assert start(database) == []
    assert database.get(f"BatchRuns/{RUN}/shards") == {"n0": {"done": 1}}


def test_missed_days_are_made_up_after_a_failure_of_the_queue() -> None:
    """The scheduler retries with the same scheduled time, and calls with another the next day."""
    complete = {"request": "r", "finishedAt": iso(CLOCK - 3 * DAY)}
    database = MemoryDatabase(linked("acme") | {"BatchRuns": {str(RUN - 3 * DAY): complete}})
    missed = [str(RUN - 2 * DAY), str(RUN - DAY)]

    def refuses(payload: Mapping[str, Any], name: str) -> None:
        if "made-up" in name:
            raise RuntimeError("503")

    def days(clock: datetime) -> list[str]:
        tasks: list[Mapping[str, Any]] = []
        start_run(database, lambda payload, name: tasks.append(payload), clock, NOW)
        made_up = [task for task in tasks if "made-up" in task["request"]]
        assert all(task["history_only"] for task in made_up)
        return [task["run_date"] for task in made_up]

    with pytest.raises(RuntimeError):
        start_run(database, refuses, CLOCK, NOW)
    assert days(CLOCK) == missed
    assert days(CLOCK) == missed
    database.patch({f"BatchRuns/{RUN - DAY}/finishedAt": iso(NOW)})
    assert days(CLOCK) == missed[:1]
    assert days(CLOCK + DAY) == [missed[0], str(RUN)]


def test_the_very_first_run_makes_up_no_days() -> None:
    tasks = start(MemoryDatabase(linked("acme")))
    assert len(tasks) == 1


def test_companies_whose_unlinking_was_missed_leave_the_list() -> None:
    row = customer_rows.row(newly_tracked(read_company("x", b"{}", []), NOW))
    database = MemoryDatabase(
        linked("acme") | {"CustomerIndex": {"unlinked": row | {"changedAt": 1}}}
    )
    start(database)
    assert database.get("CustomerIndex/unlinked/gone") is True
