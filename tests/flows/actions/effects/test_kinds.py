"""Each kind of quick action: what it checks, and what it does."""

from dataclasses import replace
from datetime import timedelta

import pytest

from customer_health.domain.actions.kinds.crm import Contract, NewCall, NewNote
from customer_health.domain.actions.kinds.flags import Review, Vip
from customer_health.domain.actions.kinds.kind import ACTION_KINDS, ActionKind
from customer_health.domain.actions.kinds.mail import Email
from customer_health.domain.actions.kinds.subscription import NewPlan, Pause, Trial
from customer_health.domain.actions.kinds.table import KINDS
from customer_health.domain.actions.kinds.tickets import Escalation, Sla
from customer_health.domain.context.flags import Review as Reviewed
from customer_health.domain.money import Money
from customer_health.errors import Conflicting, SourceRefused
from customer_health.flows.actions.decide import approve
from customer_health.flows.actions.effects.table import EFFECTS
from customer_health.flows.actions.plan_options import choices
from customer_health.stores.actions import actions, customer_flags
from customer_health.stores.context import context_cache
from tests.flows.actions.examples import examples
from tests.flows.actions.world import (
    AGENT,
    PLANS,
    SECOND_EXECUTIVE,
    START,
    SUPERVISOR,
    World,
)

EXAMPLES = examples(START)


def test_every_kind_has_its_parameters_check_and_effect() -> None:
    assert set(KINDS) == set(EFFECTS) == set(EXAMPLES) == set(ACTION_KINDS)
    assert all(type(EXAMPLES[kind]) is rules.parameters for kind, rules in KINDS.items())


@pytest.mark.parametrize("kind", ACTION_KINDS)
def test_every_kind_is_done_once_it_is_approved(world: World, kind: ActionKind) -> None:
    action = world.ask(kind, EXAMPLES[kind], SUPERVISOR)
    if action.tier > 1:
        assert action.state == "pending"
        action = world.decide(approve, action, SECOND_EXECUTIVE)
    assert action.state == "approved"
    done = world.run(action)
    assert (done.state, done.failure) == ("done", None)
    assert world.run(done) == done
    assert world.database.get(actions.path(done.id))["open"] is False


def test_a_call_is_ahead_and_in_the_crm(world: World) -> None:
    with pytest.raises(Conflicting, match="is over already"):
        world.ask("schedule_call", NewCall("QBR", world.now, 30))
    world.database.patch({"ContextCache/acme/crm": {"record": "{}"}})
    start = world.now + timedelta(days=1)
    done = world.run(world.ask("schedule_call", NewCall("QBR", start, 30)))
    assert world.crm.done[done.id] == ("call", "crm_acme", "QBR", start, 30, AGENT.email)
    assert world.database.get("ContextCache/acme/crm") is None
    world.vendors = replace(world.vendors, crm=None)
    with pytest.raises(Conflicting, match="not configured"):
        world.ask("schedule_call", NewCall("QBR", start, 30))


def test_a_call_is_in_the_requesters_calendar(world: World) -> None:
    start = world.now + timedelta(days=1)
    done = world.run(world.ask("schedule_call", NewCall("QBR", start, 30)))
    [(_, to, subject, _, calendar)] = world.mailbox.done.values()
    assert (to, subject) == (AGENT.email, "QBR, call with Acme")
    assert f"UID:{done.id}@pivotapp.ca" in calendar
    world.mailbox.before.append(SourceRefused("no such mailbox"))
    refused = world.run(world.ask("schedule_call", NewCall("QBR", start, 30)))
    assert refused.state == "done"
    assert str(refused.reference).endswith(", without an invitation: no such mailbox")
    world.vendors = replace(world.vendors, mailer=None)
    alone = world.run(world.ask("schedule_call", NewCall("QBR", start, 30)))
    assert (alone.state, alone.reference) == ("done", f"ref-{alone.id[:6]}")


def test_an_upgrade_is_none_by_the_name_of_a_downgrade(world: World) -> None:
    with pytest.raises(Conflicting, match="upgrade"):
        world.ask("downgrade", NewPlan("pro"))
    assert world.ask("upgrade", NewPlan("pro_yearly")).tier == 3
    world.billing.plan = PLANS["pro"]
    for cheaper in ("basic", "pro_yearly", "pro_quarterly"):
        with pytest.raises(Conflicting, match="downgrade"):
            world.ask("upgrade", NewPlan(cheaper))


def test_plans_are_marked_as_they_will_be_checked(world: World) -> None:
    world.billing.plan = replace(PLANS["pro"], amount=Money(300_00 * 4, "USD"), seats=4)
    found = choices(world.database, world.vendors, "acme", world.now)
    assert [(one.plan.id, one.change) for one in found] == [
        ("basic", "downgrade"),
        ("pro_yearly", "downgrade"),
        ("pro_quarterly", "downgrade"),
        ("pro", None),
    ]
    assert (found[0].plan.amount, found[0].plan.seats) == (Money(400_00, "USD"), 4)
    for one in found[:-1]:
        world.ask("downgrade", NewPlan(one.plan.id))
    world.billing.plan = PLANS["basic"]
    for one in choices(world.database, world.vendors, "acme", world.now)[1:]:
        assert world.ask("upgrade", NewPlan(one.plan.id)).tier == 3
    world.billing.plan = replace(PLANS["basic"], amount=Money(1, "CAD"))
    assert choices(world.database, world.vendors, "acme", world.now) == []


def test_the_direction_is_looked_at_again_before_it_is_done(world: World) -> None:
    world.billing.plan = PLANS["pro"]
    action = world.decide(approve, world.ask("downgrade", NewPlan("basic")), SUPERVISOR)
    world.billing.plan = replace(PLANS["basic"], amount=Money(0, "USD"))
    assert world.run(action).state == "failed"
    assert world.billing.done == {}


def test_a_ticket_must_be_the_customers_own(world: World) -> None:
    for kind, parameters in (
        ("override_sla", Sla("78", "urgent")),
        ("escalate", Escalation("78")),
    ):
        with pytest.raises(Conflicting, match="78"):
            world.ask(kind, parameters)


def test_an_escalation_shows_at_once(world: World) -> None:
    entry = context_cache.entry_path("acme", "support")
    world.database.patch({entry: {"data": {}}})
    assert world.run(world.ask("escalate", Escalation("77"), why="VIP")).state == "done"
    assert list(world.support.done.values()) == [("escalate", "77", "VIP")]
    assert world.database.get(entry) is None


def test_times_must_be_ahead(world: World) -> None:
    for kind, parameters in (
        ("extend_trial", Trial(START)),
        ("pause_billing", Pause(START)),
        ("contract_change", Contract(START.date() - timedelta(days=1))),
    ):
        with pytest.raises(Conflicting, match="over already"):
            world.ask(kind, parameters)


def test_mail_goes_to_the_customers_own_address(world: World) -> None:
    action = world.run(world.ask("send_email", EXAMPLES["send_email"]))
    assert action.state == "done"
    [(_, to, subject, text, reply_to)] = world.mailbox.done.values()
    assert (to, subject) == ("boss@example.com", "Comment cela se passe-t-il avec Pivot chez Acme?")
    assert reply_to == AGENT.email
    assert AGENT.email in text
    with pytest.raises(Conflicting, match="needs percent"):
        world.ask("send_email", Email("availability_help", "fr"))


def test_a_note_stands_without_the_crm(world: World) -> None:
    world.crm.before.append(SourceRefused("no"))
    action = world.run(world.ask("add_note", NewNote("Called")))
    assert (action.state, action.reference) == ("done", "on the timeline only: no")
    [note] = world.database.get("Notes/acme").values()
    assert (note["text"], note["author"]) == ("Called", AGENT.email)


def test_flags_are_set_with_who_and_why(world: World) -> None:
    world.hold()
    flag = world.database.get("CustomerFlags/acme/legalHold")
    assert (flag["by"], flag["reason"]) == (SUPERVISOR.email, "why")
    action = world.ask("mark_vip", Vip(vip=False))
    world.run(world.decide(approve, action, SUPERVISOR))
    assert world.database.get("CustomerFlags/acme/vip")["off"] is True


def test_a_review_has_who_when_and_a_note(world: World) -> None:
    done = world.run(world.ask("record_review", Review("Content"), AGENT))
    assert (done.tier, done.state) == (1, "done")
    found = customer_flags.read_review(world.database.get("CustomerFlags/acme"))
    assert found == Reviewed(AGENT.email, START, "Content")


def test_a_late_review_does_not_replace_a_newer_one(world: World) -> None:
    late = world.ask("record_review", Review("Before"))
    world.now += timedelta(hours=1)
    world.run(world.ask("record_review", Review("After")))
    assert world.run(late).state == "done"
    found = customer_flags.read_review(world.database.get("CustomerFlags/acme"))
    assert found
    assert found.note == "After"
