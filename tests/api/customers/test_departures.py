"""Why a customer left, over HTTP."""

from datetime import timedelta

from customer_health.domain.instants import iso
from tests.api.client import Api
from tests.examples import CLOCK

LEFT = {
    "companyId": "acme",
    "company": "Acme",
    "leftAt": iso(CLOCK),
    "level": "critical",
    "openAlerts": 2,
    "score": 41,
}
GIVEN = {"code": "competitor", "text": "Their new owner has a tool of its own."}


def test_an_agent_says_why_a_customer_left(api: Api) -> None:
    api.give(now=lambda: CLOCK + timedelta(days=1))
    api.load(Departures={"acme": LEFT})
    answer = api.send("PUT", "departures/acme", body=GIVEN)
    at = {"by": "ann@pivotapp.ca", "at": iso(CLOCK + timedelta(days=1))}
    assert (answer.status_code, answer.json) == (200, {**LEFT, "reason": {**GIVEN, **at}})
    again = api.send("PUT", "departures/acme", body={**GIVEN, "code": "price"})
    assert again.json["reason"]["code"] == "price"


def test_only_a_customer_that_left_has_a_reason(api: Api) -> None:
    assert api.send("PUT", "departures/acme", body=GIVEN).status_code == 404
    for body in ({**GIVEN, "code": "bored"}, {**GIVEN, "text": "  "}):
        assert api.send("PUT", "departures/acme", body=body).status_code == 422
