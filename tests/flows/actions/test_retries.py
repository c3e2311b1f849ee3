"""Failed actions: what people may retry, and what counts towards the limits meanwhile."""

from datetime import timedelta

import pytest

from customer_health.domain.actions.action import Action, ActionRefused
from customer_health.domain.actions.approvals import NotEntitled, allowed_actions
from customer_health.errors import SourceDown, SourceRefused
from customer_health.flows.actions.decide import approve, retry
from customer_health.flows.actions.effects.effect import Work
from customer_health.flows.actions.subject import subject_of
from tests.flows.actions.world import (
    AGENT,
    OTHER_AGENT,
    SUPERVISOR,
    World,
)


def refused_credit(world: World, cents: int) -> Action:
    """A credit that was approved, and that billing then refused."""
    world.billing.before.append(SourceRefused("no card"))
    return world.run(world.decide(approve, world.credit(cents), SUPERVISOR))


def test_what_was_refused_is_tried_again_by_a_person(world: World) -> None:
    failed = refused_credit(world, 100)
    assert (failed.state, failed.failure, failed.retryable) == ("failed", "no card", True)
    with pytest.raises(NotEntitled):
        world.decide(retry, failed, OTHER_AGENT)
    done = world.run(world.decide(retry, failed, AGENT))
    assert (done.state, done.failure) == ("done", None)
    assert world.billing.calls == [done.id, done.id]


def test_a_retry_that_adds_up_to_more_than_was_approved_is_refused(world: World) -> None:
    failed = refused_credit(world, 400_00)
    world.run(world.decide(approve, world.credit(400_00), SUPERVISOR))
    with pytest.raises(ActionRefused, match="ask again"):
        world.decide(retry, failed, AGENT)
    assert world.billing.given() == 400_00


def test_a_retry_has_another_key_for_billing(world: World) -> None:
    failed = refused_credit(world, 100)
    again = world.decide(retry, failed, AGENT)
    work = Work(subject_of(world.database, world.vendors, "acme", world.now), again)
    assert (work.key, work.billing_key) == (failed.id, f"{failed.id}:1")


def test_an_approval_grows_old(world: World) -> None:
    failed = refused_credit(world, 100)
    world.now += timedelta(days=7) - timedelta(seconds=1)
    assert allowed_actions(failed, AGENT, world.now) == ("retry",)
    world.now += timedelta(seconds=1)
    assert allowed_actions(failed, AGENT, world.now) == ()
    with pytest.raises(ActionRefused, match="7 days old"):
        world.decide(retry, failed, AGENT)
    assert world.billing.given() == 0


def test_an_approval_grows_old_also_while_nothing_is_begun(world: World) -> None:
    action = world.decide(approve, world.credit(100), SUPERVISOR)
    world.now += timedelta(days=7)
    late = world.run(action)
    assert (late.state, late.steps[-1].why) == (
        "expired",
        "it was not begun for 7 days after its approval",
    )
    assert world.billing.given() == 0
    assert not world.database.get("ActionTotals/acme")


def test_a_retry_that_is_refused_counts_nothing(world: World) -> None:
    failed = refused_credit(world, 400_00)
    world.run(world.decide(approve, world.credit(400_00), SUPERVISOR))
    with pytest.raises(ActionRefused, match="ask again"):
        world.decide(retry, failed, AGENT)
    assert world.credit(100_00).tier == 2


def test_a_refusal_after_a_lost_answer_proves_nothing(world: World) -> None:
    action = world.decide(approve, world.credit(400_00), SUPERVISOR)
    world.billing.after.append(SourceDown("no answer"))
    with pytest.raises(SourceDown):
        world.run(action)
    world.billing.before.append(SourceRefused("key revoked"))
    failed = world.run(action)
    assert (failed.state, failed.retryable) == ("failed", False)
    with pytest.raises(ActionRefused, match="may have been done"):
        world.decide(retry, failed, AGENT)
    assert world.credit(400_00).tier == 3


def test_an_outage_before_the_effect_was_asked_for_leaves_no_doubt(world: World) -> None:
    action = world.decide(approve, world.credit(400_00), SUPERVISOR)
    currency = world.billing.currency

    def down(customer_id: str) -> str:
        raise SourceDown("no connection")

    world.billing.currency = down  # type: ignore[method-assign]
    with pytest.raises(SourceDown):
        world.run(action)
    world.billing.currency = currency  # type: ignore[method-assign]
    world.billing.before.append(SourceRefused("no card"))
    failed = world.run(action)
    assert (failed.state, failed.retryable) == ("failed", True)
    assert world.run(world.decide(retry, failed, AGENT)).state == "done"
    assert world.billing.given() == 400_00
