"""The copies of open alerts in a row always equal the alerts."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_health.domain.alerts.alert import Alert, Triage
from customer_health.domain.metrics.names import OPEN_SHIFTS
from customer_health.stores.alerts import alerts, row_copies
from customer_health.stores.rtdb.update import Update
from tests.api.customers.test_customer import OPEN
from tests.examples import CLOCK, RUN
from tests.memory_database import MemoryDatabase

ROW = "CustomerIndex/c1"

states = st.builds(
    replace,
    st.just(OPEN),
    episode=st.integers(1, 2),
    phase=st.sampled_from(("firing", "recovering", "resolved", "closed")),
    value=st.none() | st.just(12.5),
    triage=st.sampled_from((Triage(), Triage("acknowledged", "ann@pivotapp.ca", CLOCK, "why"))),
    suppressed=st.booleans(),
    changes=st.sampled_from(((), (RUN,))),
)


def repeated(database: MemoryDatabase) -> list[Alert]:
    return row_copies.in_row("c1", database.get(ROW) or {})


@given(st.lists(states, min_size=1, max_size=6))
def test_the_row_always_equals_its_alerts(history: list[Alert]) -> None:
    database, before = MemoryDatabase({}), None
    for after in history:
        database.write(alerts.save(before, after, ()).values)
        before = after
        assert repeated(database) == ([after] if after.is_open else [])


def test_two_changes_at_once_are_both_kept() -> None:
    database = MemoryDatabase({})
    database.write(alerts.save(None, OPEN, ()).values)
    measured, acknowledged = replace(OPEN, value=25.0), replace(OPEN, triage=Triage("acknowledged"))
    database.write((alerts.save(OPEN, measured, ()) | alerts.save(OPEN, acknowledged, ())).values)
    assert repeated(database) == [replace(OPEN, value=25.0, triage=Triage("acknowledged"))]


def test_a_decision_does_not_open_an_alert_closed_meanwhile() -> None:
    database = MemoryDatabase({})
    database.write(alerts.save(None, OPEN, ()).values)
    database.write(alerts.save(OPEN, replace(OPEN, phase="resolved"), ()).values)
    database.write(alerts.save(OPEN, replace(OPEN, triage=Triage("acknowledged")), ()).values)
    assert repeated(database) == []


def missing(database: MemoryDatabase) -> None:
    database.write({f"{ROW}/alerts": None})


def left_over(database: MemoryDatabase) -> None:
    database.write({f"Alerts/{OPEN.key}/phase": "closed"})


def mixture(database: MemoryDatabase) -> None:
    """Return the mixed copies of an event and a run that wrote at the same time."""
    database.write({f"{ROW}/alerts/open/episode": None, f"{ROW}/alerts/open/value": 99.0})


@pytest.mark.parametrize("spoil", [missing, left_over, mixture])
def test_a_run_repairs_wrong_copies(spoil: Callable[[MemoryDatabase], None]) -> None:
    database = MemoryDatabase({})
    database.write(alerts.save(None, OPEN, ()).values)
    spoil(database)
    known: Any = alerts.read(database.get(f"Alerts/{OPEN.key}"))
    assert repeated(database) != [known] or not known.is_open
    repaired = row_copies.repair_row("c1", {OPEN_SHIFTS: known}, database.get(ROW))
    database.write(repaired.values)
    assert repeated(database) == ([known] if known.is_open else [])
    assert row_copies.repair_row("c1", {OPEN_SHIFTS: known}, database.get(ROW)) == Update()


@pytest.mark.parametrize("copies", [{"login": {"phase": "firing"}}, {"login": "x"}, "x"])
def test_an_unreadable_copy_is_left_out(copies: Any) -> None:
    database = MemoryDatabase({})
    database.write(alerts.save(None, OPEN, ()).values)
    row = database.get(ROW)
    others = copies if isinstance(copies, dict) else {}
    assert row_copies.in_row("c1", {"alerts": row["alerts"] | others}) == [OPEN]
    assert row_copies.in_row("c1", {"alerts": copies}) == []
