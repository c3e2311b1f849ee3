"""A malformed record loses only itself, and its path is reported."""

from typing import Any

import msgspec
import pytest

from customer_health.domain.metrics.data_issues import DataIssue
from customer_health.domain.metrics.schedules import LeftOutShift
from customer_health.stores.metrics.employees import read_employees
from customer_health.stores.metrics.schedules import read_weeks
from customer_health.stores.metrics.stray_keys import may_be_about
from customer_health.stores.rtdb.decoding import children, minutes
from tests.examples import BEFORE, TUESDAY, WINDOW, Tree


def encode(node: Any) -> bytes:
    return msgspec.json.encode(node)


def named(issues: list[DataIssue]) -> list[str]:
    assert all(issue.reason == "malformed" and issue.detail for issue in issues)
    return [issue.path for issue in issues]


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
    issues: list[DataIssue] = []
    assert [key for key, _ in children(encode(node), "At", issues)] == keys
    assert issues == []


@pytest.mark.parametrize("node", ["x", 5, True, 1.5])
def test_a_node_without_children(node: Any) -> None:
    issues: list[DataIssue] = []
    assert list(children(encode(node), "At", issues)) == []
    assert named(issues) == ["At"]


@pytest.mark.parametrize(
    "wrong",
    [
        "x",
        5,
        [1],
        {"archived": "no"},
        {"archived": 0},
        {"archived": ""},
    ],
)
def test_a_bad_record_does_not_hide_the_others(wrong: Any) -> None:
    issues: list[DataIssue] = []
    node = {"ann": {"name": "Ann"}, "bad": wrong, "cy": {}}
    assert list(read_employees("acme", encode(node), issues)) == ["ann", "cy"]
    assert named(issues) == ["Employees/acme/bad"]


@pytest.mark.parametrize(
    ("field", "value", "needed_by_past_runs"),
    [
        ("name", 5, False),
        ("email", ["a@example.com"], False),
        ("userId", 1, False),
        ("departmentId", {}, False),
        ("createdAt", "2025-02-30T00:00:00Z", True),
        ("createdAt", "0001-01-01T00:00:00+14:00", True),
        ("createdAt", 1763474400, True),
        ("archivedAt", True, True),
    ],
)
def test_a_bad_field_that_no_figure_needs_is_only_reported(
    field: str, value: Any, needed_by_past_runs: bool
) -> None:
    raw = encode({"ann": {"name": "Ann"}, "bad": {field: value}})
    issues: list[DataIssue] = []
    assert list(read_employees("acme", raw, issues)) == ["ann", "bad"]
    assert named(issues) == [f"Employees/acme/bad/{field}"]
    found = list(read_employees("acme", raw, [], past=True))
    assert found == (["ann"] if needed_by_past_runs else ["ann", "bad"])


def test_a_long_value_is_shortened_in_the_report() -> None:
    issues: list[DataIssue] = []
    long = "é" * 5 * 10**6
    read_employees("acme", encode({"ann": {"createdAt": long}, "bob": long}), issues)
    assert named(issues) == ["Employees/acme/ann/createdAt", "Employees/acme/bob"]
    assert all(len(issue.detail) <= 200 and "éé" in issue.detail for issue in issues)


def test_an_endlessly_nested_record_is_reported() -> None:
    deep = b'{"ann": {}, "bad": ' + b'{"a":' * 100_000 + b"1" + b"}" * 100_001
    issues: list[DataIssue] = []
    assert read_employees("acme", deep, issues) == {}
    assert named(issues) == ["Employees/acme"]


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
        {"start": "24:00", "end": "24:00"},
        {"end": "24:01"},
        {"assignment": "robot"},
    ],
)
def test_a_bad_shift_is_left_out(wrong: Tree) -> None:
    issues: list[DataIssue] = []
    node = {"2025-11-17": week(shifts={"bad": GOOD | wrong, "good": GOOD})}
    (found,) = read_weeks("acme", encode(node), WINDOW, issues)
    assert [shift.id for shift in found.shifts] == ["good"]
    assert [shift.id for shift in found.left_out] == ["bad"]
    assert named(issues) == ["Schedules/acme/2025-11-17/shifts/bad"]


@pytest.mark.parametrize(
    ("key", "node"),
    [
        ("2025-11-17", week(status="archived")),
        ("2025-11-17", week(status=None)),
        ("2025-11-17", week(generatedAt="2025-11-17")),
        ("2025-11-17", week(publishedAt=10**18)),
        ("2025-11-17", week(publishedAt=10**9)),
        ("2025-11-17", "x"),
        ("2025-11-18", week()),
        ("2025-11-32", week()),
        ("2025-11-17 ", week()),
        ("20251117", week()),
        ("2025-W47", week()),
        ("2025-11", week()),
        ("someday", week()),
    ],
)
def test_a_bad_week_is_left_out(key: str, node: Any) -> None:
    issues: list[DataIssue] = []
    weeks = read_weeks("acme", encode({"2025-11-10": week(shifts=None), key: node}), WINDOW, issues)
    assert [found.id for found in weeks if found.status] == ["2025-11-10"]
    left_out = [shift for found in weeks for shift in found.left_out]
    assert left_out == ([] if node == "x" else [LeftOutShift("good", str(TUESDAY), "ann")])
    assert named(issues) == [f"Schedules/acme/{key}"]


@pytest.mark.parametrize(
    ("key", "looked_into"),
    [
        *((key, True) for key in ("2025-11-03", "2025-11-30", "2025-W45", "2025-11-x", "47")),
        *((key, False) for key in ("2025-11-02", "2025-12-01", "20251102", "2025-W40", "2025-09")),
    ],
)
def test_which_dates_a_wrong_key_may_mean(key: str, looked_into: bool) -> None:
    assert may_be_about(key, WINDOW) is looked_into


def test_a_week_whose_shifts_are_no_object_has_none() -> None:
    issues: list[DataIssue] = []
    (found,) = read_weeks("acme", encode({"2025-11-17": week(shifts="x")}), WINDOW, issues)
    assert found.shifts == ()
    assert named(issues) == ["Schedules/acme/2025-11-17/shifts"]


def test_weeks_outside_the_window_are_ignored() -> None:
    issues: list[DataIssue] = []
    node = {"2025-11-03": "x", "2025-11-24": "x"}
    assert read_weeks("acme", encode(node), WINDOW, issues) == []
    assert issues == []


def test_the_shapes_of_a_good_week() -> None:
    issues: list[DataIssue] = []
    shifts = [
        None,
        GOOD | {"departmentId": "", "assignment": ""},
        GOOD | {"employeeId": ""},
        GOOD | {"assignment": "auto"},
    ]
    node = {"2025-11-17": week(shifts=shifts, generatedAt=BEFORE.isoformat(), publishedAt="")}
    (found,) = read_weeks("acme", encode(node), WINDOW, issues)
    assert [(s.id, s.employee_id, s.department_id, s.auto) for s in found.shifts] == [
        ("1", "ann", None, False),
        ("2", None, None, False),
        ("3", "ann", None, True),
    ]
    assert (found.generated_at, issues) == (BEFORE, [])


@pytest.mark.parametrize(("wall", "found"), [("00:00", 0), ("09:05", 545), ("23:59", 1439)])
def test_minutes(wall: str, found: int) -> None:
    assert minutes(wall) == found
