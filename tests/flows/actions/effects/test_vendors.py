"""Every kind of quick action with the real connectors, against the vendors' fakes."""

from collections.abc import Callable
from typing import Any

import pytest

from customer_health.domain.actions.kinds import flags
from customer_health.domain.actions.kinds.kind import ACTION_KINDS, ActionKind
from customer_health.flows.actions.decide import approve
from tests.flows.actions.fakes import Fakes
from tests.flows.actions.world import EXECUTIVE, SUPERVISOR


@pytest.mark.parametrize("kind", ACTION_KINDS)
def test_every_kind_is_done_and_asked_again_changes_nothing(fakes: Fakes, kind: ActionKind) -> None:
    world, before = fakes.world, fakes.made()
    action = world.ask(kind, fakes.examples[kind], SUPERVISOR)
    if action.state == "pending":
        action = world.decide(approve, action, EXECUTIVE)
    done = world.run(action)
    assert (done.state, done.failure) == ("done", None)
    made = fakes.made()
    assert (made != before) == (kind not in flags.KINDS)
    # As after a crash between the effect and its record, a day later for the vendor.
    fakes.stripe.forget_keys()
    fakes.zendesk.forget_keys()
    row = f"Actions/{done.id}"
    steps = world.database.get(f"{row}/steps")[:-1]
    world.database.write({f"{row}/state": "executing", f"{row}/steps": steps, f"{row}/settled": 0})
    again = world.run(action)
    assert (again.state, again.reference) == ("done", done.reference)
    assert without_letters(fakes.made()) == without_letters(made)


def without_letters(made: list[Any]) -> list[Any]:
    """A letter is sent again, with the Message-ID that it had."""
    return [*made[:6], set(made[6]), *made[7:]]


@pytest.mark.parametrize("kind", ["credit", "refund", "create_ticket", "discount", "waive_fees"])
@pytest.mark.parametrize("fault", [{"lose_answer": True}, {"drop": True}, {"status": 500}])
def test_whatever_goes_wrong_it_is_done_once(
    fakes: Fakes, kind: ActionKind, fault: dict[str, Any]
) -> None:
    world = fakes.world
    action = world.ask(kind, fakes.examples[kind], SUPERVISOR)
    if action.state == "pending":
        action = world.decide(approve, action, EXECUTIVE)
    for vendor in (fakes.stripe, fakes.zendesk):
        vendor.fail(method="POST", times=1, **fault)
    done = world.run_through(action)
    assert (done.state, done.failure) == ("done", None)
    counted: dict[ActionKind, Callable[[], int]] = {
        "credit": lambda: len(fakes.stripe.objects("customer_balance_transaction")),
        "refund": lambda: len(fakes.stripe.objects("refund")),
        "create_ticket": lambda: len(fakes.zendesk.tickets()) - 1,
        "discount": lambda: len(fakes.stripe.objects("discount")),
        "waive_fees": lambda: len(fakes.stripe.objects("credit_note")),
    }
    assert counted[kind]() == 1


@pytest.mark.parametrize("kind", ["credit", "refund"])
def test_the_currency_is_looked_up_once_a_request(fakes: Fakes, kind: ActionKind) -> None:
    lookup = ("GET", f"/v1/customers/{fakes.customer}")
    action = fakes.world.ask(kind, fakes.examples[kind])
    assert fakes.stripe.calls.count(lookup) == 1
    done = fakes.world.run(fakes.world.decide(approve, action, SUPERVISOR))
    assert (done.state, fakes.stripe.calls.count(lookup)) == ("done", 2)
