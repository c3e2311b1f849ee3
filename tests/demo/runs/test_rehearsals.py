"""A rehearsal over the demo's runs and the staff's decisions, beside what really happened."""

from datetime import timedelta

import pytest

from customer_health.domain.alerts.rules import DEFAULT_RULES
from customer_health.domain.customers.customer import Customer
from customer_health.domain.instants import clock_of
from customer_health.domain.metrics.levels import Threshold
from customer_health.domain.metrics.names import CONFLICTING_CLOCK_INS, METRICS, OPEN_SHIFTS
from customer_health.flows.alerts.change_rule import change_rule
from customer_health.flows.insights.rehearse import Draft, Rehearsal, rehearse
from customer_health.stores.customers import rows
from demo.runs.client import DumpDatabase
from demo.runs.dump import Dump
from tests.demo.conftest import YESTERDAY, Worked

NOW = clock_of(YESTERDAY) + timedelta(hours=12)
"""After the staff's decisions of that day."""


def customers(database: DumpDatabase) -> list[Customer]:
    found = database.get(rows.ROOT).items()
    return [rows.read_row(key, row) for key, row in found if rows.is_tracked(row)]


def rehearsed(database: DumpDatabase, metric: str, threshold: Threshold) -> Rehearsal:
    return rehearse(database, Draft(metric, threshold), customers(database), 90, NOW)


@pytest.mark.parametrize("metric", METRICS)
def test_the_unchanged_rule_reproduces_what_happened(worked: Worked, metric: str) -> None:
    found = rehearsed(worked.database, metric, DEFAULT_RULES[metric].threshold).comparison
    assert found.real == found.reproduced == found.now.alerts > 0
    assert (found.now, found.lost, found.customers) == (found.draft, 0, [])


def test_clock_ins_at_30_percent_open_more_alerts_and_none_later(worked: Worked) -> None:
    metric = CONFLICTING_CLOCK_INS
    found = rehearsed(worked.database, metric, Threshold(30, 70)).comparison
    assert found.draft.alerts >= found.now.alerts
    assert found.days_earlier is not None
    assert found.days_earlier >= 0
    assert found.acted_on > 0 == found.lost


def test_a_rule_that_is_off_loses_the_alerts_that_people_worked_on(worked: Worked) -> None:
    off = Draft(OPEN_SHIFTS, Threshold(10, 20), enabled=False)
    found = rehearse(worked.database, off, customers(worked.database), 90, NOW).comparison
    assert found.draft.alerts == 0
    assert found.lost == found.acted_on > 0


def test_a_rule_is_rehearsed_as_it_was_in_force(worked: Worked) -> None:
    """A version of today says nothing about the days before it."""
    database = DumpDatabase(Dump(dict(worked.database.dump.root)))
    metric = OPEN_SHIFTS
    before = rehearsed(database, metric, Threshold(10, 20)).comparison
    amended = change_rule(
        database, metric, Threshold(90, 95), "ann@pivotapp.ca", NOW, enabled=True, version=1
    )
    after = rehearsed(database, metric, Threshold(10, 20))
    assert after.present == amended
    assert after.comparison.draft == before.draft
    assert after.comparison.now.alerts == before.now.alerts
