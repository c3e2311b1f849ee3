"""Track a company that is new, removed or returns: its figures and alerts before a run."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from customer_health.domain.instants import iso
from customer_health.domain.metrics.names import LOGIN, METRICS, OPEN_SHIFTS
from customer_health.flows.tracking.master_login import record_login
from customer_health.flows.tracking.track_company import track_company
from demo.runs.dump import Dump
from tests.examples import CLOCK, COMPANY, RUN, TUESDAY, Tree, company, metrics_of, no_user, run
from tests.memory_database import MemoryDatabase

DAY = timedelta(days=1)
SHIFT = {"date": str(TUESDAY), "start": "09:00", "end": "17:00"}


def draft(*employees: str | None) -> Tree:
    shifts = [SHIFT | {"employeeId": employee} for employee in employees]
    return {"2025-11-17": {"status": "draft", "generatedAt": 0, "shifts": shifts}}


def track(dump: Dump, now: datetime) -> MemoryDatabase:
    database = MemoryDatabase(dump)
    track_company(database, COMPANY, now, no_user)
    return database


def relink(dump: Dump, now: datetime) -> None:
    for linked in (False, True):
        dump.put(f"Companies/{COMPANY}/csmDashboardLinked", linked)
        track(dump, now)


def levels(dump: Dump) -> tuple[str, str]:
    """Return the company's level in both places that hold it."""
    return dump.at(f"CustomerIndex/{COMPANY}/level"), metrics_of(dump)["alertLevel"]


@pytest.mark.parametrize(
    ("seen", "level"), [(1, "healthy"), (8, "warning"), (15, "critical"), (None, "unknown")]
)
def test_a_new_companys_level_comes_from_its_login(seen: int | None, level: str) -> None:
    active = {"lastActive": iso(CLOCK - seen * DAY)} if seen else None
    dump = company(PresenceStatus={"master": active})
    track(dump, CLOCK)
    assert levels(dump) == (level, level)
    run(dump)
    assert levels(dump) == (level, level)


@pytest.mark.parametrize("schedules", [draft(None, "ann"), draft("ann", "ann")])
def test_a_returning_company_has_its_last_figures(schedules: Tree) -> None:
    dump = company(
        Employees={"ann": {"name": "Ann"}},
        Schedules=schedules,
        PresenceStatus={"master": {"lastActive": iso(CLOCK - DAY)}},
        CustomerHealthMetrics={"history": {"2025-10-25": {"numberofemployees": 1}}},
    )
    run(dump)
    before: Any = dict(metrics_of(dump))
    relink(dump, CLOCK + DAY)
    after = metrics_of(dump)
    for field in (*METRICS, "levels", "averages", "employeeChange30d", "alertLevel"):
        assert after[field] == before[field]
    assert after["freshness"][OPEN_SHIFTS] == iso(CLOCK)
    assert levels(dump) == (before["alertLevel"],) * 2


def test_a_returning_company_does_not_get_old_figures() -> None:
    dump = company(Employees={"ann": {"name": "Ann"}}, Schedules=draft(None, "ann"))
    run(dump)
    relink(dump, CLOCK + 8 * DAY)
    assert levels(dump) == ("unknown", "unknown")
    assert metrics_of(dump)[OPEN_SHIFTS] == "None"


def test_a_return_reads_no_history() -> None:
    asked: set[str] = set()

    class Recording(MemoryDatabase):
        def _reference(self, path: str) -> Any:
            asked.add(path)
            return super()._reference(path)

    dump = company(Employees={"ann": {"name": "Ann"}}, Schedules=draft(None, "ann"))
    run(dump)
    for linked in (False, True):
        dump.put(f"Companies/{COMPANY}/csmDashboardLinked", linked)
        track_company(Recording(dump), COMPANY, CLOCK, no_user)
    parts = {path for path in asked if path.startswith("CustomerHealthMetrics")}
    assert parts
    assert all(path.count("/") == 2 and not path.endswith("/history") for path in parts)


def test_a_new_companys_alerts_come_with_its_first_run() -> None:
    """Linking many companies at once notifies of nothing: their alerts come with the next run."""
    key = f"{COMPANY}:{LOGIN}"
    dump = company(PresenceStatus={"master": {"lastActive": iso(CLOCK - 30 * DAY)}})
    database = track(dump, CLOCK)
    assert (dump.at("Alerts"), dump.at("Outbox")) == (None, None)
    run(dump)
    assert dump.at(f"Alerts/{key}/severity") == "critical"
    assert dump.at(f"AlertRuns/{RUN}") == {key: True}

    record_login(database, COMPANY, "master", CLOCK + DAY, CLOCK + DAY)
    assert dump.at(f"Alerts/{key}/phase") == "resolved"
