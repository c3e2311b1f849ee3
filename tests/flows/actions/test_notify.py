"""Messages about actions: to the people who decide, and to the requester."""

from typing import Any

from customer_health.domain.actions.kinds.crm import NewNote
from customer_health.errors import SourceDown, SourceRefused
from customer_health.flows.actions.decide import approve, reject
from tests.flows.actions.examples import examples
from tests.flows.actions.world import (
    AGENT,
    START,
    SUPERVISOR,
    World,
)

EXAMPLES = examples(START)


def told(world: World, kind: str) -> list[dict[str, Any]]:
    entries = world.database.get("Outbox") or {}
    return [entry["facts"] for entry in entries.values() if entry["kind"] == kind]


def test_those_who_may_decide_are_told_once(world: World) -> None:
    action = world.credit(100)
    world.run(action)
    world.run(action)
    [facts] = told(world, "approval")
    assert facts["amount"] == {"cents": 100, "currency": "USD"}
    assert (facts["tier"], facts["requester"], facts["reason"]) == (2, AGENT.email, "why")


def test_without_mail_the_one_who_asked_is_told_in_slack(world: World) -> None:
    world.run(world.decide(reject, world.credit(100), SUPERVISOR))
    world.run(world.decide(approve, world.credit(100), SUPERVISOR))
    assert [facts["step"] for facts in told(world, "decision")] == ["rejected", "done"]


def test_the_one_who_asked_is_told_of_what_failed_later(world: World) -> None:
    ticket = world.ask("create_ticket", EXAMPLES["create_ticket"])
    world.support.before += [SourceDown("no answer"), SourceRefused("suspended")]
    assert world.run_through(ticket).state == "failed"
    [facts] = told(world, "decision")
    assert (facts["step"], facts["why"]) == ("failed", "suspended")
    assert told(world, "approval") == []


def test_nobody_is_told_of_what_is_done_at_once(world: World) -> None:
    world.run(world.ask("add_note", NewNote("Called")))
    assert world.database.get("Outbox") is None
