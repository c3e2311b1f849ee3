"""Employees: which ones count at a clock, and the change since the snapshot of 30 days ago."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any

import msgspec
import pytest

from customer_health.domain.instants import TORONTO
from customer_health.domain.metrics.employees import (
    Baseline,
    Employee,
    change,
    choose_baseline,
    count_employees,
    decrease,
)
from customer_health.domain.metrics.levels import THRESHOLDS, level_of
from customer_health.domain.metrics.names import EMPLOYEES
from customer_health.domain.metrics.window import Window
from customer_health.stores.metrics.employees import is_active, read_employees
from tests.examples import BEFORE, CLOCK, LATER, RUN, company, metrics_of, run

TODAY = Window(RUN, CLOCK, TORONTO)
PAST = Window(RUN, CLOCK, TORONTO, past=True)
WANTED = RUN - timedelta(days=30)


def employee(
    archived: bool = False, created: datetime | None = None, left: datetime | None = None
) -> Employee:
    return Employee("ann", None, None, archived, created, left)


@pytest.mark.parametrize(
    ("record", "today", "then"),
    [
        (employee(), 1, 1),
        (employee(archived=True), 0, 0),
        (employee(created=CLOCK), 1, 1),
        (employee(created=LATER), 1, 0),
        (employee(archived=True, left=CLOCK), 0, 0),
        (employee(archived=True, left=LATER), 0, 1),
        (employee(archived=True, created=LATER, left=LATER), 0, 0),
        (employee(left=BEFORE), 1, 1),  # came back
    ],
)
def test_which_employees_count(record: Employee, today: int, then: int) -> None:
    assert count_employees([record], TODAY) == today
    assert count_employees([record], PAST) == then


@pytest.mark.parametrize(
    ("count", "then", "percent", "level"),
    [
        (9, 10, -10, "warning"),
        (90, 101, Fraction(-1100, 101), "warning"),
        (91, 101, Fraction(-1000, 101), "healthy"),
        (8, 10, -20, "warning"),
        (81, 101, Fraction(-2000, 101), "warning"),
        (80, 101, Fraction(-2100, 101), "critical"),
        (0, 10, -100, "critical"),
        (10, 10, 0, "healthy"),
        (15, 10, 50, "healthy"),
        (5, 0, None, "none"),
        (0, 0, None, "none"),
    ],
)
def test_the_change_in_percent_and_its_level(
    count: int, then: int, percent: Fraction | None, level: str
) -> None:
    found = change(count, Baseline(WANTED, then))
    assert found == percent
    assert level_of(decrease(found), THRESHOLDS[EMPLOYEES]) == level


def test_without_a_snapshot_there_is_no_change() -> None:
    assert change(5, None) is None
    assert decrease(None) is None


BASELINES = [
    ({30: 1, 31: 2, 29: 3}, 30),
    ({31: 2, 37: 3, 29: 4}, 31),
    ({37: 3, 36: 4}, 36),
    ({37: 3, 29: 4}, 37),
    ({38: 3, 29: 4, 15: 5}, 29),
    ({38: 3, 1: 5}, 1),
    ({38: 3}, None),
    ({0: 3}, None),
    ({-2: 3}, None),
    ({}, None),
    ({30: 0, 31: 5}, 30),
]


def history(counts: Mapping[int, int]) -> dict[date, int]:
    return {RUN - timedelta(days=back): count for back, count in counts.items()}


@pytest.mark.parametrize(("counts", "back"), BASELINES)
def test_which_snapshot_is_the_baseline(counts: Mapping[int, int], back: int | None) -> None:
    found = choose_baseline(history(counts), RUN)
    wanted = None if back is None else Baseline(RUN - timedelta(days=back), counts[back])
    assert found == wanted


@pytest.mark.parametrize(("counts", "back"), BASELINES)
def test_a_run_reads_the_same_baseline(counts: Mapping[int, int], back: int | None) -> None:
    snapshots = {str(day): {EMPLOYEES: count} for day, count in history(counts).items()}
    dump = company(CustomerHealthMetrics={"history": snapshots})
    outcome = run(dump)
    assert outcome.assessment is not None
    assert outcome.assessment.baseline == choose_baseline(history(counts), RUN)
    found = metrics_of(dump)["history"][str(RUN)].get("employeeChange30d", {}).get("baselineDate")
    # A change from 0 has no percentage.
    assert found == (str(RUN - timedelta(days=back)) if back and counts[back] else None)


@pytest.mark.parametrize("shape", [dict, list])
def test_employees_are_decoded(shape: type) -> None:
    records = [{"name": "Ann", "email": "ann@example.com", "userId": "u"}, None, {"archived": True}]
    node: Any = records if shape is list else {"0": records[0], "2": records[2]}
    flaws: list[Any] = []
    found = read_employees("acme", msgspec.json.encode(node), flaws)
    assert {key: e.archived for key, e in found.items()} == {"0": False, "2": True}
    assert (found["0"].email, found["0"].user_id, flaws) == ("ann@example.com", "u", [])


@pytest.mark.parametrize(
    ("record", "active"),
    [
        ({"name": "Ann"}, True),
        ({"archived": False}, True),
        ({"archived": True}, False),
        ({"archived": "no"}, False),
        ({"createdAt": "yesterday", "archivedAt": 1763474400}, True),
        ({"createdAt": "", "archivedAt": "", "email": "", "userId": ""}, True),
        ({"name": 5, "email": [], "userId": 5, "departmentId": {}}, True),
        ({"archived": ""}, False),
        ("Ann", False),
        (None, False),
    ],
)
def test_live_and_daily_counts_agree_on_every_record(record: Any, active: bool) -> None:
    assert is_active("ann", record) is active
    dump = company(Employees={"ann": record})
    run(dump)
    assert metrics_of(dump)[EMPLOYEES] == active
