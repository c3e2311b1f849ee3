"""Which tier an action has: by its amount and the money that counts with it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from customer_health.domain.actions.action import Action
from customer_health.domain.actions.approvals import NotEntitled
from customer_health.domain.actions.kinds.kind import ActionKind
from customer_health.domain.actions.kinds.money import Amount
from customer_health.errors import Conflicting, Outdated, SourceRefused
from customer_health.flows.actions.decide import approve, reject, withdraw
from customer_health.stores.actions import actions, totals
from tests.flows.actions.world import (
    AGENT,
    EXECUTIVE,
    OTHER_AGENT,
    SUPERVISOR,
    World,
)


@pytest.mark.parametrize(
    ("kind", "cents", "tier"),
    [
        ("credit", 1, 2),
        ("credit", 500_00, 2),
        ("credit", 500_01, 3),
        ("refund", 1_000_00, 2),
        ("refund", 1_000_01, 3),
    ],
)
def test_limits(world: World, kind: ActionKind, cents: int, tier: int) -> None:
    assert world.ask(kind, Amount(cents, "USD")).tier == tier


def test_what_adds_up_within_30_days_counts(world: World) -> None:
    assert world.credit(300_00).tier == 2
    assert world.credit(200_00, OTHER_AGENT).tier == 2
    assert world.credit(1, OTHER_AGENT).tier == 3
    assert world.ask("refund", Amount(1_000_00, "USD")).tier == 2


def test_what_is_given_counts_for_30_days_from_its_approval(world: World) -> None:
    action = world.credit(500_00)
    world.now += timedelta(days=6)
    world.run(world.decide(approve, action, SUPERVISOR))
    world.now += timedelta(days=29)
    withdrawn = world.credit(1)
    assert withdrawn.tier == 3
    world.run(world.decide(withdraw, withdrawn, AGENT))
    world.now += timedelta(days=1)
    assert world.credit(1).tier == 2


@pytest.mark.parametrize("decide", [withdraw, reject])
def test_what_was_given_up_stops_counting_at_once(
    world: World, decide: Callable[..., Action]
) -> None:
    action = world.credit(400_00)
    given_up = world.decide(decide, action, AGENT if decide is withdraw else SUPERVISOR)
    assert world.credit(400_00).tier == 2
    world.run(given_up)
    assert world.credit(100_00, OTHER_AGENT).tier == 2


@pytest.mark.parametrize("is_approved", [False, True])
def test_what_expired_stops_counting_at_once(world: World, *, is_approved: bool) -> None:
    """No task has marked it as expired yet."""
    action = world.credit(400_00)
    if is_approved:
        world.decide(approve, action, SUPERVISOR)
    world.now += timedelta(days=7) - timedelta(seconds=1)
    assert totals.is_counted(world.database, "acme", world.now)
    withdrawn = world.credit(400_00)
    assert withdrawn.tier == 3
    world.decide(withdraw, withdrawn, AGENT)
    world.now += timedelta(seconds=1)
    assert not totals.is_counted(world.database, "acme", world.now)
    assert world.credit(400_00).tier == 2
    assert action.id not in world.database.get("ActionTotals/acme")


def test_what_was_done_counts_on_for_30_days(world: World) -> None:
    world.run(world.decide(approve, world.credit(500_00), SUPERVISOR))
    world.now += timedelta(days=30) - timedelta(seconds=1)
    assert world.credit(1).tier == 3


def test_what_is_approved_at_the_last_moment_counts(world: World) -> None:
    """Another request finds it expired, by a clock a second ahead, before it is approved."""
    action = world.credit(500_00)

    def approve_in_time() -> None:
        world.now = action.expires_at - timedelta(seconds=1)
        world.run(world.decide(approve, action, SUPERVISOR))

    world.now = action.expires_at
    world.before_next_change(approve_in_time)
    assert world.credit(1).tier == 3
    assert world.billing.given() == 500_00


def test_what_the_vendor_refused_does_not_count(world: World) -> None:
    world.billing.before.append(SourceRefused("no"))
    assert world.run(world.decide(approve, world.credit(400_00), SUPERVISOR)).state == "failed"
    assert world.credit(400_00).tier == 2


def test_another_currency_is_an_executives(world: World) -> None:
    world.billing.money = "EUR"
    assert world.ask("credit", Amount(1, "EUR")).tier == 3
    world.billing.money = "CAD"
    assert world.ask("credit", Amount(1, "CAD")).tier == 3  # beside one in euros
    with pytest.raises(Conflicting, match="pays in CAD"):
        world.credit(1)


def test_at_approval_it_is_worked_out_anew(world: World) -> None:
    first = world.credit(300_00)
    second = world.credit(300_00, OTHER_AGENT)
    assert (first.tier, second.tier) == (2, 3)
    with pytest.raises(NotEntitled, match="tier 3"):
        world.decide(approve, first, SUPERVISOR)
    raised = actions.load(world.database, first.id)
    assert (raised.state, raised.tier, raised.version) == ("pending", 3, 2)
    assert world.decide(approve, raised, EXECUTIVE).state == "approved"


def test_it_comes_back_to_supervisors_when_the_others_are_gone(world: World) -> None:
    first, second = world.credit(300_00), world.credit(300_00)
    world.run(world.decide(withdraw, first, AGENT))
    assert world.decide(approve, second, SUPERVISOR).tier == 2


def test_a_yes_that_comes_second_counts_nothing(world: World) -> None:
    action = world.credit(500_00)
    world.before_next_change(lambda: world.run(world.decide(withdraw, action, AGENT)))
    with pytest.raises(Outdated):
        world.decide(approve, action, SUPERVISOR)
    assert world.credit(500_00).tier == 2


def test_two_requests_at_the_same_time_count_each_other(world: World) -> None:
    """The second comes between the first's look at what there is and its writing."""
    racing: list[Action] = []
    change = world.database.change

    def slowly(path: str, make: Callable[[Any], Any]) -> Any:
        def made(node: Any) -> Any:
            wanted = make(node)
            if path == "ActionTotals/acme" and not racing:
                racing.append(None)  # type: ignore[arg-type]
                racing[0] = world.credit(400_00, OTHER_AGENT)
            return wanted

        return change(path, made)

    world.database.change = slowly  # type: ignore[method-assign]
    action = world.credit(400_00)
    assert sorted([action.tier, racing[0].tier]) == [2, 3]


def test_another_request_by_the_same_key_changes_nothing_that_is_counted(world: World) -> None:
    """While it looks at the customer, the first one is asked for and approved."""
    currency = world.billing.currency

    def slowly(customer_id: str) -> str:
        world.billing.currency = currency  # type: ignore[method-assign]
        world.decide(approve, world.credit(500_00, key="k"), SUPERVISOR)
        return currency(customer_id)

    world.billing.currency = slowly  # type: ignore[method-assign]
    with pytest.raises(Conflicting, match="Idempotency-Key"):
        world.credit(1, key="k")
    assert world.credit(1).tier == 3
