"""What a legal hold blocks, and how it is lifted."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from customer_health.domain.actions.action import Action
from customer_health.domain.actions.approvals import NotEntitled
from customer_health.domain.actions.kinds.flags import Vip
from customer_health.domain.actions.kinds.kind import ACTION_KINDS, ActionKind, NoParameters
from customer_health.domain.actions.kinds.table import KINDS
from customer_health.errors import Conflicting
from customer_health.flows.actions.decide import approve, retry
from customer_health.stores.actions import customer_flags
from tests.flows.actions.examples import examples
from tests.flows.actions.world import (
    AGENT,
    EXECUTIVE,
    SECOND_SUPERVISOR,
    START,
    SUPERVISOR,
    Crash,
    World,
)

EXAMPLES = examples(START)


@pytest.mark.parametrize("kind", [kind for kind in ACTION_KINDS if KINDS[kind].bills])
def test_a_hold_blocks_what_is_billed(world: World, kind: ActionKind) -> None:
    world.hold()
    with pytest.raises(Conflicting, match="legal hold"):
        world.ask(kind, EXAMPLES[kind])


@pytest.mark.parametrize("kind", [k for k in ACTION_KINDS if not KINDS[k].bills])
def test_a_hold_blocks_nothing_else(world: World, kind: ActionKind) -> None:
    world.hold()
    world.ask(kind, EXAMPLES[kind], SUPERVISOR)


def test_a_hold_blocks_also_what_was_approved_before(world: World) -> None:
    action = world.decide(approve, world.credit(100), SUPERVISOR)
    world.hold()
    failed = world.run(action)
    assert failed.state == "failed"
    assert "legal hold" in (failed.failure or "")
    assert failed.failure_code == "legal_hold"
    assert world.billing.done == {}
    lift = world.ask("clear_legal_hold", NoParameters(), SUPERVISOR)
    with pytest.raises(NotEntitled):
        world.decide(approve, lift, SUPERVISOR)
    assert world.run(world.decide(approve, lift, SECOND_SUPERVISOR)).state == "done"
    assert world.run(world.decide(retry, failed, AGENT)).state == "done"
    assert world.billing.given() == 100


def test_only_the_hold_that_was_there_is_lifted(world: World) -> None:
    world.hold()
    first, second = (world.ask("clear_legal_hold", NoParameters(), SUPERVISOR) for _ in range(2))
    world.run(world.decide(approve, first, EXECUTIVE))
    assert not customer_flags.is_held(world.database, "acme")
    world.hold()
    refused = world.run(world.decide(approve, second, EXECUTIVE))
    assert (refused.state, refused.reference) == ("failed", None)
    assert "another legal hold" in (refused.failure or "")
    assert customer_flags.is_held(world.database, "acme")


def test_a_flag_set_anew_survives_whoever_is_done_once_more(world: World) -> None:
    """Each has its effect and crashes before that is recorded; then another changes the flag."""
    hold = world.ask("set_legal_hold", NoParameters(), SUPERVISOR)
    crash_once_done(world, hold)
    lift = world.decide(
        approve, world.ask("clear_legal_hold", NoParameters(), SUPERVISOR), EXECUTIVE
    )
    crash_once_done(world, lift)
    world.now += timedelta(minutes=3)
    assert world.run(hold).state == "done"
    assert not customer_flags.is_held(world.database, "acme")
    world.hold()
    assert world.run(lift).state == "done"
    assert customer_flags.is_held(world.database, "acme")
    vip = world.decide(approve, world.ask("mark_vip", Vip()), SUPERVISOR)
    crash_once_done(world, vip)
    none = world.decide(approve, world.ask("mark_vip", Vip(vip=False)), SUPERVISOR)
    world.run(none)
    world.now += timedelta(minutes=3)
    assert world.run(vip).state == "done"
    assert world.database.get("CustomerFlags/acme/vip")["actionId"] == none.id


def crash_once_done(world: World, action: Action) -> None:
    change = world.database.change

    def crashing(path: str, make: Callable[[Any], Any]) -> Any:
        made = change(path, make)
        if path.startswith("CustomerFlags/"):
            raise Crash
        return made

    world.database.change = crashing  # type: ignore[method-assign]
    with pytest.raises(Crash):
        world.run(action)
    world.database.change = change  # type: ignore[method-assign]
