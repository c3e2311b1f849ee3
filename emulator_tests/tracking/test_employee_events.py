"""The live count of employees, with events that come twice, out of order, or never."""

import random
from collections.abc import Callable
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import requests

from emulator_harness import Database

Json = Any

COMPANY = {"name": "Maple Diner", "email": "boss@maple.example.com", "csmDashboardLinked": True}
BYTES_AN_EVENT = 4096
SECONDS_TO_SETTLE = 5
TORONTO = ZoneInfo("America/Toronto")


@pytest.fixture
def maple(database: Database) -> str:
    """Write a linked company, and wait until it is tracked."""
    database.put("Companies/maple", COMPANY)
    database.wait_for_events()
    assert database.get("EmployeeLedger/maple/sizes")
    database.reset_counters()
    return "maple"


def counts(database: Database, company_id: str) -> Json:
    """Return the number of employees in each place that holds it."""
    ledger = database.get(f"EmployeeLedger/{company_id}")
    return {
        "metrics": database.get(f"CustomerHealthMetrics/{company_id}/numberofemployees"),
        "row": database.get(f"CustomerIndex/{company_id}/employees"),
        "sizes": sum(ledger["sizes"]),
        "members": sum(len(members) for members in ledger.get("members", {}).values()),
    }


def agreed(number: int) -> Json:
    return dict.fromkeys(("metrics", "row", "sizes", "members"), number)


def employees(number: int, **fields: Json) -> Json:
    return {f"e{n:05}": {"name": f"Employee {n}", **fields} for n in range(number)}


def test_two_thousand_at_once(
    database: Database, maple: str, wait_until: Callable[..., Json]
) -> None:
    """An import: one write causes many events, some of them twice, in no order."""
    before = database.events()
    database.faults({"events": {"shuffle": True, "duplicate": 0.1, "seed": 1}})

    database.put(f"Employees/{maple}", employees(2000))
    database.wait_for_events(timeout=150)
    read = database.counters()["bytesRead"]

    wait_until(lambda: counts(database, maple) == agreed(2000), timeout=SECONDS_TO_SETTLE)
    events = database.events()
    delivered = events["delivered"] - before["delivered"]
    assert events["failed"] == before["failed"]
    assert delivered > 2000
    print(f"{delivered} events, {read / delivered:.0f} bytes read for each")
    assert read / delivered <= BYTES_AN_EVENT


def test_the_next_event_costs_no_more_however_many_there_are(
    database: Database, maple: str
) -> None:
    database.put(f"Employees/{maple}", employees(5000), disable_triggers=True)
    database.put(f"Companies/{maple}/name", "Maple & Sons")  # causes a recount
    database.wait_for_events()
    assert counts(database, maple) == agreed(5000)
    database.reset_counters()

    database.put(f"Employees/{maple}/one-more", {"name": "B"})
    database.wait_for_events()

    assert database.counters()["bytesRead"] <= BYTES_AN_EVENT
    assert counts(database, maple) == agreed(5001)


def test_archived_unarchived_and_deleted_in_any_order(database: Database, maple: str) -> None:
    """Each employee changes several times, and the events overtake each other."""
    staff = list(employees(60))
    failed = database.events()["failed"]
    database.faults({"events": {"shuffle": True, "duplicate": 0.2, "delayMs": 400, "seed": 2}})
    database.put(f"Employees/{maple}", employees(60, archived=False))
    changes = [
        change
        for number, employee in enumerate(staff)
        for change in (
            {f"{employee}/archived": True},
            {f"{employee}/archived": False},
            {f"{employee}/archived": None} if number % 2 else {f"{employee}/archived": True},
            {employee: None} if number % 3 == 0 else {f"{employee}/name": "Another"},
        )
    ]
    # The changes of one employee stay in order, those of several employees are interleaved.
    places = sorted(range(len(changes)), key=lambda n: (n % 4, random.Random(n).random()))
    for place in places:
        database.patch(f"Employees/{maple}", changes[place])
    database.wait_for_events(timeout=60)

    here = database.get(f"Employees/{maple}")
    left = sum(not record.get("archived") for record in here.values())
    assert (len(here), left) == (40, 20)
    assert database.events()["failed"] == failed
    assert counts(database, maple) == agreed(left)


def test_one_of_each(database: Database, maple: str) -> None:
    for path, value, expected in (
        ("e1", {"name": "A", "archived": False}, 1),
        ("e2", {"name": "B", "archived": True}, 1),
        ("e3", "not an employee", 1),
        ("e4", {"name": ["not", "a", "name"], "createdAt": "yesterday"}, 2),
        ("e2/archived", False, 3),
        ("e1/archived", True, 2),
        ("e1/archived", "yes", 2),
        ("e1/archived", None, 3),
        ("e2", None, 2),
        ("e1", None, 1),
    ):
        database.put(f"Employees/{maple}/{path}", value)
        database.wait_for_events()
        assert counts(database, maple) == agreed(expected), path


def test_two_who_are_counted_at_the_same_time(database: Database, maple: str) -> None:
    """Both handlers read before one writes. The first round also starts the second worker."""
    for number in range(4):
        slow = {"method": "GET", "path": f"^/EmployeeLedger/{maple}/members", "delayMs": 300}
        database.faults({"requests": [slow | {"times": 2}]})
        database.patch(f"Employees/{maple}", {f"{name}{number}": {"name": name} for name in "ab"})
        database.wait_for_events()
        assert counts(database, maple) == agreed(2 * number + 2)


def test_one_who_comes_while_the_daily_run_counts(
    database: Database,
    maple: str,
    call_schedule: Callable[[str, datetime], requests.Response],
    wait_until: Callable[..., Json],
    present: Callable[[], datetime],
) -> None:
    """An employee is added after the run has read them, while it waits for the timecards."""
    database.put(f"Employees/{maple}", employees(3))
    database.wait_for_events()
    slow = {"method": "GET", "path": "^/Timecards", "delayMs": 2000, "times": 3}
    database.faults({"requests": [slow]})
    database.reset_counters()
    now = present()
    call_schedule("calculateDailyMetrics", now)
    wait_until(lambda: "Employees" in database.counters()["paths"])

    database.put(f"Employees/{maple}/late", {"name": "B"})
    database.wait_for_events()
    run = f"BatchRuns/{now.astimezone(TORONTO).date()}"
    assert database.get(f"{run}/finishedAt") is None

    wait_until(lambda: database.get(f"{run}/finishedAt"))
    assert counts(database, maple) == agreed(4)


def test_the_companies_that_nobody_tracks_cost_next_to_nothing(database: Database) -> None:
    twin = COMPANY | {"csmDashboardLinked": False}
    database.patch("Companies", {"oak": twin, "oak-again": twin})  # so that neither is linked
    database.wait_for_events()
    assert database.get("CustomerIndex") is None
    database.reset_counters()
    database.put("Employees/oak", employees(20, archived=False))
    database.wait_for_events()
    paths = database.counters()["paths"]
    # The sender may still be sending the alerts of an earlier test.
    events = {path: at for path, at in paths.items() if path not in {"Outbox", "AlertMessages"}}
    assert sum(at["bytesRead"] for at in events.values()) <= 20 * len("null")
    assert database.get("EmployeeLedger") is None
    assert database.get("CustomerHealthMetrics") is None


def test_linking_and_unlinking(database: Database, maple: str) -> None:
    database.put(f"Employees/{maple}", employees(3))
    database.wait_for_events()
    database.put(f"Companies/{maple}/csmDashboardLinked", False)
    database.wait_for_events()
    assert set(database.get(f"CustomerIndex/{maple}")) == {"gone", "changedAt"}
    assert database.get(f"EmployeeLedger/{maple}") is None

    database.put(f"Employees/{maple}/late", {"name": "B"})
    database.wait_for_events()
    database.put(f"Companies/{maple}/csmDashboardLinked", True)
    database.wait_for_events()
    assert counts(database, maple) == agreed(4)


def test_a_company_that_goes_leaves_the_list_with_the_next_run(
    database: Database, maple: str, daily_run: Callable[..., Json]
) -> None:
    database.delete(f"Companies/{maple}")
    database.wait_for_events()
    daily_run()
    assert set(database.get(f"CustomerIndex/{maple}")) == {"gone", "changedAt"}


def test_lost_events_are_made_up_for_by_the_daily_run(
    database: Database, maple: str, daily_run: Callable[..., Json]
) -> None:
    database.put(f"Employees/{maple}", employees(5))
    database.wait_for_events()
    lost = database.events()["dropped"]
    database.faults({"events": {"drop": 1.0}})
    database.patch(f"Employees/{maple}", {"e90000": {"name": "B"}, "e90001": {"name": "C"}})
    database.put(f"Employees/{maple}/e00000/archived", True)
    database.delete(f"Employees/{maple}/e00001")
    database.delete(f"Employees/{maple}/e00002")
    database.wait_for_events()
    # A write of `archived` is an event of that field, and one of the employee.
    assert database.events()["dropped"] == lost + 6
    assert counts(database, maple) == agreed(5)
    database.clear_faults()

    record = daily_run()

    assert record["repaired"] == 1
    assert record["shards"]["n0"]["repaired"] == {maple: {"was": 5, "is": 4}}
    assert counts(database, maple) == agreed(4)

    database.put(f"Employees/{maple}/e90002", {"name": "D"})
    database.wait_for_events()
    assert counts(database, maple) == agreed(5)
