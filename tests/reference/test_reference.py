"""Checks of the reference: worked examples, the rosters, and the range of the strategies."""

import json
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from .companies import AUTH_USERS, COMPANY, Dice, Drawn, Tree, companies, company_data
from .metrics import CONFLICT_TYPES, CONFLICTING, EMPLOYEES, LOGIN, OPEN, UNAVAILABLE, expected

DATA = Path(__file__).parents[3] / "shared" / "data"
RUN = date(2025, 11, 24)
MONDAY = "2025-11-17"


def run(past: bool = True, on: date = RUN, **tables: Any) -> Tree:
    """The figures of one company, `acme`; tables are its own (Availability: whole). Its master
    account was never seen, unless the tables say so."""
    tables = {"Companies": {"masterUserId": "m"}} | tables
    data: Tree = {
        name: node if name in ("Availability", "PresenceStatus") else {COMPANY: node}
        for name, node in tables.items()
    }
    return expected(data, COMPANY, on, past=past)


def shift(
    on: str, employee_id: str | None = "ann", start: str = "09:00", end: str = "17:00"
) -> Tree:
    return {"date": on, "start": start, "end": end, "employeeId": employee_id}


def card(clock_in: str | None, clock_out: str | None, on: str = "2025-11-18", **more: str) -> Tree:
    return {"employeeId": "ann", "date": on, "clockIn": clock_in, "clockOut": clock_out} | more


def published(*shifts: Tree, monday: str = MONDAY) -> Tree:
    return {monday: {"status": "published", "shifts": list(shifts)}}


def draft(*shifts: Tree) -> Tree:
    return {MONDAY: {"status": "draft", "generatedAt": 0, "shifts": list(shifts)}}


@pytest.mark.skipif(not DATA.is_dir(), reason="the shared rosters are not beside this repository")
def test_rosters() -> None:
    data = json.loads((DATA / "rosters.json").read_text("utf-8"))
    wanted = json.loads((DATA / "rosters.expected-2025-11-24.json").read_text("utf-8"))
    for company_id, figures in wanted.items():
        found = expected(data, company_id, RUN, past=True)
        assert found.pop("issues") == set()
        assert found.pop("averages") == pytest.approx(figures.pop("averages"), rel=0, abs=1e-9)
        assert found == figures


CASES = json.loads(Path(__file__).with_name("cases.json").read_text("utf-8"))
"""Cases from practice, with the figures expected of them: one dump each, and its run date."""


@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_cases_from_practice(case: Tree) -> None:
    for company_id, wanted in case["expected"].items():
        run_date = date.fromisoformat(case["runDate"])
        found = expected(case["dump"], company_id, run_date, past=True)
        found.setdefault("conflictTypes", dict.fromkeys(CONFLICT_TYPES, 0))
        assert {key: found.get(key) for key in wanted} == wanted


def test_open_shifts_of_the_requirements() -> None:
    weeks: Tree = {}
    for back in range(14, 0, -1):
        on = RUN - timedelta(days=back)
        monday = str(on - timedelta(days=on.weekday()))
        week = weeks.setdefault(monday, {"status": "draft", "generatedAt": 0, "shifts": []})
        week["shifts"] += [shift(str(on), employee_id) for employee_id in ("ann", "bob", None)]
    found = run(Schedules=weeks)
    assert found["averages"] == {OPEN: 50.0}
    assert found[OPEN] == "Yes"
    assert found["levels"][OPEN] == found["alertLevel"] == "critical"


@pytest.mark.parametrize(
    ("regular", "open_shifts", "result", "level"),
    [
        (10, 1, "No", "warning"),
        (11, 1, "No", "healthy"),
        (9, 1, "Yes", "warning"),
        (5, 1, "Yes", "warning"),
        (4, 1, "Yes", "critical"),
        (0, 1, "Yes", "critical"),
        (0, 0, "None", "none"),
    ],
)
def test_open_shift_thresholds(regular: int, open_shifts: int, result: str, level: str) -> None:
    shifts = [shift("2025-11-18")] * regular + [shift("2025-11-18", "")] * open_shifts
    found = run(Schedules=draft(*shifts))
    assert (found[OPEN], found["levels"][OPEN]) == (result, level)


@pytest.mark.parametrize(
    ("availability", "percentage", "kind"),
    [
        ({"updatedAt": 0}, 100, None),
        ({"updatedAt": 0, "weekly": {"tue": [{"start": "09:00", "end": "10:00"}]}}, 0, None),
        ({"updatedAt": 0, "weekly": {"tue": []}}, 100, None),
        ({"updatedAt": 0, "weekly": {"tue": ["x"]}}, 0, ("/weekly/tue/0", "malformed")),
        ({"updatedAt": "x"}, 100, None),
        ("x", 0, ("", "malformed")),
        ({"weekly": "x"}, 0, ("/weekly", "malformed")),
        ({"dates": {"2025-11-18": [None, {"start": "09:00", "end": "10:00"}]}}, 0, None),
        (
            {
                "weekly": {"tue": [{"start": "09:00", "end": "10:00"}]},
                "dates": {"2025-11-18": False},
            },
            100,
            None,
        ),
        (None, 0, ("", "availability_never_submitted")),
    ],
)
def test_availability(availability: Any, percentage: int, kind: tuple[str, str] | None) -> None:
    found = run(
        Employees={"ann": {"name": "Ann"}},
        Schedules=published(shift("2025-11-18")),
        Availability={"ann": availability},
    )
    assert found["averages"][UNAVAILABLE] == percentage
    assert found["issues"] == ({("Availability/ann" + kind[0], kind[1])} if kind else set())


@pytest.mark.parametrize(
    ("record", "types"),
    [
        (card("2025-11-18T09:30:00-05:00", "2025-11-18T22:30:00Z"), []),
        (card("2025-11-18T09:30:01-05:00", "2025-11-18T22:00:00Z"), ["time_mismatch"]),
        (card(None, "2025-11-18T22:30:01Z"), ["missing_punch", "time_mismatch"]),
        (card("2025-11-18T14:00:00Z", None), ["missing_punch"]),
        (card("2025-11-18T14:00:00Z", "2025-11-18T22:00:00Z", shiftId="1"), ["no_shift"]),
        (card("2025-11-18T14:00:00Z", "2025-11-18T22:00:00Z", "2025-11-19"), []),
        (card("2025-11-18T11:59:59Z", "2025-11-18T22:00:00Z", "2025-11-19"), ["no_shift"]),
        (card("2025-11-18T14:00:00Z", "2025-11-18T22:00:00Z", "2025-11-19", shiftId="0"), []),
    ],
)
def test_conflicts(record: Tree, types: list[str]) -> None:
    shifts = (shift("2025-11-18"), shift("2025-11-18", "bob"))
    found = run(Schedules=published(*shifts), Timecards=[record])
    assert [name for name, count in found["conflictTypes"].items() if count] == types
    assert found["averages"][CONFLICTING] == (100 if types else 0)


def test_touching_timecards_do_not_overlap() -> None:
    morning = card("2025-11-18T14:00:00Z", "2025-11-18T18:00:00Z")
    for clock_in, overlapping in (("18:00:00", 0), ("17:59:59.999", 2)):
        afternoon = card(f"2025-11-18T{clock_in}Z", "2025-11-18T22:00:00Z")
        found = run(Timecards=[morning, afternoon])
        assert found["conflictTypes"]["overlap"] == overlapping


def test_nearest_start_matches_and_a_tie_goes_to_the_earliest() -> None:
    shifts = (shift("2025-11-18", start="10:00", end="18:00"), shift("2025-11-18", start="09:00"))
    punches = card("2025-11-18T09:30:00-05:00", "2025-11-18T17:00:00-05:00")
    assert run(Schedules=published(*shifts), Timecards=[punches])["averages"][CONFLICTING] == 0
    punches["clockIn"] = "2025-11-18T09:30:01-05:00"  # nearer to 10:00, which ends at 18:00
    assert run(Schedules=published(*shifts), Timecards=[punches])["averages"][CONFLICTING] == 100


def test_the_night_that_clocks_change() -> None:
    night = shift("2025-11-01", start="22:00", end="06:00")  # nine hours long
    punches = card("2025-11-01T22:00:00-04:00", "2025-11-02T06:00:00-05:00", "2025-11-01")
    week = published(night, monday="2025-10-27")
    found = run(on=date(2025, 11, 3), Schedules=week, Timecards=[punches])
    assert found["averages"][CONFLICTING] == 0


def test_a_week_published_after_the_clock_is_still_a_draft() -> None:
    week = published(shift("2025-11-18"))
    week[MONDAY] |= {"generatedAt": 0, "publishedAt": "2025-11-24T11:00:01Z"}
    assert run(Schedules=week)["averages"] == {OPEN: 0}
    week[MONDAY]["publishedAt"] = "2025-11-24T11:00:00Z"
    assert run(Schedules=week)["averages"] == {UNAVAILABLE: 0}


@pytest.mark.parametrize(
    ("history", "baseline", "level"),
    [
        ({"2025-10-25": 10, "2025-10-24": 4}, "2025-10-25", "warning"),
        ({"2025-10-24": 10, "2025-10-18": 4, "2025-10-26": 4}, "2025-10-24", "warning"),
        ({"2025-10-17": 10, "2025-10-26": 9, "2025-11-01": 4}, "2025-10-26", "healthy"),
        ({"2025-10-25": 12}, "2025-10-25", "critical"),
        ({"2025-10-25": 0}, None, "none"),
        ({"2025-11-24": 20}, None, "none"),
    ],
)
def test_employee_change(history: Any, baseline: str | None, level: str) -> None:
    found = run(
        Employees={str(n): {"name": "x", "archived": n == 9} for n in range(10)},
        CustomerHealthMetrics={
            "history": {on: {"numberofemployees": count} for on, count in history.items()}
        },
    )
    assert found[EMPLOYEES] == 9
    assert found["levels"][EMPLOYEES] == level
    assert found.get("employeeChange30d", {}).get("baselineDate") == baseline


def test_past_runs_count_employees_as_of_the_clock() -> None:
    people = {
        "later": {"createdAt": "2025-11-24T11:00:01Z"},
        "left": {"archived": True, "archivedAt": "2025-11-24T11:00:01Z"},
        "gone": {"archived": True},
        "here": {"createdAt": "2025-11-24T11:00:00Z"},
        "broken": {"archived": "no"},
    }
    assert run(Employees=people)[EMPLOYEES] == 2
    assert run(past=False, Employees=people | {"more": {"archived": False}})[EMPLOYEES] == 3
    assert run(Employees=people)["issues"] == {("Employees/acme/broken", "malformed")}


@pytest.mark.parametrize(("past", "counted", "path"), [(False, 1, "/createdAt"), (True, 0, "")])
def test_only_a_past_run_needs_a_hiring_date(past: bool, counted: int, path: str) -> None:
    found = run(past, Employees={"ann": {"name": "Ann", "createdAt": "yesterday"}})
    assert found[EMPLOYEES] == counted
    assert found["issues"] == {(f"Employees/acme/ann{path}", "malformed")}


@pytest.mark.parametrize(
    ("at", "level"),
    [
        ("2025-11-17T11:00:00.001Z", "healthy"),
        ("2025-11-17T11:00:00Z", "warning"),
        ("2025-11-10T11:00:00Z", "warning"),
        ("2025-11-10T10:59:59.999Z", "critical"),
        ("2025-11-24T11:00:00.001Z", "none"),
    ],
)
def test_login(at: str, level: str) -> None:
    company = {"masterUserId": "m", "createdAt": "2025-11-23T00:00:00Z"}
    found = run(Companies=company, PresenceStatus={"m": {"lastActive": at}})
    assert found["levels"][LOGIN] == level
    assert found.get(LOGIN) == (None if level == "none" else f"{at[:19]}Z")


@pytest.mark.parametrize(
    ("presence", "level", "path"),
    [
        (None, "critical", None),
        ({"lastActive": 0}, "critical", None),
        ({"lastActive": "0001-01-01T00:00:00Z"}, "critical", None),
        ({"lastActive": 1763906400}, "none", "/lastActive"),  # in seconds
        ({"lastActive": "2025-11-25T11:00:00.001Z"}, "none", "/lastActive"),
        ({"lastActive": "2025-11-25T11:00:00Z"}, "none", None),
        ({"lastActive": "x"}, "none", "/lastActive"),
        ({"status": "offline"}, "none", "/lastActive"),
        ("offline", "none", ""),
    ],
)
def test_unknown_is_not_never(presence: Any, level: str, path: str | None) -> None:
    company = {"masterUserId": "m", "createdAt": "2025-01-01T00:00:00Z"}
    found = run(past=False, Companies=company, PresenceStatus={"m": presence})
    assert (found["levels"][LOGIN], found.get(LOGIN)) == (level, None)
    named = set() if path is None else {(f"PresenceStatus/m{path}", "malformed")}
    assert found["issues"] == named


def test_a_company_is_read_field_by_field() -> None:
    company = {"name": 5, "masterUserId": "m", "timezone": "Mars/Olympus", "createdAt": "x"}
    found = run(
        Companies=company, PresenceStatus={"m": {"lastActive": "2025-11-20T00:00:00Z", "status": 5}}
    )
    assert found[LOGIN] == "2025-11-20T00:00:00Z"
    assert found["issues"] == {
        ("Companies/acme/name", "malformed"),
        ("Companies/acme/timezone", "unknown_zone"),
        ("Companies/acme/createdAt", "malformed"),
    }


def test_login_never_moves_backwards_and_falls_back_to_the_creation() -> None:
    company = {"email": "m@example.com", "createdAt": "2025-11-12T00:00:00Z"}
    data = {
        "Companies": {COMPANY: company},
        "PresenceStatus": {"u": {"lastActive": "2025-11-01T00:00:00Z"}},
    }
    found = expected(data, COMPANY, RUN, past=True)
    assert found["levels"][LOGIN] == "none"  # there is no master account
    assert found["issues"] == {("Companies/acme/email", "no_master_account")}
    found = expected(data, COMPANY, RUN, past=True, auth_users={"m@example.com": "never seen"})
    assert found["levels"][LOGIN] == "warning"
    found = expected(data, COMPANY, RUN, past=True, auth_users={"m@example.com": "u"})
    assert found[LOGIN] == "2025-11-01T00:00:00Z"
    found = expected(data, COMPANY, RUN, past=True, stored_login="2025-11-20T00:00:00Z")
    assert found[LOGIN] == "2025-11-20T00:00:00Z"


@settings(suppress_health_check=list(HealthCheck))
@given(companies())
def test_results_are_consistent(drawn: Drawn) -> None:
    data, company_id, run_date, past = drawn
    before = json.dumps(data)
    found = expected(data, company_id, run_date, past=past, auth_users=AUTH_USERS)
    assert json.dumps(data) == before
    for field in (OPEN, UNAVAILABLE, CONFLICTING):
        assert (found[field] == "None") == (field not in found["averages"])
        assert (found[field] == "None") == (found["levels"][field] == "none")
    assert ("conflictTypes" in found) == (CONFLICTING in found["averages"])
    assert ("employeeChange30d" in found) == (found["levels"][EMPLOYEES] != "none")


def test_the_strategies_reach_every_outcome() -> None:
    reached: set[Any] = set()
    for seed in range(1000):
        data, company_id, run_date, past = company_data(Dice(Random(seed)))
        found = expected(data, company_id, run_date, past=past, auth_users=AUTH_USERS)
        reached.update((field, level) for field, level in found["levels"].items())
        reached.update(
            (field, average)
            for field, average in found["averages"].items()
            if average in (10, 20, 50, 70)
        )
        reached.update(name for name, count in found.get("conflictTypes", {}).items() if count)
        reached.update((path.split("/")[0], kind) for path, kind in found["issues"])
        reached.update(
            ("Schedules", path.count("/")) for path, _ in found["issues"] if path[0] == "S"
        )
        reached.add(found["alertLevel"])

    levels = ("healthy", "warning", "critical", "none")
    wanted: set[Any] = {(field, level) for field in (EMPLOYEES, LOGIN) for level in levels}
    wanted |= {(f, level) for f in (OPEN, UNAVAILABLE, CONFLICTING) for level in levels}
    wanted |= {(f, edge) for f in (OPEN, UNAVAILABLE) for edge in (10, 20)}
    wanted |= {(CONFLICTING, 50), (CONFLICTING, 70), ("Schedules", 2), ("Schedules", 4)}
    tables = ("Companies", "Employees", "Schedules", "Timecards", "Availability", "PresenceStatus")
    wanted |= {(table, "malformed") for table in tables}
    wanted |= {("Companies", "unknown_zone"), ("Availability", "availability_never_submitted")}
    wanted |= {("Companies", "no_master_account"), ("Schedules", 1)}
    wanted |= {("Schedules", "unknown_employee"), ("Timecards", "unknown_employee")}
    assert (wanted | {"healthy", "warning", "critical", "unknown", *CONFLICT_TYPES}) <= reached
