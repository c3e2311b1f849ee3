"""The numbers beside the pages in a client's navigation."""

from dataclasses import replace

from customer_health.domain.alerts.alert import Triage
from customer_health.domain.instants import iso
from customer_health.domain.metrics.names import LOGIN
from tests.api.client import Api, row
from tests.api.customers.test_customer import OPEN
from tests.examples import CLOCK

ACKNOWLEDGED = replace(OPEN, company_id="c2", triage=Triage("acknowledged"))
WARNING = replace(OPEN, rule=LOGIN, severity="warning")
IN_REVIEW = {"state": "none", "since": iso(CLOCK), "number": 1, "by": "matching"}
UNTRACKED = replace(OPEN, company_id="gone")


def test_only_what_waits_for_a_decision_counts(api: Api) -> None:
    api.load(CustomerIndex={"c1": row("Acme"), "c2": row("Bistro")}, Matches={"c9": IN_REVIEW})
    api.raise_alerts(OPEN, ACKNOWLEDGED, WARNING, UNTRACKED)
    assert api.get("counts") == {"criticalAlerts": 1, "review": 1, "unmatched": 1}


def test_approvals_are_counted_for_those_who_approve(api: Api) -> None:
    assert "approvals" not in api.get("counts")
    assert api.get("counts", "supervisor")["approvals"] == 0
