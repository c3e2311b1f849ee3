"""What earlier runs have left: alerts of many ages, logins, and the records of the runs."""

from datetime import date, timedelta
from typing import Any

import pytest

from customer_health.api.customers.models import CustomerPage
from customer_health.api.http.operation import as_json
from customer_health.domain.instants import clock_of, iso
from customer_health.domain.metrics.names import LOGIN
from demo.app.companies import Company
from demo.runs.days import run_days
from demo.runs.history import add_history, add_runs, run_in_memory
from tests.api.client import Api
from tests.demo.conftest import DAYS, TODAY, of_companies
from tests.memory_database import MemoryDatabase

Tree = dict[str, Any]


def test_each_of_90_days_has_a_run(data: Tree, cast: list[Company]) -> None:
    [steady] = [company for company in cast if company.shape.name == "steady"]
    own = of_companies(data, [steady])
    add_runs(own, TODAY)
    days = [(TODAY - timedelta(days=ago)).isoformat() for ago in range(90, 0, -1)]
    assert sorted(own["CustomerHealthMetrics"][steady.id]["history"]) == days
    assert sorted(own["BatchRuns"]) == days


def test_alerts_opened_on_many_days(past: Tree) -> None:
    clocks = {iso(clock_of(day)) for day in DAYS}
    opened = {alert["openedAt"] for alert in past["Alerts"].values()}
    assert opened <= clocks
    assert len(opened) > 5


def test_there_are_open_and_past_alerts_of_both_severities(past: Tree) -> None:
    alerts = past["Alerts"].values()
    assert {(alert["open"], alert["severity"]) for alert in alerts} == {
        (is_open, severity) for is_open in (True, False) for severity in ("warning", "critical")
    }
    assert any(alert["episode"] > 1 for alert in alerts)


def test_every_alert_has_its_transitions(past: Tree) -> None:
    for alert in past["Alerts"].values():
        lines = past["AlertHistory"][alert["companyId"]].values()
        own = [line for line in lines if line["episode"].startswith(f"{alert['companyId']}:")]
        assert {"opened"} <= {line["kind"] for line in own}


def test_logins_are_on_many_days(past: Tree, cast: list[Company]) -> None:
    for company in cast:
        if company.shape.login_days is not None and company.shape.login_days < 2:
            days = past["CustomerHealthMetrics"][company.id]["history"].values()
            assert len({day[LOGIN] for day in days if LOGIN in day}) > len(days) / 3, company.id


def test_a_company_has_no_history_before_its_creation(past: Tree, cast: list[Company]) -> None:
    [new] = [company.id for company in cast if company.shape.name == "brand new"]
    assert list(past["CustomerHealthMetrics"][new]["history"]) == [
        day.isoformat() for day in DAYS if day >= TODAY - timedelta(days=2)
    ]


def test_rows_know_the_owner_and_todays_employees(past: Tree, cast: list[Company]) -> None:
    rows = past["CustomerIndex"]
    assert {company.id: company.size for company in cast} == {
        key: row["employees"] for key, row in rows.items()
    }
    assert sum("owner" in row for row in rows.values()) > len(rows) / 2


def test_the_list_shows_each_row_as_the_models_do(past: Tree) -> None:
    api = Api(MemoryDatabase({"CustomerIndex": past["CustomerIndex"]}))
    for _ in ("made", "kept"):
        body = api.send("GET", "customers?limit=200").data
        page = CustomerPage.model_validate_json(body)
        assert len(page.customers) == len(past["CustomerIndex"])
        assert as_json(page).encode() == body


def test_every_run_is_complete_and_over(past: Tree) -> None:
    assert list(past["BatchRuns"]) == [day.isoformat() for day in DAYS]
    for day, run in past["BatchRuns"].items():
        assert run["done"] == run["companies"]
        assert run["failed"] == run["repaired"] == 0
        assert run["finishedAt"] > run["startedAt"] == iso(clock_of(date.fromisoformat(day)))
        assert run["planned"]


def test_nothing_passing_is_left(past: Tree) -> None:
    assert not past.keys() & {"Locks", "AlertRuns", "BatchPlans", "Outbox"}


def test_the_same_day_gives_the_same_runs(data: Tree, cast: list[Company]) -> None:
    own = of_companies(data, cast[:5])
    assert run_days(own, DAYS[-2:]) == run_days(own, DAYS[-2:])


def test_a_history_alone_has_no_alerts(data: Tree, cast: list[Company]) -> None:
    own = of_companies(data, cast[:3])
    add_history(own, TODAY, every=45)
    assert set(own) - set(data) == {
        *("CustomerHealthMetrics", "CustomerIndex", "DailyIndex", "SnapshotOrigins"),
    }
    assert not any("alerts" in row for row in own["CustomerIndex"].values())


@pytest.fixture(scope="module")
def after(past: Tree) -> Tree:
    data = dict(past)
    run_in_memory(data, TODAY)
    return data


def test_the_newest_run_in_memory_is_a_whole_one(after: Tree, past: Tree) -> None:
    run = after["BatchRuns"][TODAY.isoformat()]
    assert run["planned"]
    assert run["done"] == run["companies"] == len(past["CustomerIndex"])
    assert after["AlertRuns"]["firstRun"] == TODAY.isoformat()
    assert {entry["kind"] for entry in after["Outbox"].values()} >= {"first_run"}


def test_old_alerts_keep_their_age_in_the_newest_run(after: Tree, past: Tree) -> None:
    for key, alert in past["Alerts"].items():
        if alert["open"] and after["Alerts"][key]["open"]:
            assert after["Alerts"][key]["openedAt"] == alert["openedAt"]
