"""Each red or amber figure of the demo turns green if the change is made that its remedy names, on
the days that it names. The change is made in the app's records, and the run is made again."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, time
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from customer_health.domain.insights.remedy import BREACHES, Remedy, of_employees, of_percentage
from customer_health.domain.instants import TORONTO, clock_of, iso
from customer_health.domain.metrics.names import (
    CONFLICTING_CLOCK_INS,
    EMPLOYEES,
    LOGIN,
    OPEN_SHIFTS,
    OUTSIDE_AVAILABILITY,
    PERCENTAGES,
)
from customer_health.domain.metrics.window import monday_of
from customer_health.stores.metrics import evidence
from demo.runs.dump import Dump
from tests.demo.conftest import TODAY
from tests.examples import run
from tests.memory_database import BulkDump

Tree = dict[str, Any]


def records(dump: Dump, company: str, metric: str, needed: dict[date, int]) -> Iterator[str]:
    """Yield the paths, below the company's node, of the records to change."""
    left = dict(needed)
    node = dump.at(f"{evidence.path(company, TODAY)}/{metric}")
    for violation in evidence.read(node).violations:
        if left.get(violation.day):
            left[violation.day] -= 1
            yield violation.record
    assert not any(left.values()), left


def fill_shifts(dump: Dump, company: str, needed: dict[date, int]) -> None:
    for record in records(dump, company, OPEN_SHIFTS, needed):
        dump.put(f"Schedules/{company}/{record}/employeeId", "somebody")


def assign_anew(dump: Dump, company: str, needed: dict[date, int]) -> None:
    for record in records(dump, company, OUTSIDE_AVAILABILITY, needed):
        dump.put(f"Schedules/{company}/{record}/employeeId", "somebody")


def correct_timecards(dump: Dump, company: str, needed: dict[date, int]) -> None:
    """Give each card's employee a shift of their own at the hours that they worked."""
    for number, record in enumerate(records(dump, company, CONFLICTING_CLOCK_INS, needed)):
        path, who = f"Timecards/{company}/{record}", f"fixed-{number}"
        day = date.fromisoformat(dump.at(f"{path}/date"))
        start, end = (
            iso(datetime.combine(day, time(hour), zone(dump, company))) for hour in (9, 17)
        )
        card = {"date": f"{day}", "clockIn": start, "clockOut": end, "employeeId": who}
        dump.put(path, card)
        shift = {"date": f"{day}", "start": "09:00", "end": "17:00", "employeeId": who}
        week = f"Schedules/{company}/{monday_of(day)}"
        dump.put(f"{week}/status", "published")
        dump.put(f"{week}/shifts/{who}", shift)


def zone(dump: Dump, company: str) -> ZoneInfo:
    try:
        return ZoneInfo(dump.at(f"Companies/{company}/timezone") or "America/Toronto")
    except (KeyError, ValueError):
        return TORONTO


CHANGES: dict[str, Callable[[Dump, str, dict[date, int]], None]] = {
    OPEN_SHIFTS: fill_shifts,
    OUTSIDE_AVAILABILITY: assign_anew,
    CONFLICTING_CLOCK_INS: correct_timecards,
}


@pytest.fixture(scope="module")
def dump(data: Tree) -> Dump:
    """Return the demo's data after today's run of every company, in which employees had been twice
    as many a month ago."""
    dump = BulkDump(dict(data))
    before = date.fromordinal(TODAY.toordinal() - 30)
    for company in linked(data):
        size = len(dump.at(f"Employees/{company}") or ())
        snapshot = {EMPLOYEES: 2 * size, "levels": {}}
        dump.put(f"CustomerHealthMetrics/{company}/history/{before}", snapshot)
        run(dump, TODAY, company_id=company)
    return dump


def linked(data: Tree) -> list[str]:
    return [key for key, record in data["Companies"].items() if record.get("csmDashboardLinked")]


def level(dump: Dump, company: str, metric: str) -> str:
    found: str = dump.at(f"CustomerHealthMetrics/{company}/levels/{metric}")
    return found


def remedy(dump: Dump, company: str, metric: str) -> Remedy:
    node = dump.at(f"{evidence.path(company, TODAY)}/{metric}")
    found = of_percentage(metric, evidence.read(node), TODAY)
    assert found
    return found


@pytest.mark.parametrize("metric", PERCENTAGES)
def test_the_change_of_a_remedy_turns_a_percentage_green(
    dump: Dump, data: Tree, metric: str, subtests: pytest.Subtests
) -> None:
    tried = 0
    for company in linked(data):
        if level(dump, company, metric) not in BREACHES:
            continue
        with subtests.test(company=company):
            CHANGES[metric](dump, company, remedy(dump, company, metric).days or {})
            run(dump, TODAY, company_id=company)
            assert level(dump, company, metric) == "healthy"
        tried += 1
    assert tried >= 4


def test_employees_and_a_login_turn_theirs_green(dump: Dump, data: Tree) -> None:
    stayed_away = 0
    for company in linked(data):
        metrics = dump.at(f"CustomerHealthMetrics/{company}")
        baseline = metrics.get("employeeChange30d")
        if baseline is None:  # nobody works there
            continue
        known = {date.fromisoformat(baseline["baselineDate"]): baseline["from"]}
        found = of_employees(metrics[EMPLOYEES], known, TODAY)
        assert found
        for number in range(found.needed):
            dump.put(f"Employees/{company}/new-{number}", {"name": "New"})
        master = dump.at(f"CustomerIndex/{company}/master")
        if master and level(dump, company, LOGIN) in BREACHES:
            stayed_away += 1
            dump.put(f"PresenceStatus/{master}/lastActive", iso(clock_of(TODAY)))
        run(dump, TODAY, company_id=company)
        assert level(dump, company, EMPLOYEES) == "healthy"
        assert not master or level(dump, company, LOGIN) in {"healthy", "none"}
    assert stayed_away >= 4


def test_the_evidence_gives_the_same_figure(dump: Dump, data: Tree) -> None:
    for company in linked(data):
        metrics = dump.at(f"CustomerHealthMetrics/{company}")
        for metric in PERCENTAGES:
            node = dump.at(f"{evidence.path(company, TODAY)}/{metric}")
            ratio = evidence.read(node)
            average = metrics.get("averages", {}).get(metric)
            assert (None if ratio.average is None else float(ratio.average)) == average
            assert sum(count.part for count in ratio.days.values()) == node["total"]
            assert len(ratio.violations) == node["total"]
