"""A row that can't be read affects its own company only."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from customer_health.domain.alerts.rules import DEFAULT_RULES
from customer_health.domain.codec import as_json
from customer_health.domain.context.score_history import DayScore
from customer_health.domain.customers.customer import newly_tracked
from customer_health.domain.instants import iso
from customer_health.domain.metrics.names import EMPLOYEES, LOGIN
from customer_health.flows.alerts.triage import release_suppressed
from customer_health.flows.runs.start import start_run
from customer_health.flows.tracking.master_login import record_login
from customer_health.flows.tracking.track_company import track_company
from customer_health.flows.tracking.unlinked import forget_unlinked
from customer_health.stores.alerts import alerts
from customer_health.stores.alerts.rules import read_rules
from customer_health.stores.context import health_scores
from customer_health.stores.customer_list import CustomerTable
from customer_health.stores.customers import rows as customer_rows
from customer_health.stores.metrics.companies import read_company
from customer_health.stores.rtdb.live_table import ChangeFeed
from tests.api.customers.test_customer import OPEN
from tests.examples import CLOCK, COMPANY, RUN, Tree, company, no_user, run
from tests.memory_database import MemoryDatabase

DAY = timedelta(days=1)
LATER = CLOCK + timedelta(hours=1)
ROW = f"CustomerIndex/{COMPANY}"
LEFT = {"gone": True, "level": "healthy", "levels": {"login": "healthy"}, "login": iso(CLOCK)}
"""A row into which an event has written after its company was unlinked."""


class Interrupted(MemoryDatabase):
    """A database in which something happens just before the first write."""

    happens: Callable[[], object] | None = None

    def patch(self, updates: Any) -> None:
        happens, self.happens = self.happens, None
        if happens:
            happens()
        super().patch(updates)


def unlink(database: MemoryDatabase) -> None:
    database.patch({f"Companies/{COMPANY}/csmDashboardLinked": False})
    track_company(database, COMPANY, LATER, no_user)


def test_an_event_during_an_unlink_does_not_restore_the_company() -> None:
    dump = company(PresenceStatus={"master": {"lastActive": iso(CLOCK - DAY)}})
    run(dump)
    database = Interrupted(dump)
    database.happens = lambda: unlink(database)
    record_login(database, COMPANY, "master", LATER, LATER)
    assert database.get(f"{ROW}/gone")
    assert not customer_rows.is_tracked(database.get(ROW))
    start_run(database, lambda payload, name: None, CLOCK + DAY, CLOCK + DAY)
    assert customer_rows.is_removed(database.get(ROW))


def row(company_id: str, changed_at: int) -> Tree:
    found = read_company(company_id, b'{"name": "Maple"}', [])
    return customer_rows.row(newly_tracked(found, CLOCK)) | {"changedAt": changed_at}


@pytest.mark.parametrize(
    "bad",
    [
        LEFT,
        {"level": "healthy"},
        row("bad", 2) | {"name": 5},
        row("bad", 2) | {"levels": "x"},
        row("bad", 2) | {"updatedAt": "x"},
        row("bad", 2) | {"employees": "x"},
        row("bad", 2) | {"login": "yesterday"},
        row("bad", 2) | {"trend": ["x"]},
        row("bad", 2) | {"score": 80},
    ],
)
def test_an_unreadable_row_does_not_stop_the_others(bad: Tree) -> None:
    root = {"CustomerIndex": {"good": row("good", 1), "bad": {**bad, "changedAt": 2}}}
    table = CustomerTable(ChangeFeed(MemoryDatabase(root), "CustomerIndex", 30, lambda: 0.0))
    good = table.get("good")
    assert good
    assert good.name == "Maple"
    assert table.get("bad") is None
    assert table.alerts() == []


def test_an_invalid_time_of_change_does_not_stop_the_others() -> None:
    root = {"CustomerIndex": {"good": row("good", 1), "bad": row("bad", 2) | {"changedAt": "x"}}}
    table = CustomerTable(ChangeFeed(MemoryDatabase(root), "CustomerIndex", 30, lambda: 0.0))
    assert table.get("good")


def test_an_unreadable_alert_copy_keeps_the_customer() -> None:
    copies = {"employees": {"phase": "firing", "seq": 3}}
    root = {"CustomerIndex": {"acme": row("acme", 1) | {"alerts": copies}}}
    table = CustomerTable(ChangeFeed(MemoryDatabase(root), "CustomerIndex", 30, lambda: 0.0))
    assert table.get("acme")
    assert table.alerts() == []


def test_a_company_that_cant_be_untracked_does_not_stop_the_others() -> None:
    broken = {"acme:numberofemployees": {"companyId": "acme"}}
    rows = {"acme": row("acme", 1), "zeta": row("zeta", 1)}
    database = MemoryDatabase({"CustomerIndex": rows, "Alerts": broken})
    forget_unlinked(database, set(), LATER)
    assert customer_rows.is_tracked(database.get("CustomerIndex/acme"))
    assert customer_rows.is_removed(database.get("CustomerIndex/zeta"))


def test_a_daily_run_rewrites_an_unreadable_row() -> None:
    dump = company()
    run(dump)
    whole = dump.at(ROW)
    dump.put(ROW, {"level": "healthy", "left": "over"})
    run(dump, RUN)
    assert customer_rows.customer_fields(dump.at(ROW)) == customer_rows.customer_fields(whole)


def test_suppressed_posts_are_released_though_a_customer_is_gone() -> None:
    database = MemoryDatabase({})
    for company_id in ("alder", "birch", "cedar"):
        database.write({customer_rows.path(company_id): row(company_id, 1)})
        suppressed = replace(OPEN, company_id=company_id, suppressed=True)
        database.write(alerts.save(None, suppressed, ()).values)
    database.write({f"{customer_rows.path('birch')}/gone": True})
    assert release_suppressed(database, OPEN.rule, "ann@pivotapp.ca", LATER) == 2
    still_suppressed = {key for key, node in database.get(alerts.ROOT).items() if node.get("held")}
    assert still_suppressed == {f"birch:{OPEN.rule}"}


@pytest.mark.parametrize("bad", ["x", 5, {"metric": LOGIN}, {"metric": LOGIN, "version": "x"}])
def test_an_unreadable_rule_leaves_the_default_and_the_others(bad: Any) -> None:
    amended = replace(DEFAULT_RULES[EMPLOYEES], version=2, enabled=False)
    node = {LOGIN: bad, EMPLOYEES: as_json(amended)}
    assert read_rules(node) == DEFAULT_RULES | {EMPLOYEES: amended}
    assert read_rules("x") == DEFAULT_RULES


def test_an_unreadable_score_leaves_the_others() -> None:
    score = DayScore(70, 1.0)
    days = {f"{RUN}": as_json(score), f"{RUN - DAY}": "x", "2025-11": {"score": 5}}
    database = MemoryDatabase({health_scores.ROOT: {COMPANY: days}})
    assert health_scores.shown(database, COMPANY, RUN) == {RUN: score}
