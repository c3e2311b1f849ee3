"""The routes for operations: review list, unmatched companies, runs, and data issues."""

from dataclasses import replace
from typing import Any

import pytest
import time_machine

from customer_health.domain.alerts.alert import Triage
from customer_health.domain.instants import iso
from customer_health.domain.metrics.names import LOGIN
from customer_health.stores.customers import rows
from tests.api.client import Api, row
from tests.api.customers.test_customer import OPEN
from tests.examples import CLOCK, company, run


def test_the_review_list_has_the_untriaged_warnings(api: Api) -> None:
    warning = replace(OPEN, severity="warning")
    seen = replace(warning, rule=LOGIN, triage=Triage("acknowledged"))
    other = replace(OPEN, company_id="c2")
    api.load(
        CustomerIndex={"c1": row(), "c2": row()},
    )
    api.raise_alerts(warning, seen, other)
    assert [alert["key"] for alert in api.get("review-list")["alerts"]] == [warning.key]
    assert api.get("review-list", owner="ola@pivotapp.ca")["total"] == 0


def standing(**fields: Any) -> dict[str, Any]:
    return {
        "state": "none",
        "name": "Acme",
        "since": "2025-11-01T00:00:00Z",
        "number": 1,
        "by": "matching",
        "changedAt": 1,
        **fields,
    }


@pytest.fixture
def waiting(api: Api) -> Api:
    candidate = {"name": "ACME", "email": "boss@example.com", "crmId": "crm1"}
    api.load(
        Companies={key: {"name": "Acme", "email": "boss@example.com"} for key in ("a", "b", "c")},
        CrmCompanies={"crm1": {"name": "ACME", "courriel_compte_maitre": "boss@example.com"}},
        Matches={
            "a": standing(candidates=[candidate]),
            "b": standing(state="ambiguous", since="2025-10-01T00:00:00Z"),
            "c": standing(state="linked"),
        },
    )
    return api


def ids(page: Any) -> list[str]:
    return [one["companyId"] for one in page["companies"]]


def test_unmatched_companies_are_listed(waiting: Api) -> None:
    page = waiting.get("unmatched")
    assert ids(page) == ["b", "a"]
    assert page["companies"][1]["candidates"] == [
        {"name": "ACME", "email": "boss@example.com", "crmId": "crm1"}
    ]
    first = waiting.get("unmatched", limit=1)
    assert ids(waiting.get("unmatched", limit=1, cursor=first["next"])) == ["a"]


def test_a_company_is_linked_by_hand(waiting: Api) -> None:
    body = {"crmId": "crm1", "reason": "same phone number"}
    done = waiting.send("POST", "unmatched/a/link", body=body)
    assert done.status_code == 200, done.text
    assert (done.json["state"], done.json["by"]) == ("manual", "ann@pivotapp.ca")
    assert ids(waiting.get("unmatched")) == ["b"]
    assert waiting.database.get("Companies/a/csmDashboardLinked") is True
    again = waiting.send("POST", "unmatched/b/link", body=body)
    assert (again.status_code, "company a's" in again.json["detail"]) == (409, True)
    unknown = waiting.send("POST", "unmatched/b/link", body={**body, "crmId": "crm9"})
    assert unknown.status_code == 409


def test_a_company_is_ignored_by_hand(waiting: Api) -> None:
    done = waiting.send("POST", "unmatched/b/ignore", body={"reason": "a test account"})
    assert (done.status_code, done.json["state"]) == (200, "ignored")
    assert ids(waiting.get("unmatched")) == ["a"]
    assert waiting.send("POST", "unmatched/x/ignore", body={"reason": "?"}).status_code == 404


@pytest.mark.parametrize("role", ["agent", "admin"])
def test_a_linked_company_cant_be_reviewed(waiting: Api, role: str) -> None:
    link = {"crmId": "crm1", "reason": "?"}
    assert waiting.send("POST", "unmatched/c/link", role, link).status_code == 409
    assert waiting.send("POST", "unmatched/c/ignore", role, {"reason": "?"}).status_code == 409
    assert waiting.database.get("Matches/c/state") == "linked"


def test_an_ignored_company_can_be_linked_later(waiting: Api) -> None:
    waiting.send("POST", "unmatched/a/ignore", body={"reason": "a test account"})
    link = {"crmId": "crm1", "reason": "it is none"}
    assert waiting.send("POST", "unmatched/a/link", body=link).json["state"] == "manual"


def test_a_company_under_a_legal_hold_cant_be_ignored(waiting: Api) -> None:
    hold = {"by": "eve@pivotapp.ca", "at": iso(CLOCK), "reason": "a suit", "actionId": "a1"}
    waiting.load(CustomerFlags={"a": {"legalHold": hold}})
    refused = waiting.send("POST", "unmatched/a/ignore", body={"reason": "?"})
    assert (refused.status_code, "legal hold" in refused.json["detail"]) == (409, True)


@time_machine.travel(CLOCK, tick=False)
def test_runs_are_listed(api: Api) -> None:
    api.load(Companies={"a": {"csmDashboardLinked": True}, "b": {}})
    assert api.get("runs") == {"runs": []}
    assert api.send("POST", "runs/2025-11-24").status_code == 403
    started = api.send("POST", "runs/2025-11-24", "admin")
    assert started.status_code == 202, started.text
    assert api.queued["shard"] == ["2025-11-24-by-hand-20251124T110000000000-0000"]
    assert started.json == {
        "runDate": "2025-11-24",
        "state": "running",
        "clock": "2025-11-24T11:00:00Z",
        "startedAt": "2025-11-24T11:00:00Z",
        "companies": 1,
        "shards": 1,
        "shardsDone": 0,
        "failures": {},
        "failureKinds": {},
    }
    why = "Companies/a is no company record: JSON is malformed"
    shard = {"failed": {"a": why, "b": "KeyError: 'x'"}}
    api.database.patch({"BatchRuns/2025-11-24/shards/n0": shard})
    answer = api.get("runs/2025-11-24")
    assert answer["failures"] == {"a": why, "b": "KeyError: 'x'"}
    assert answer["failureKinds"] == {"a": "bad_record", "b": "other"}
    assert len(api.get("runs", days=1)["runs"]) == 1
    assert api.send("GET", "runs/2025-02-30").status_code == 404
    assert api.send("POST", "runs/2025-11-25", "admin").status_code == 409


@time_machine.travel("2025-11-24T07:00:00Z", tick=False)
def test_a_run_for_a_future_date_is_refused(api: Api) -> None:
    refused = api.send("POST", "runs/2025-11-24", "admin")
    assert (refused.status_code, "2025-11-24T11:00:00Z" in refused.json["detail"]) == (409, True)
    assert api.send("POST", "runs/2025-11-23", "admin").status_code == 202


def test_data_issues_are_listed(api: Api) -> None:
    cards = {"t1": {"employeeId": "ann", "date": "2025-11-18"}, "t2": 5, "t3": 6}
    dump = company(Timecards=cards)
    run(dump)
    api.load(**dump.root)
    api.database.patch({"CustomerIndex/b": row(flaws={"malformed": 9}), "CustomerIndex/c": row()})
    page = api.get("data-quality")
    assert ids(page) == ["b", "acme"]
    assert page["companies"][1] == {
        "companyId": "acme",
        "name": "Acme",
        "total": 3,
        "counts": {"malformed": 2, "unknown_employee": 1},
    }
    first = api.get("data-quality", limit=1)
    assert ids(api.get("data-quality", limit=1, cursor=first["next"])) == ["acme"]
    named = api.get("customers/acme/data-quality")
    assert named["counts"] == {"malformed": 2, "unknown_employee": 1}
    assert {"Timecards/acme/t2", "Timecards/acme/t3"} <= {f["path"] for f in named["flaws"]}
    assert api.send("GET", "customers/b/data-quality").status_code == 404


def test_the_row_counts_data_issues() -> None:
    dump = company(Timecards={"t2": 5})
    run(dump)
    found = rows.read_row("acme", dump.at("CustomerIndex/acme"))
    assert found.data_issues == {"malformed": 1}
