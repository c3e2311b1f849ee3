"""The success metrics of a month go to Slack once, when it is over."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from customer_health.domain.instants import clock_of, iso
from customer_health.flows.monthly_digest import queue_digest
from tests.memory_database import MemoryDatabase

FIRST = datetime(2025, 12, 1, 12, tzinfo=UTC)
DAY = timedelta(days=1)
KEY = "Outbox/2025-12-01:success:alerts"


@pytest.fixture
def database() -> MemoryDatabase:
    run = {"companies": 40, "reads": 10, "bytesRead": 1000, "finishedAt": iso(FIRST - DAY)}
    left = {"companyId": "acme", "company": "Acme", "leftAt": iso(FIRST - DAY), "level": "warning"}
    known: Any = {"BatchRuns": {"2025-11-30": run}, "Departures": {"acme": left}}
    return MemoryDatabase(known)


def test_the_month_before_is_reported_once(database: MemoryDatabase) -> None:
    assert queue_digest(database, FIRST)
    entry = database.get(KEY)
    assert (entry["kind"], entry["destination"], entry["state"]) == ("success", "alerts", "pending")
    facts = entry["facts"]
    assert (facts["month"], facts["unexplained"]) == ("2025-11", 1)
    by_name = {one["name"]: one for one in facts["measures"]}
    assert by_name["churn"] == {"name": "churn", "value": 2.5, "of": 40}
    assert by_name["contacted"] == {"name": "contacted", "value": 0, "of": 1, "met": False}
    assert by_name["score"] == {"name": "score", "of": 0}
    for later in (timedelta(), timedelta(hours=1), DAY):
        assert not queue_digest(database, FIRST + later)
    assert database.get(KEY) == entry


@pytest.mark.parametrize(("days", "queued"), [(-1, False), (1, True), (2, True), (3, False)])
def test_a_missed_day_is_made_up_for(database: MemoryDatabase, days: int, queued: bool) -> None:
    assert queue_digest(database, FIRST + days * DAY) is queued
    assert (database.get(KEY) is not None) is queued


def test_the_month_begins_in_toronto(database: MemoryDatabase) -> None:
    midnight = clock_of(FIRST.date()) - timedelta(hours=6)
    assert not queue_digest(database, midnight - timedelta(seconds=1))
    assert queue_digest(database, midnight)


def test_nothing_is_sent_of_a_month_of_which_nothing_is_known() -> None:
    assert not queue_digest(MemoryDatabase({}), FIRST)
