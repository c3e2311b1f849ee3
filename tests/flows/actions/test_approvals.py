"""Who may decide about an action, and what becomes of it then."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from customer_health.domain.actions.action import Action, ActionRefused, Person
from customer_health.domain.actions.approvals import NotEntitled
from customer_health.domain.actions.kinds.kind import ActionKind, NoParameters
from customer_health.errors import Conflicting, Forbidden, Outdated
from customer_health.flows.actions.decide import approve, reject, withdraw
from customer_health.flows.actions.follow_up import to_resume
from customer_health.stores.actions import actions
from tests.flows.actions.world import (
    ADMIN,
    AGENT,
    EXECUTIVE,
    OTHER_AGENT,
    SECOND_SUPERVISOR,
    SUPERVISOR,
    World,
)


@pytest.mark.parametrize(
    ("cents", "who", "may"),
    [
        (100, OTHER_AGENT, False),
        (100, ADMIN, False),
        (100, SUPERVISOR, True),
        (100, EXECUTIVE, True),
        (500_01, SUPERVISOR, False),
        (500_01, ADMIN, False),
        (500_01, EXECUTIVE, True),
    ],
)
@pytest.mark.parametrize("decide", [approve, reject])
def test_who_decides(
    world: World, decide: Callable[..., Action], cents: int, who: Person, may: bool
) -> None:
    action = world.credit(cents)
    if may:
        assert world.decide(decide, action, who).approver == who
    else:
        with pytest.raises(NotEntitled):
            world.decide(decide, action, who)
        assert actions.load(world.database, action.id).state == "pending"


@pytest.mark.parametrize("decide", [approve, reject])
@pytest.mark.parametrize("email", [EXECUTIVE.email, "another@pivotapp.ca"])
def test_nobody_decides_about_their_own(
    world: World, decide: Callable[..., Action], email: str
) -> None:
    action = world.credit(100, EXECUTIVE)
    with pytest.raises(NotEntitled, match="of their own"):
        world.decide(decide, action, Person(EXECUTIVE.uid, email, "executive"))


def test_only_the_one_who_asked_withdraws(world: World) -> None:
    action = world.credit(100)
    with pytest.raises(NotEntitled):
        world.decide(withdraw, action, SUPERVISOR)
    assert world.decide(withdraw, action, AGENT).state == "withdrawn"


@pytest.mark.parametrize("kind", ["set_legal_hold", "clear_legal_hold"])
def test_agents_have_no_say_in_holds(world: World, kind: ActionKind) -> None:
    with pytest.raises(Forbidden):
        world.ask(kind, NoParameters(), AGENT)


def test_the_second_of_two_who_decide_is_told_so(world: World) -> None:
    action = world.credit(100)
    approved = world.decide(approve, action, SUPERVISOR)
    for decide in (approve, reject):
        with pytest.raises(Outdated):
            world.decide(decide, action, SECOND_SUPERVISOR)
        with pytest.raises(ActionRefused):
            world.decide(decide, approved, SECOND_SUPERVISOR)
    with pytest.raises(ActionRefused):
        world.decide(withdraw, approved, AGENT)


@pytest.mark.parametrize("decide", [withdraw, reject])
def test_what_was_given_up_is_never_done(world: World, decide: Callable[..., Action]) -> None:
    action = world.decide(decide, world.credit(1), AGENT if decide is withdraw else SUPERVISOR)
    assert world.run(action).state == action.state
    assert world.billing.calls == []


def test_what_nobody_decides_about_expires(world: World) -> None:
    action = world.run(world.credit(100))
    world.now = action.expires_at - timedelta(seconds=1)
    assert to_resume(world.database, world.now) == []
    world.now = action.expires_at
    with pytest.raises(ActionRefused, match="7 days"):
        world.decide(approve, action, SUPERVISOR)
    assert to_resume(world.database, world.now) == [action.id]
    assert world.run(action).state == "expired"
    assert to_resume(world.database, world.now) == []
    assert world.credit(500_00).tier == 2


def test_the_same_request_again_is_the_same_action(world: World) -> None:
    first = world.credit(100, key="k")
    assert world.credit(100, key="k") == first
    with pytest.raises(Conflicting, match="Idempotency-Key"):
        world.credit(101, key="k")
    assert world.credit(100, OTHER_AGENT, key="k").id != first.id
    assert len(world.database.get("Actions")) == 2


@pytest.mark.parametrize("end", [withdraw, reject])
def test_a_late_yes_counts_nothing(world: World, end: Callable[..., Action]) -> None:
    action = world.credit(400_00)
    given_up = world.run(world.decide(end, action, AGENT if end is withdraw else SUPERVISOR))
    with pytest.raises(ActionRefused, match=given_up.state):
        world.decide(approve, given_up, SUPERVISOR)
    assert world.credit(400_00).tier == 2
