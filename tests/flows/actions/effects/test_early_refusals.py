"""What the vendor would refuse is refused at the request, before anybody approves it."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from customer_health.domain.actions.kinds.kind import ActionKind, Parameters
from customer_health.domain.actions.kinds.money import Amount, Fees
from customer_health.domain.actions.kinds.subscription import Trial
from customer_health.errors import Conflicting
from customer_health.flows.actions.decide import approve
from tests.flows.actions.fakes import NOW, Fakes
from tests.flows.actions.world import EXECUTIVE


def invoice(fakes: Fakes, **fields: object) -> Fees:
    fee = {"amount": 15_00, "description": "Late fee"}
    made = {"customer": fakes.customer, "total": 15_00, "currency": "usd", "lines": [fee]}
    return Fees(fakes.stripe.put_invoice(**{**made, **fields})["id"])


def of_another(fakes: Fakes) -> Fees:
    return invoice(fakes, customer=fakes.stripe.put_customer("other@example.com")["id"])


def paid(fakes: Fakes) -> Fees:
    return invoice(fakes, status="paid")


def without_fee(fakes: Fakes) -> Fees:
    return invoice(fakes, lines=[{"amount": 15_00, "description": "Pro"}])


def unknown(fakes: Fakes) -> Fees:
    return Fees("in_none")


def no_trial(fakes: Fakes) -> Trial:
    [subscription] = fakes.stripe.objects("subscription")
    fakes.stripe.change("subscription", subscription["id"], status="active", trial_end=None)
    return Trial(NOW + timedelta(days=10))


def shorter_trial(fakes: Fakes) -> Trial:
    return Trial(NOW + timedelta(days=2))


def more_than_paid(fakes: Fakes) -> Amount:
    return Amount(500_01, "USD")


def given_back_before(fakes: Fakes) -> Amount:
    [charge] = fakes.stripe.objects("charge")
    fakes.stripe.change("charge", charge["id"], amount_refunded=450_00)
    return Amount(50_01, "USD")


@pytest.mark.parametrize(
    ("kind", "parameters", "why"),
    [
        ("waive_fees", of_another, "is no invoice of"),
        ("waive_fees", paid, "is paid, and not open"),
        ("waive_fees", without_fee, "has no line that is a late fee"),
        ("waive_fees", unknown, "No such invoice"),
        ("extend_trial", no_trial, "has no trial"),
        ("extend_trial", shorter_trial, "has no trial that would end before"),
        ("refund", more_than_paid, "not paid as much"),
        ("refund", given_back_before, "not paid as much"),
    ],
)
def test_it_is_refused_when_asked_for(
    fakes: Fakes, kind: ActionKind, parameters: Callable[[Fakes], Parameters], why: str
) -> None:
    asked = parameters(fakes)
    with pytest.raises(Conflicting, match=why):
        fakes.world.ask(kind, asked)
    for root in ("Actions", "ActionTotals", "Audit", "Outbox"):
        assert fakes.world.database.get(root) is None


def test_all_that_was_paid_can_be_given_back(fakes: Fakes) -> None:
    assert fakes.world.ask("refund", Amount(500_00, "USD")).state == "pending"


def test_what_changes_after_the_request_is_refused_by_the_vendor(fakes: Fakes) -> None:
    action = fakes.world.ask("extend_trial", fakes.examples["extend_trial"])
    no_trial(fakes)
    failed = fakes.world.run(fakes.world.decide(approve, action, EXECUTIVE))
    assert (failed.state, failed.failure_code) == ("failed", "source_refused")
    assert "has no trial" in (failed.failure or "")
