from collections import Counter

from customer_health.domain.instants import clock_of, iso
from demo.app.companies import Company
from demo.staff.triage import DECISIONS
from tests.demo.conftest import TODAY, YESTERDAY, Worked


def test_every_decision_is_there(worked: Worked) -> None:
    alerts = worked.database.get("Alerts").values()
    kinds = Counter(alert["triage"]["kind"] for alert in alerts)
    del kinds["open"]
    assert kinds == {"acknowledged": 2, "snoozed": 2, "dismissed": 2, "handled": 1}


def test_decisions_are_people_s_and_between_two_runs(worked: Worked, cast: list[Company]) -> None:
    ids = {company.shape.name: company.id for company in cast}
    for decision in DECISIONS:
        triage = worked.database.get(f"Alerts/{ids[decision.shape]}:{decision.metric}/triage")
        assert triage["who"] == f"{decision.who}@example.com"
        assert triage.get("why", "") == decision.why
        assert iso(clock_of(YESTERDAY)) < triage["at"] < iso(clock_of(TODAY))
