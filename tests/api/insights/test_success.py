"""The report on the success metrics of a month, over HTTP."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from customer_health.domain.actions.action import Person, Step
from customer_health.domain.codec import as_json
from customer_health.domain.instants import iso
from customer_health.flows.alerts.triage import triage_alert
from customer_health.stores.alerts import alerts
from tests.api.client import Api, as_, row
from tests.domain.alerts.story import Story, at
from tests.examples import CLOCK

NOW = CLOCK + timedelta(days=1)
MONTH = "2025-11"
DAY = timedelta(days=1)


def departed(company_id: str, left_at: datetime = CLOCK, **fields: Any) -> dict[str, Any]:
    known = {"companyId": company_id, "company": company_id.title(), "leftAt": iso(left_at)}
    return {**known, "level": "healthy", "openAlerts": 0, **fields}


def done_run(companies: int, **fields: Any) -> dict[str, Any]:
    finished = {"finishedAt": iso(CLOCK), "reads": 10, "bytesRead": 1000}
    return {"companies": companies, **finished, **fields}


@pytest.fixture
def month(api: Api) -> Api:
    api.give(now=lambda: NOW)
    api.load(
        BatchRuns={
            "2025-10-31": done_run(50, health={"scored": 2, "scores": 120}),
            "2025-11-01": done_run(40),
            "2025-11-02": done_run(7, madeUpBy="2025-11-03"),
            "2025-11-23": done_run(40, health={"scored": 2, "scores": 130}),
            "2025-11-24": {"companies": 40},
        },
        ViewCounts={
            "2025-11-20": {"agent": {"people": 3, "context": {"upTo1": 9, "over30": 1}}},
            "2025-10-20": {"agent": {"people": 1}},
        },
        Departures={
            "acme": departed("acme", level="critical", score=31),
            "back": departed("back", level="critical"),
            "zeta": departed("zeta", CLOCK - 60 * DAY, level="critical"),
        },
        CustomerIndex={"acme": {"gone": True, "changedAt": 1}, "back": row("Back")},
    )
    return api


def report(api: Api, month: str = MONTH) -> dict[str, Any]:
    found: dict[str, Any] = api.get("reports/success", "supervisor", month=month)
    return found


def measure(api: Api, name: str, month: str = MONTH) -> dict[str, Any]:
    return next(one for one in report(api, month)["measures"] if one["name"] == name)


def test_a_month_has_its_measures_beside_those_of_the_month_before(month: Api) -> None:
    assert report(month)["complete"] is False
    assert measure(month, "score") == {"name": "score", "value": 65, "before": 60, "of": 2}
    churn = {"name": "churn", "value": 2.5, "before": 0, "of": 40}
    assert measure(month, "churn") == churn
    context = {"name": "context_in_time", "value": 90, "of": 10, "goal": 100, "met": False}
    assert measure(month, "context_in_time") == context
    reads = {"name": "run_reads", "value": 10, "before": 10, "of": 2}
    assert measure(month, "run_reads") == reads
    assert 0 < measure(month, "run_cents")["value"] < 1
    assert report(month)["attendance"] == [{"role": "agent", "mean": 3, "most": 3, "days": 1}]


def test_a_month_without_data_is_unknown(month: Api) -> None:
    found = report(month, "2025-06")
    assert [one for one in found["measures"] if "value" in one or "met" in one] == []
    assert (found["complete"], found["departures"], found["attendance"]) == (True, [], [])


def test_who_is_back_on_the_list_has_not_left(month: Api) -> None:
    left = {**departed("acme", level="critical", score=31), "atRisk": True, "contacted": False}
    assert report(month)["departures"] == [left]
    contacted = {"name": "contacted", "value": 0, "of": 1, "goal": 80, "met": False}
    assert measure(month, "contacted") == contacted


def test_an_alert_that_somebody_takes_up_is_a_response_and_a_contact(month: Api) -> None:
    opened, key = Story("C"), "acme:quarts_problematiques_50"
    month.database.write({"CustomerIndex/acme": row("Acme")})
    month.database.write(alerts.save(None, opened.alert, opened.history).values)
    assert measure(month, "response_hours")["of"] == 0
    triage_alert(month.database, key, "acknowledge", "ann@pivotapp.ca", at(0, 14))
    answered = {"name": "response_hours", "value": 3, "of": 1, "goal": 24, "met": True}
    assert measure(month, "response_hours") == answered
    gone = {"CustomerIndex/acme": None, "Departures/acme/leftAt": iso(at(0, 15))}
    month.database.write(gone)
    assert report(month)["departures"][0]["contacted"] is True


def test_a_quick_action_is_a_contact_once_it_is_done(month: Api) -> None:
    who = as_json(Person("ann", "ann@pivotapp.ca", "agent"))

    def acted(kind: str, step: Any, ago: timedelta) -> bool:
        done = as_json(Step(1, step, CLOCK - ago, Person("ann", "ann@pivotapp.ca", "agent"), 1))
        action = {
            "id": "a1", "companyId": "acme", "company": "Acme", "kind": kind, "reason": "r",
            "tier": 1, "state": "done", "requester": who, "requestedAt": iso(CLOCK - ago),
            "expiresAt": iso(CLOCK), "steps": [done],
        }  # fmt: skip
        month.database.write({"Actions/a1": action})
        contacted: bool = report(month)["departures"][0]["contacted"]
        return contacted

    assert acted("send_email", "done", DAY)
    assert acted("add_note", "done", 90 * DAY)
    assert not acted("send_email", "failed", DAY)
    assert not acted("credit", "done", DAY)
    assert not acted("schedule_call", "done", 91 * DAY)
    assert not acted("schedule_call", "done", -DAY)


def test_alerts_that_cannot_be_read_do_not_stop_the_report(month: Api) -> None:
    month.database.write({"AlertHistory/acme/x": {"at": iso(CLOCK - DAY), "kind": "odd"}})
    month.database.write({"AlertResponses/2025-11-03/x": {"criticalAt": "soon"}})
    month.database.write({"ViewCounts/2025-11-03/agent": {"people": "many"}})
    assert len(report(month)["departures"]) == 1


def test_the_report_is_for_supervisors_and_a_table_too(month: Api) -> None:
    address = f"reports/success.csv?month={MONTH}"
    assert month.send("GET", address).status_code == 403
    assert month.send("GET", f"reports/success?month={MONTH}").status_code == 403
    text = month.client.get(f"/v1/{address}", headers=as_("supervisor")).get_data(as_text=True)
    assert text.splitlines()[:2] == [
        "\ufeffname,value,before,of,goal,met",
        "response_hours,,,0,24.0,",
    ]
