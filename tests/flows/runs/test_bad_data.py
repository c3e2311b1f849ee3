"""Malformed records: the ones outside of the daily queries are found, and none fails a company."""

from datetime import timedelta
from typing import Any

import pytest

from customer_health.domain.instants import clock_of, iso
from customer_health.domain.metrics.names import (
    CONFLICTING_CLOCK_INS,
    EMPLOYEES,
    LOGIN,
    OPEN_SHIFTS,
    OUTSIDE_AVAILABILITY,
)
from customer_health.stores.metrics.data_issues import LISTED
from demo.runs.dump import Dump
from tests.examples import (
    COMPANY,
    RUN,
    TUESDAY,
    Tree,
    company,
    issues_of,
    metrics_of,
    run,
)

DAY = timedelta(days=1)
LONG = "x" * 10**7
SHIFT = {"date": str(TUESDAY), "start": "09:00", "end": "17:00", "employeeId": "ann"}
CARD = {
    "employeeId": "ann",
    "date": str(TUESDAY),
    "clockIn": "2025-11-18T14:00:00Z",
    "clockOut": "2025-11-18T22:00:00Z",
}
STRAY = ("2025-W47", "20251117", "2025-11", "2025-11-16", "2025-11-09", "week 47")


def company_with_a_week_under(key: str, **tables: Any) -> Dump:
    """Return a company with one week under this key, and a timecard for the week's one shift."""
    week: Tree = {"status": "published", "shifts": {"s": SHIFT}}
    return company(
        Employees={"ann": {"name": "Ann"}},
        Schedules={key: week},
        Timecards={"c": CARD},
        Availability={"ann": {"updatedAt": 0, "weekly": {"tue": [SHIFT]}}},
        **tables,
    )


@pytest.mark.parametrize("past", [False, True])
@pytest.mark.parametrize("key", STRAY)
def test_a_week_under_a_wrong_key_explains_its_timecards(key: str, past: bool) -> None:
    dump = company_with_a_week_under(key)
    run(dump, mode="past" if past else "today")
    assert metrics_of(dump)["averages"] == {CONFLICTING_CLOCK_INS: 0}
    assert (f"Schedules/{COMPANY}/{key}", "malformed") in issues_of(dump)


def test_a_week_under_a_wrong_key_does_not_explain_another_weeks_timecards() -> None:
    dump = company_with_a_week_under("2025-W47")
    dump.put(f"Timecards/{COMPANY}/d", CARD | {"employeeId": "bob"})
    run(dump)
    assert metrics_of(dump)["averages"] == {CONFLICTING_CLOCK_INS: 50}


def test_all_weeks_under_wrong_keys_are_found_within_a_week() -> None:
    """They are not read: their keys are enough."""
    asked: list[str] = []

    class Recording(Dump):
        async def get(self, path: str, **query: Any) -> bytes:
            asked.append(path)
            return await super().get(path, **query)

    dump = Recording(company_with_a_week_under("2025-11-17").root)
    for monday in ("2025-11-24", "2025-12-01"):  # so that each run has a week
        dump.put(f"Schedules/{COMPANY}/{monday}", {"status": "draft"})
    dump.put(f"Schedules/{COMPANY}/2024-W03", {"shifts": [LONG]})
    found = [run_and_look(dump, days) for days in range(7)]
    stray = (f"Schedules/{COMPANY}/2024-W03", "malformed")
    assert [stray in issues for issues in found].count(True) == 1
    assert stray[0] not in asked


def run_and_look(dump: Dump, days: int) -> set[tuple[str, str]]:
    run(dump, RUN + days * DAY)
    return issues_of(dump)


class Answers(Dump):
    """Keeps what was read of each path and query."""

    def __init__(self, root: Tree) -> None:
        super().__init__(root)
        self.read: list[tuple[str, dict[str, Any], bytes]] = []

    async def get(self, path: str, **query: Any) -> bytes:
        answer = await super().get(path, **query)
        self.read.append((path, query, answer))
        return answer


def test_the_whole_history_is_searched_once_a_week() -> None:
    """On the other days a run must read no more for a longer history."""
    dump = Answers(company_with_a_week_under("2025-11-17").root)
    for weeks in range(2, 102):
        dump.put(f"Schedules/{COMPANY}/{RUN - weeks * 7 * DAY}", {"status": "published"})
    dump.put(f"Timecards/{COMPANY}/d", CARD | {"employeeId": "bob"})  # no week explains it
    searches = []
    for days in range(7):
        dump.read.clear()
        run(dump, RUN + days * DAY)
        keys = [a for path, query, a in dump.read if path.startswith("Sch") and "shallow" in query]
        dates = [query for path, query, _ in dump.read if path.startswith("Tim") and query]
        searches.append((max(map(len, keys)) > 1000, len(dates) > 3))
    assert sorted(searches) == [(False, False)] * 6 + [(True, True)]


def test_a_week_of_long_ago_under_a_wrong_key_is_named_but_not_read() -> None:
    dump = Answers(company_with_a_week_under("2025-11-17").root)
    dump.put(f"Schedules/{COMPANY}/2024-W03", {"shifts": [LONG]})
    dump.put(f"Timecards/{COMPANY}/d", CARD | {"employeeId": "bob"})
    run(dump)
    assert (f"Schedules/{COMPANY}/2024-W03", "malformed") in issues_of(dump)
    assert f"Schedules/{COMPANY}/2024-W03" not in {path for path, _, _ in dump.read}


def test_a_wrong_key_among_many_good_ones_prevents_a_conflict() -> None:
    dump = company_with_a_week_under("2025-11-17")
    days_off = {str(RUN + days * DAY): False for days in range(120)}
    dump.put("Availability/ann", {"dates": {**days_off, "someday": [SHIFT]}})
    run(dump, RUN + DAY)  # not the day on which all keys are read anyway
    assert metrics_of(dump)["averages"][OUTSIDE_AVAILABILITY] == 0
    assert ("Availability/ann/dates/someday", "malformed") in issues_of(dump)


def test_days_off_under_wrong_keys_are_found_within_a_week() -> None:
    dump = company_with_a_week_under("2025-11-17")
    dump.put("Availability/ann/dates", {"2025-11-9": False})
    found = [run_and_look(dump, days) for days in range(7)]
    stray = ("Availability/ann/dates/2025-11-9", "malformed")
    assert [stray in issues for issues in found].count(True) == 1
    assert metrics_of(dump)[CONFLICTING_CLOCK_INS] == "No"


def test_schedules_that_are_a_text_are_reported() -> None:
    dump = company(Schedules=LONG, Timecards={"c": CARD}, Employees={"ann": {"name": "Ann"}})
    run(dump)
    assert metrics_of(dump)[OPEN_SHIFTS] == "None"
    assert (f"Schedules/{COMPANY}", "malformed") in issues_of(dump)


@pytest.mark.parametrize("node", [LONG, 5, True])
@pytest.mark.parametrize("past", [False, True])
def test_timecards_that_are_no_node_are_reported(node: Any, past: bool) -> None:
    dump = company_with_a_week_under("2025-11-17")
    dump.put(f"Timecards/{COMPANY}", node)
    run(dump, mode="past" if past else "today")
    assert metrics_of(dump)[CONFLICTING_CLOCK_INS] == "None"
    assert issues_of(dump) == {(f"Timecards/{COMPANY}", "malformed")}


ALERT = f"Alerts/{COMPANY}:{LOGIN}"


@pytest.mark.parametrize(
    ("path", "value", "named"),
    [
        (f"Timecards/{COMPANY}/d", CARD | {"clockIn": LONG}, f"Timecards/{COMPANY}/d"),
        (f"Employees/{COMPANY}/bob", LONG, f"Employees/{COMPANY}/bob"),
        ("PresenceStatus/master", {"lastActive": LONG}, "PresenceStatus/master/lastActive"),
        (f"MasterLogins/{COMPANY}", LONG, f"MasterLogins/{COMPANY}"),
        (ALERT, LONG, ALERT),
        (ALERT, {"companyId": COMPANY, "rule": 5}, ALERT),
        (f"CustomerIndex/{COMPANY}", LONG, None),
        (f"CustomerIndex/{COMPANY}", {"level": "healthy", "alerts": "none"}, None),
        (f"Matches/{COMPANY}/crmId", {"id": 5}, None),
    ],
)
def test_a_bad_record_fails_no_company(path: str, value: Any, named: str | None) -> None:
    dump = company_with_a_week_under("2025-11-17")
    run(dump)
    dump.put(path, value)
    run(dump)
    assert metrics_of(dump)["averages"][CONFLICTING_CLOCK_INS] == 0
    issues = dump.at(f"DataQuality/{COMPANY}/flaws") or []
    assert {issue["path"] for issue in issues} == ({named} if named else set())
    assert all(len(issue["detail"]) <= 200 for issue in issues)


def test_another_companys_malformed_alert_is_not_reported() -> None:
    dump = company_with_a_week_under("2025-11-17")
    dump.put(f"Alerts/{COMPANY}:2:{LOGIN}", LONG)
    run(dump)
    assert issues_of(dump) == set()


@pytest.mark.parametrize(
    ("history", "baseline"),
    [
        ({30: {}, 31: {EMPLOYEES: 4}}, 31),
        ({30: {EMPLOYEES: "four"}, 31: {EMPLOYEES: 4}}, 31),
        ({31: {}, 33: {EMPLOYEES: 4}}, 33),
        ({31: LONG, 29: {EMPLOYEES: True}, 20: {EMPLOYEES: 4}, 10: {}}, 20),
        ({31: {}, 29: {}}, None),
    ],
)
def test_a_snapshot_without_a_count_is_skipped(
    history: dict[int, Any], baseline: int | None
) -> None:
    snapshots = {str(RUN - days * DAY): node for days, node in history.items()}
    dump = company_with_a_week_under("2025-11-17", CustomerHealthMetrics={"history": snapshots})
    run(dump)
    change = metrics_of(dump).get("employeeChange30d", {})
    assert change.get("baselineDate") == (baseline and str(RUN - baseline * DAY))
    named = {path.split("/")[0] for path, _ in issues_of(dump)}
    assert named <= {"CustomerHealthMetrics"}


def test_all_bad_records_are_counted_though_not_all_are_listed() -> None:
    dump = company_with_a_week_under("2025-11-17")
    for number in range(LISTED + 5):
        dump.put(f"Employees/{COMPANY}/e{number}", "x")
    run(dump)
    quality = dump.at(f"DataQuality/{COMPANY}")
    assert (quality["counts"]["malformed"], len(quality["flaws"])) == (LISTED + 5, LISTED)


def test_a_later_repetition_of_a_run_gives_the_same_figures() -> None:
    """Also if a punch that was missing then is now there and malformed."""
    day = RUN - DAY
    card = {"employeeId": "ann", "date": str(day), "clockIn": iso(clock_of(RUN) - 8 * DAY / 24)}
    dump = company(Employees={"ann": {"name": "Ann"}}, Timecards={"c": card})
    run(dump)
    types = f"MetricEvidence/{COMPANY}/{RUN}/{CONFLICTING_CLOCK_INS}/types"
    once = dump.at(types)
    assert once == {"missing_punch": 0, "no_shift": 1, "time_mismatch": 0, "overlap": 0}
    for later in (DAY / 24, 30 * DAY):
        dump.put(f"Timecards/{COMPANY}/c/clockOut", iso(clock_of(RUN) + later))
        run(dump, mode="past")
        assert dump.at(types) == once
