"""Messages about actions: to the people who decide, and to the requester."""

from dataclasses import replace
from typing import Any

import pytest

from customer_health.domain.actions.kinds.crm import NewNote
from customer_health.errors import SourceDown, SourceError, SourceRefused
from customer_health.flows.actions.decide import approve, reject, withdraw
from customer_health.flows.actions.follow_up import to_resume
from customer_health.notify.mail.templates import Mail
from tests.flows.actions.examples import examples
from tests.flows.actions.world import (
    AGENT,
    START,
    SUPERVISOR,
    World,
)

EXAMPLES = examples(START)


def messages(world: World, kind: str) -> list[dict[str, Any]]:
    entries = world.database.get("Outbox") or {}
    return [entry["facts"] for entry in entries.values() if entry["kind"] == kind]


def test_those_who_may_decide_get_one_message_with_the_request(world: World) -> None:
    action = world.credit(100)
    assert action.published_steps == 1
    assert to_resume(world.database, world.now) == []
    world.run(action)
    [facts] = messages(world, "approval")
    assert facts["amount"] == {"cents": 100, "currency": "USD"}
    assert (facts["tier"], facts["requester"], facts["reason"]) == (2, AGENT.email, "why")


def test_a_request_says_who_decided_once_it_is_decided(world: World) -> None:
    for decision, who in ((reject, SUPERVISOR), (approve, SUPERVISOR), (withdraw, AGENT)):
        world.run(world.decide(decision, world.credit(100), who))
    found = messages(world, "decided")
    assert sorted((facts["step"], facts["decidedBy"]) for facts in found) == [
        ("approved", SUPERVISOR.email),
        ("rejected", SUPERVISOR.email),
        ("withdrawn", AGENT.email),
    ]
    entries = world.database.get("Outbox").values()
    requests = {entry["episode"] for entry in entries if entry["kind"] == "decided"}
    assert requests == {f"acme:action:{facts['actionId']}" for facts in found}


def test_without_mail_the_requester_gets_a_message_in_slack(world: World) -> None:
    world.run(world.decide(reject, world.credit(100), SUPERVISOR))
    world.run(world.decide(approve, world.credit(100), SUPERVISOR))
    assert [facts["step"] for facts in messages(world, "decision")] == ["rejected", "done"]


@pytest.mark.parametrize("error", [SourceDown("no answer"), SourceRefused("535 wrong password")])
def test_a_letter_that_is_not_accepted_is_a_message_and_a_line(
    world: World, caplog: pytest.LogCaptureFixture, error: SourceError
) -> None:
    world.vendors = replace(world.vendors, decision=lambda facts: Mail("Done", "Done", "<p>"))
    world.mailbox.before.append(error)
    world.run(world.decide(reject, world.credit(100), SUPERVISOR))
    assert [facts["step"] for facts in messages(world, "decision")] == ["rejected"]
    assert f"the mail was not accepted: {error}" in caplog.text
    world.run(world.decide(reject, world.credit(100), SUPERVISOR))
    assert len(messages(world, "decision")) == 1
    assert len(world.mailbox.done) == 1


def test_the_requester_gets_a_message_about_a_later_failure(world: World) -> None:
    ticket = world.ask("create_ticket", EXAMPLES["create_ticket"])
    world.support.before += [SourceDown("no answer"), SourceRefused("suspended")]
    assert world.run_through(ticket).state == "failed"
    [facts] = messages(world, "decision")
    assert (facts["step"], facts["why"]) == ("failed", "suspended")
    assert messages(world, "approval") == []


def test_nobody_gets_a_message_about_what_is_done_at_once(world: World) -> None:
    world.run(world.ask("add_note", NewNote("Called")))
    assert world.database.get("Outbox") is None
