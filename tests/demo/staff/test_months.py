"""The demo has something to show on whether the product helps, on any day of a month."""

from datetime import date, timedelta

import pytest

from customer_health.domain.instants import clock_of, iso
from customer_health.flows.success import month_before, success_of
from demo.staff.months import LEFT, months_updates
from tests.memory_database import MemoryDatabase

ENDED = {
    "companyId": "acme",
    "criticalAt": "2026-10-20T10:00:00Z",
    "endedAt": "2026-10-27T10:00:00Z",
}
RESPONSES = {"2026-10-20": {f"acme:login:{n}": ENDED for n in range(8)}}


@pytest.mark.parametrize("day", [1, 2, 15, 30])
def test_two_months_have_views_and_departures(day: int) -> None:
    today = date(2026, 11, day)
    data = {"AlertResponses": RESPONSES}
    database = MemoryDatabase({})
    database.write({**data, **months_updates(data, today)})
    now = clock_of(today)
    this, before, first = (
        success_of(database, month, now)
        for month in (
            today.replace(day=1),
            month_before(today.replace(day=1)),
            month_before(month_before(today.replace(day=1))),
        )
    )
    found = [*this.leavers, *before.leavers, *first.leavers]
    assert len(found) == len(LEFT)
    assert {one.at_risk for one in found} == {True}
    assert {one.contacted for one in found} == {True, False}
    assert {role.role for role in before.attendance} == {"agent", "supervisor"}
    known = {one.name: one for one in [*before.measures, *this.measures] if one.value is not None}
    assert {"contacted", "context_in_time"} <= set(known)


def test_most_alerts_were_answered_and_some_were_not() -> None:
    updates = months_updates({"AlertResponses": RESPONSES}, date(2026, 11, 15))
    answered = [at for path, at in updates.items() if path.endswith("/answeredAt")]
    assert len(answered) == 6
    assert min(answered) > iso(clock_of(date(2026, 10, 20)) - timedelta(hours=1))
