"""A malformed record loses only itself, and its path is reported."""

from typing import Any

import msgspec
import pytest

from customer_health.domain.metrics.data_issues import DataIssue
from customer_health.stores.metrics.employees import read_employees
from customer_health.stores.metrics.schedules import read_weeks
from customer_health.stores.rtdb.decoding import children, minutes
from tests.examples import BEFORE, TUESDAY, WINDOW, Tree


def encode(node: Any) -> bytes:
    return msgspec.json.encode(node)


def named(flaws: list[DataIssue]) -> list[str]:
    assert all(flaw.reason == "malformed" and flaw.detail for flaw in flaws)
    return [flaw.path for flaw in flaws]


@pytest.mark.parametrize(
    ("node", "keys"),
    [
        (None, []),
        ({}, []),
        ([], []),
        ({"a": 1, "b": None, "c": {}}, ["a", "c"]),
        ([None, 1, None, {}], ["1", "3"]),
    ],
)
def test_children_of_either_shape(node: Any, keys: list[str]) -> None:
    flaws: list[DataIssue] = []
    assert [key for key, _ in children(encode(node), "At", flaws)] == keys
    assert flaws == []


@pytest.mark.parametrize("node", ["x", 5, True, 1.5])
def test_a_node_without_children(node: Any) -> None:
    flaws: list[DataIssue] = []
    assert list(children(encode(node), "At", flaws)) == []
    assert named(flaws) == ["At"]


@pytest.mark.parametrize(
    "wrong",
    [
        "x",
        5,
        [1],
        {"archived": "no"},
        {"archived": 0},
        {"name": 5},
        {"email": ["a@example.com"]},
        {"userId": 1},
        {"departmentId": {}},
        {"createdAt": "2025-02-30T00:00:00Z"},
        {"createdAt": "0001-01-01T00:00:00+14:00"},
        {"archivedAt": True},
    ],
)
def test_one_bad_record_among_many(wrong: Any) -> None:
    flaws: list[DataIssue] = []
    node = {"ann": {"name": "Ann"}, "bad": wrong, "cy": {}}
    assert list(read_employees("acme", encode(node), flaws)) == ["ann", "cy"]
    assert named(flaws) == ["Employees/acme/bad"]


def test_a_record_nested_beyond_all_bounds() -> None:
    deep = b'{"ann": {}, "bad": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_001
    flaws: list[DataIssue] = []
    assert read_employees("acme", deep, flaws) == {}
    assert named(flaws) == ["Employees/acme"]


GOOD = {"date": str(TUESDAY), "start": "09:00", "end": "17:00", "employeeId": "ann"}


def week(**fields: Any) -> Tree:
    return {"status": "draft", "generatedAt": 0, "shifts": {"good": GOOD}} | fields


@pytest.mark.parametrize(
    "wrong",
    [
        {"date": "2025-11-24"},
        {"date": "2025-11-16"},
        {"date": "2025-02-30"},
        {"date": "2025-11-3"},
        {"date": None},
        {"start": "24:00"},
        {"start": "9:00"},
        {"end": "09:60"},
        {"end": "09:00:00"},
        {"end": "٠٩:٠٠"},
        {"end": 900},
        {"employeeId": 5},
        {"departmentId": []},
        {"assignment": "robot"},
        {"assignment": ""},
    ],
)
def test_a_bad_shift(wrong: Tree) -> None:
    flaws: list[DataIssue] = []
    node = {"2025-11-17": week(shifts={"bad": GOOD | wrong, "good": GOOD})}
    (found,) = read_weeks("acme", encode(node), WINDOW, flaws)
    assert [shift.id for shift in found.shifts] == ["good"]
    assert named(flaws) == ["Schedules/acme/2025-11-17/shifts/bad"]


@pytest.mark.parametrize(
    ("key", "node"),
    [
        ("2025-11-17", week(status="archived")),
        ("2025-11-17", week(status=None)),
        ("2025-11-17", week(generatedAt="2025-11-17")),
        ("2025-11-17", week(publishedAt=10**18)),
        ("2025-11-17", "x"),
        ("2025-11-18", week()),
        ("2025-11-32", week()),
        ("2025-11-17 ", week()),
        ("20251117", week()),
    ],
)
def test_a_bad_week(key: str, node: Any) -> None:
    flaws: list[DataIssue] = []
    weeks = read_weeks("acme", encode({"2025-11-10": week(shifts=None), key: node}), WINDOW, flaws)
    assert [found.id for found in weeks] == ["2025-11-10"]
    assert named(flaws) == [f"Schedules/acme/{key}"]


def test_a_week_whose_shifts_are_no_object_has_none() -> None:
    flaws: list[DataIssue] = []
    (found,) = read_weeks("acme", encode({"2025-11-17": week(shifts="x")}), WINDOW, flaws)
    assert found.shifts == ()
    assert named(flaws) == ["Schedules/acme/2025-11-17/shifts"]


def test_weeks_outside_the_window_are_no_concern() -> None:
    flaws: list[DataIssue] = []
    node = {"2025-11-03": "x", "2025-11-24": "x"}
    assert read_weeks("acme", encode(node), WINDOW, flaws) == []
    assert flaws == []


def test_the_shapes_of_a_good_week() -> None:
    flaws: list[DataIssue] = []
    shifts = [None, GOOD, GOOD | {"employeeId": ""}, GOOD | {"assignment": "auto"}]
    node = {"2025-11-17": week(shifts=shifts, generatedAt=BEFORE.isoformat())}
    (found,) = read_weeks("acme", encode(node), WINDOW, flaws)
    assert [(s.id, s.employee_id, s.auto) for s in found.shifts] == [
        ("1", "ann", False),
        ("2", None, False),
        ("3", "ann", True),
    ]
    assert (found.generated_at, flaws) == (BEFORE, [])


@pytest.mark.parametrize(("wall", "found"), [("00:00", 0), ("09:05", 545), ("23:59", 1439)])
def test_minutes(wall: str, found: int) -> None:
    assert minutes(wall) == found
