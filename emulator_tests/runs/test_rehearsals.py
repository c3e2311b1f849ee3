"""Rehearsing the unchanged rules gives exactly the alerts that the daily runs opened.

60 companies of the demo, 90 days, with the functions' own daily run. Compared is every transition
of every alert: its number, kind, old and new state, reason, instant and date.
"""

import pytest

from customer_health.domain.alerts.rules import DEFAULT_RULES
from customer_health.domain.insights.rehearsal import DayFigure, play
from customer_health.domain.instants import clock_of
from customer_health.domain.metrics.names import METRICS
from customer_health.flows.insights.rehearse import real_lines
from customer_health.stores.customers import rows, snapshots
from demo.app.companies import companies
from demo.app.database import demo_data
from demo.runs.client import DumpDatabase
from demo.runs.days import run_days
from demo.runs.dump import Dump
from demo.runs.history import days_before, match_linked
from tests.demo.conftest import SEED, TODAY

pytestmark = pytest.mark.timeout(900)
"""The runs take a minute of CPU time."""

DAYS = days_before(TODAY)
FIRST, LAST = DAYS[0], DAYS[-1]


@pytest.fixture(scope="module")
def database() -> DumpDatabase:
    """Return 60 companies after a run on each of 90 days."""
    data = demo_data(TODAY, SEED)
    cast = [company.id for company in companies(TODAY, SEED)[:60]]
    data["Companies"] = {company_id: data["Companies"][company_id] for company_id in cast}
    match_linked(data, clock_of(FIRST))
    return DumpDatabase(Dump(data | run_days(data, DAYS)))


@pytest.mark.parametrize("metric", METRICS)
def test_the_unchanged_rule_gives_the_alerts_of_the_daily_runs(
    database: DumpDatabase, metric: str
) -> None:
    compared = 0
    for company_id, row in database.get(rows.ROOT).items():
        created_at = rows.read_row(company_id, row).created_at
        known = snapshots.between(database, company_id, FIRST, LAST)
        days = [
            DayFigure(day, one.at, one.figure(metric, created_at)) for day, one in known.items()
        ]
        played = play(company_id, days, [DEFAULT_RULES[metric]])
        assert list(played) == real_lines(database, company_id, metric, FIRST, clock_of(LAST))
        compared += len(played)
    assert compared > 5
