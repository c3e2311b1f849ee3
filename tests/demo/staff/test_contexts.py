"""The demo's health scores of earlier days are the product's own, and its newest run's go on."""

from datetime import timedelta

import pytest

from customer_health.domain.context.score import ENOUGH
from customer_health.domain.instants import clock_of
from demo.app.companies import Company
from demo.app.people import Record
from demo.runs.client import DumpDatabase
from demo.runs.dump import Dump
from demo.runs.history import run_in_memory
from demo.serve import DASHBOARD, known_accounts
from demo.staff.contexts import look_at_contexts, score_then, seen_records
from demo.vendors.connectors import connect
from tests.demo.conftest import TODAY, YESTERDAY, Worked


@pytest.fixture(scope="module")
def ran(worked: Worked, cast: list[Company]) -> Record:
    """Return the data after the staff has looked at the contexts, and today's run."""
    database = DumpDatabase(Dump(dict(worked.database.dump.root)))
    vendors = connect(worked.fakes, DASHBOARD)
    accounts = known_accounts(database.dump.root, TODAY)
    look_at_contexts(database, vendors, accounts, TODAY)
    data: Record = dict(database.dump.root)
    run_in_memory(data, TODAY)
    return data


def test_the_newest_runs_scores_are_those_of_the_days_before(ran: Record) -> None:
    compared = 0
    for company_id, by_day in ran["HealthScores"].items():
        seen = seen_records(ran["ContextCache"][company_id])
        figures = ran["CustomerHealthMetrics"][company_id]["history"][str(TODAY)]
        then = score_then(seen, figures, clock_of(TODAY))
        found = by_day[str(TODAY)]
        assert (found["score"], found["coverage"]) == (then.value, then.coverage)
        compared += 1
    assert compared > 10


def test_each_run_knows_a_mean_score(ran: Record) -> None:
    days = [str(YESTERDAY), str(TODAY)]
    for day in days:
        scores = [by_day[day] for by_day in ran["HealthScores"].values() if day in by_day]
        enough = [one["score"] for one in scores if one["coverage"] >= ENOUGH]
        health = ran["BatchRuns"][day]["health"]
        assert (health["scored"], health["scores"]) == (len(enough), sum(enough))
        assert len(enough) > 10


def test_scores_differ_between_customers_and_days(ran: Record) -> None:
    by_customer = [
        {one["score"] for one in by_day.values()} for by_day in ran["HealthScores"].values()
    ]
    assert len(set().union(*by_customer)) > 10
    assert any(len(scores) > 3 for scores in by_customer)


def test_no_score_is_older_than_its_customer(ran: Record) -> None:
    for account in known_accounts(ran, TODAY):
        days = ran["HealthScores"].get(account.company.id, ())
        first = max(account.since, TODAY - timedelta(days=60))
        assert all(day >= str(first) for day in days)


def test_the_list_of_a_past_day_has_the_scores_of_its_day(ran: Record) -> None:
    day = str(YESTERDAY)
    rows = ran["DailyIndex"][day]
    scores = {one: by_day[day] for one, by_day in ran["HealthScores"].items() if day in by_day}
    assert len(scores) > 10
    for company_id, found in scores.items():
        shown = rows[company_id]["score"]
        assert (shown["score"], shown["coverage"]) == (found["score"], found["coverage"])
