"""Check a day's run by its record: the problems that are reported, and what is queued again."""

from copy import deepcopy
from datetime import timedelta
from typing import Any

import pytest

from customer_health.domain.instants import iso
from customer_health.flows.runs.check import check_run, problem
from tests.examples import CLOCK, RUN
from tests.memory_database import MemoryDatabase

HOUR = timedelta(hours=1)
SHARD = {"done": 2, "finishedAt": iso(CLOCK)}
GOOD: dict[str, Any] = {
    "request": "r",
    "clock": iso(CLOCK),
    "startedAt": iso(CLOCK),
    "finishedAt": iso(CLOCK + timedelta(minutes=30)),
    "companies": 2,
    "shardCount": 1,
    "done": 2,
    "skipped": 0,
    "shards": {"n0": SHARD},
    "planned": True,
}
PLAN = {"n0": ["acme"], "n1": ["zeta"]}


def run(**fields: Any) -> dict[str, Any]:
    changed = {**deepcopy(GOOD), **fields}
    return {key: value for key, value in changed.items() if value is not None}


@pytest.mark.parametrize(
    ("record", "code", "facts"),
    [
        (None, "missing", {}),
        (run(finishedAt=None, shards=None), "unfinished", {"shards": 0, "shardCount": 1}),
        (
            run(done=1, shards={"n0": {"failed": {"acme": "broken"}}}),
            "short",
            {"short": 1, "companies": 2, "down": 0, "failed": ["acme: broken"]},
        ),
        (run(done=0), "short", {"short": 2, "companies": 2, "down": 0, "failed": []}),
        (run(done=0, down=2), "short", {"short": 2, "companies": 2, "down": 2, "failed": []}),
        (run(finishedAt=iso(CLOCK + timedelta(minutes=31))), "slow", {"minutes": 31}),
    ],
)
def test_the_problems_of_a_run(record: Any, code: str, facts: dict[str, Any]) -> None:
    assert problem(record) == (code, facts)


@pytest.mark.parametrize("record", [GOOD, run(done=1, skipped=1)])
def test_a_run_without_a_problem(record: Any) -> None:
    assert problem(record) is None


def check(database: MemoryDatabase) -> tuple[bool, list[str]]:
    tasks: list[str] = []
    found = check_run(database, lambda payload, name: tasks.append(name), CLOCK + HOUR)
    return found, tasks


def test_a_missing_run_is_started_with_the_days_own_clock() -> None:
    database = MemoryDatabase({"Companies": {"acme": {"csmDashboardLinked": True}}})
    assert check(database) == (True, ["2025-11-24-20251124T110000Z-0000"])
    assert database.get(f"BatchRuns/{RUN}/clock") == iso(CLOCK)
    [report] = database.get("Outbox").values()
    assert (report["destination"], report["kind"]) == ("support", "run_problem")


def test_only_shards_that_have_not_reported_are_queued_again() -> None:
    record = run(finishedAt=None, shardCount=2)
    root = {"BatchRuns": {str(RUN): record}, "BatchPlans": {str(RUN): PLAN}}
    assert check(MemoryDatabase(root)) == (True, ["2025-11-24-r-0001-again"])


def test_only_shards_with_failures_are_repeated() -> None:
    failed = {"n0": SHARD, "n3": SHARD | {"failed": {"acme": "GET Companies/acme: 503"}}}
    database = MemoryDatabase({"BatchRuns": {str(RUN): run(done=1, shards=failed)}})
    assert check(database) == (True, ["2025-11-24-r-0003-failed"])
    assert check(database) == (True, ["2025-11-24-r-0003-failed"])


@pytest.mark.parametrize(("planner", "number"), [({"plannedBy": "2"}, 2), ({}, 0)])
def test_a_run_without_a_finished_plan_is_planned_again(
    planner: dict[str, str], number: int
) -> None:
    database = MemoryDatabase({"BatchRuns": {str(RUN): run(planned=None, **planner)}})
    assert check(database) == (True, [f"2025-11-24-r-{number:04}-failed"])
    [report] = database.get("Outbox").values()
    assert report["facts"]["problem"] == "unplanned"


def test_a_run_that_has_just_finished_is_given_time_to_plan() -> None:
    just_now = iso(CLOCK + HOUR - timedelta(minutes=4))
    late = run(planned=None, startedAt=just_now, finishedAt=just_now)
    assert check(MemoryDatabase({"BatchRuns": {str(RUN): late}})) == (False, [])


def test_failures_are_repeated_while_other_shards_are_missing() -> None:
    shards = {"n0": SHARD | {"failed": {"acme": "503"}}}
    record = run(finishedAt=None, planned=None, shardCount=2, shards=shards)
    root = {"BatchRuns": {str(RUN): record}, "BatchPlans": {str(RUN): PLAN}}
    queued = ["2025-11-24-r-0001-again", "2025-11-24-r-0000-failed"]
    assert check(MemoryDatabase(root)) == (True, queued)


def test_a_problem_is_reported_once() -> None:
    database = MemoryDatabase({"BatchRuns": {str(RUN): run(done=1)}})
    check(database)
    [key] = database.get("Outbox")
    database.patch({f"Outbox/{key}/state": "sent"})
    check(database)
    assert database.get("Outbox")[key]["state"] == "sent"


def test_a_good_run_is_left_alone() -> None:
    database = MemoryDatabase({"BatchRuns": {str(RUN): deepcopy(GOOD)}})
    assert check(database) == (False, [])
    assert database.get("Outbox") is None
