"""Reading all records of a node at once gives what reading them one by one gives."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings

from customer_health.domain.instants import clock_of
from customer_health.domain.metrics.data_issues import DataIssue
from customer_health.domain.metrics.window import Window
from customer_health.flows.runs.load_company import window_of
from customer_health.stores.metrics import availability, employees, schedules, timecards
from customer_health.stores.rtdb.decoding import Check, read_children, read_one_by_one
from customer_health.stores.rtdb.nodes import children
from demo.runs.dump import Dump
from tests.examples import WINDOW
from tests.reference.companies import Drawn, companies

MONDAY = date(2025, 11, 17)
Kind = tuple[type[msgspec.Struct], Callable[[str, Any], object], Mapping[str, Check]]


def kinds(window: Window, monday: date) -> dict[str, Kind]:
    return {
        "Employees": (employees.EmployeeRecord, employees.read_employee, employees.UNNEEDED),
        "Schedules": (
            schedules.ShiftRecord,
            schedules.shift_reader(monday),
            schedules.UNNEEDED,
        ),
        "Timecards": (
            timecards.TimecardRecord,
            timecards.timecard_reader(window),
            timecards.UNNEEDED,
        ),
    }


def compare(raw: bytes, kind: Kind) -> list[DataIssue]:
    at_once: list[DataIssue] = []
    one_by_one: list[DataIssue] = []
    record, convert, unneeded = kind
    values = read_children(raw, "at", record, convert, at_once, unneeded)
    assert values == read_one_by_one(raw, "at", record, convert, one_by_one, unneeded)
    assert at_once == one_by_one
    return at_once


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(companies())
def test_any_records(drawn: Drawn) -> None:
    data, company_id, run_date, past = drawn
    tree = Dump(data).at("")
    window = window_of(run_date, clock_of(run_date), past=past)
    weeks = {
        key: week.get("shifts")
        for key, week in children(tree.get("Schedules", {}).get(company_id)).items()
        if isinstance(week, dict) and schedules.monday_of_key(key)
    }
    nodes = [
        ("Employees", MONDAY, tree.get("Employees", {}).get(company_id)),
        ("Timecards", MONDAY, tree.get("Timecards", {}).get(company_id)),
        *(("Schedules", date.fromisoformat(key), shifts) for key, shifts in weeks.items()),
    ]
    for top, monday, node in nodes:
        compare(msgspec.json.encode(node), kinds(window, monday)[top])


@pytest.mark.parametrize(
    "wrong",
    [
        *(None, "", "x", 5, [], {}, [1]),
        {"date": "2025-11-18", "start": "9:00", "end": "17:00"},
        {"date": "2025-11-18", "start": "09:00\n", "end": "17:00"},
        {"date": "2025-11-18", "start": "24:00", "end": "17:00"},
        {"date": "2025-11-18", "start": "09:00", "end": "24:01"},
        {"date": "2025-11-25", "start": "09:00", "end": "17:00"},
    ],
)
@pytest.mark.parametrize("shape", [dict, list])
def test_a_wrong_record_among_good_ones(wrong: Any, shape: type) -> None:
    good = {"date": "2025-11-18", "start": "09:00", "end": "24:00", "employeeId": "ann"}
    node = [good, wrong, good]
    keyed = node if shape is list else dict(zip("abc", node, strict=True))
    issues = compare(msgspec.json.encode(keyed), kinds(WINDOW, MONDAY)["Schedules"])
    assert [one.path for one in issues] == (
        [] if wrong is None else [f"at/{'1' if shape is list else 'b'}"]
    )


@pytest.mark.parametrize("start", ["9:00", "09:00\n", "24:00", 9, None])
def test_a_day_with_a_wrong_slot_counts_as_available(start: Any) -> None:
    raw = msgspec.json.encode({"mon": [{"start": start, "end": "24:00"}], "tue": []})
    issues: list[DataIssue] = []
    known = availability.read_availability("ann", raw, b"null", WINDOW, issues)
    assert known is not None
    assert known.weekdays == {0: True, 1: False}
    assert [one.path for one in issues] == ["Availability/ann/weekly/mon/0"]
