"""Quick actions from the request to the effect: tiers, approvals, claims, holds and retries."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from customer_health.domain.actions import kinds
from customer_health.domain.actions.action import Action, ActionRefused, Person
from customer_health.domain.actions.approvals import NotEntitled, allowed_actions
from customer_health.domain.actions.kinds import ACTION_KINDS, KINDS, ActionKind, Amount, Params
from customer_health.domain.money import Money
from customer_health.errors import Conflicting, Forbidden, Outdated, SourceDown, SourceRefused
from customer_health.flows.actions.checks import CHECKS
from customer_health.flows.actions.decide import approve, reject, retry, withdraw
from customer_health.flows.actions.effects import EFFECTS, Work
from customer_health.flows.actions.follow_up import to_go_on_with
from customer_health.flows.actions.plan_options import choices
from customer_health.flows.actions.subject import subject_of
from customer_health.handlers.actions import follow
from customer_health.stores.actions import actions, customer_flags
from customer_health.stores.audit import log as audit
from customer_health.stores.context import context_cache
from tests.flows.actions.world import (
    ADMIN,
    AGENT,
    EXECUTIVE,
    OTHER_AGENT,
    PLANS,
    START,
    SUPERVISOR,
    World,
)
from tests.services import services_over

SECOND_SUPERVISOR = Person("u-super2", "sam@pivotapp.ca", "supervisor")
SECOND_EXECUTIVE = Person("u-exec2", "eli@pivotapp.ca", "executive")

WHAT: dict[ActionKind, Params] = {
    "create_ticket": kinds.NewTicket("Help", "They can't clock in"),
    "escalate": kinds.Escalation("77"),
    "send_email": kinds.Email("check_in", "fr"),
    "add_note": kinds.NewNote("Called them"),
    "schedule_call": kinds.NewCall("QBR", START + timedelta(days=10), 45),
    "export_data": kinds.Nothing(),
    "credit": Amount(100_00, "USD"),
    "refund": Amount(100_00, "USD"),
    "extend_trial": kinds.Trial(START + timedelta(days=10)),
    "downgrade": kinds.NewPlan("basic"),
    "pause_billing": kinds.Pause(),
    "mark_vip": kinds.Vip(),
    "override_sla": kinds.Sla("77", "urgent"),
    "waive_fees": kinds.Fees("in_1"),
    "discount": kinds.Discount(10, 3),
    "contract_change": kinds.Contract(date(2026, 6, 30)),
    "upgrade": kinds.NewPlan("pro"),
    "set_legal_hold": kinds.Nothing(),
    "clear_legal_hold": kinds.Nothing(),
}


@pytest.fixture
def world() -> World:
    return World()


def test_every_kind_has_its_parameters_check_and_effect() -> None:
    assert set(KINDS) == set(CHECKS) == set(EFFECTS) == set(WHAT) == set(ACTION_KINDS)
    assert all(isinstance(what, KINDS[kind].params) for kind, what in WHAT.items())


@pytest.mark.parametrize("kind", ACTION_KINDS)
def test_every_kind_is_done_once_it_is_approved(world: World, kind: ActionKind) -> None:
    action = world.ask(kind, WHAT[kind], SUPERVISOR)
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
        world.ask("schedule_call", kinds.NewCall("QBR", world.now, 30))
    world.database.patch({"ContextCache/acme/crm": {"record": "{}"}})
    start = world.now + timedelta(days=1)
    done = world.run(world.ask("schedule_call", kinds.NewCall("QBR", start, 30)))
    assert world.crm.done[done.id] == ("call", "crm_acme", "QBR", start, 30)
    assert world.database.get("ContextCache/acme/crm") is None
    world.to = replace(world.to, crm=None)
    with pytest.raises(Conflicting, match="not configured"):
        world.ask("schedule_call", kinds.NewCall("QBR", start, 30))


# Tiers


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
def test_what_is_not_going_to_be_given_does_not_count(
    world: World, decide: Callable[..., Action]
) -> None:
    action = world.credit(400_00)
    world.run(world.decide(decide, action, AGENT if decide is withdraw else SUPERVISOR))
    assert world.credit(400_00).tier == 2


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


# Who may


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
        world.ask(kind, kinds.Nothing(), AGENT)


# States


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
    assert to_go_on_with(world.database, world.now) == []
    world.now = action.expires_at
    with pytest.raises(ActionRefused, match="7 days"):
        world.decide(approve, action, SUPERVISOR)
    assert to_go_on_with(world.database, world.now) == [action.id]
    assert world.run(action).state == "expired"
    assert to_go_on_with(world.database, world.now) == []
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


# Legal hold


def held(world: World) -> None:
    assert world.run(world.ask("set_legal_hold", kinds.Nothing(), SUPERVISOR)).state == "done"


@pytest.mark.parametrize("kind", [kind for kind in ACTION_KINDS if KINDS[kind].bills])
def test_a_hold_blocks_what_is_billed(world: World, kind: ActionKind) -> None:
    held(world)
    with pytest.raises(Conflicting, match="legal hold"):
        world.ask(kind, WHAT[kind])


@pytest.mark.parametrize("kind", [k for k in ACTION_KINDS if not KINDS[k].bills])
def test_a_hold_blocks_nothing_else(world: World, kind: ActionKind) -> None:
    held(world)
    world.ask(kind, WHAT[kind], SUPERVISOR)


def test_a_hold_blocks_also_what_was_approved_before(world: World) -> None:
    action = world.decide(approve, world.credit(100), SUPERVISOR)
    held(world)
    failed = world.run(action)
    assert failed.state == "failed"
    assert "legal hold" in (failed.failure or "")
    assert failed.failure_code == "legal_hold"
    assert world.billing.done == {}
    lift = world.ask("clear_legal_hold", kinds.Nothing(), SUPERVISOR)
    with pytest.raises(NotEntitled):
        world.decide(approve, lift, SUPERVISOR)
    assert world.run(world.decide(approve, lift, SECOND_SUPERVISOR)).state == "done"
    assert world.run(world.decide(retry, failed, AGENT)).state == "done"
    assert world.billing.given() == 100


def test_only_the_hold_that_was_there_is_lifted(world: World) -> None:
    held(world)
    first, second = (world.ask("clear_legal_hold", kinds.Nothing(), SUPERVISOR) for _ in range(2))
    world.run(world.decide(approve, first, EXECUTIVE))
    assert not customer_flags.is_held(world.database, "acme")
    held(world)
    refused = world.run(world.decide(approve, second, EXECUTIVE))
    assert (refused.state, refused.reference) == ("failed", None)
    assert "another legal hold" in (refused.failure or "")
    assert customer_flags.is_held(world.database, "acme")


def test_a_flag_set_anew_survives_whoever_is_done_once_more(world: World) -> None:
    """Each has its effect and crashes before it is noted; then another says otherwise."""
    hold = world.ask("set_legal_hold", kinds.Nothing(), SUPERVISOR)
    crash_once_done(world, hold)
    lift = world.decide(
        approve, world.ask("clear_legal_hold", kinds.Nothing(), SUPERVISOR), EXECUTIVE
    )
    crash_once_done(world, lift)
    world.now += timedelta(minutes=3)
    assert world.run(hold).state == "done"
    assert not customer_flags.is_held(world.database, "acme")
    held(world)
    assert world.run(lift).state == "done"
    assert customer_flags.is_held(world.database, "acme")
    vip = world.decide(approve, world.ask("mark_vip", kinds.Vip()), SUPERVISOR)
    crash_once_done(world, vip)
    none = world.decide(approve, world.ask("mark_vip", kinds.Vip(vip=False)), SUPERVISOR)
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


class Crash(BaseException):
    """The process is gone: nothing of ours may catch it."""


# Vendors that fail


def test_a_lost_answer_pays_once(world: World) -> None:
    action = world.decide(approve, world.credit(100), SUPERVISOR)
    world.billing.after += [SourceDown("no answer"), SourceDown("no answer")]
    with pytest.raises(SourceDown):
        world.run(action)
    waiting = actions.load(world.database, action.id)
    assert (waiting.state, waiting.last_error) == ("executing", "no answer")
    assert world.run_through(action).state == "done"
    assert (len(world.billing.calls), world.billing.given()) == (3, 100)


def test_what_was_refused_is_tried_again_by_a_person(world: World) -> None:
    world.billing.before.append(SourceRefused("no card"))
    failed = world.run(world.decide(approve, world.credit(100), SUPERVISOR))
    assert (failed.state, failed.failure, failed.retryable) == ("failed", "no card", True)
    with pytest.raises(NotEntitled):
        world.decide(retry, failed, OTHER_AGENT)
    done = world.run(world.decide(retry, failed, AGENT))
    assert (done.state, done.failure) == ("done", None)
    assert world.billing.calls == [done.id, done.id]


def test_a_crash_before_the_money_is_released_counts_it_on(world: World) -> None:
    action = world.decide(approve, world.credit(500_00), SUPERVISOR)
    world.billing.before.append(SourceRefused("no card"))
    patch = world.database.patch

    def crashing(updates: Any) -> None:
        if any(path.startswith("ActionTotals") for path in updates):
            failed = actions.load(world.database, action.id)
            assert (failed.state, failed.retryable) == ("failed", False)
            raise Crash
        patch(updates)

    world.database.patch = crashing  # type: ignore[method-assign]
    with pytest.raises(Crash):
        world.run(action)
    world.database.patch = patch  # type: ignore[method-assign]
    assert world.credit(500_00).tier == 3
    world.now += timedelta(minutes=3)
    assert world.run(action).state == "failed"
    assert world.billing.given() == 0


def test_a_refusal_after_another_has_done_it_releases_nothing(world: World) -> None:
    action = world.decide(approve, world.credit(500_00), SUPERVISOR)
    credit = world.billing.credit

    def slow(*given: Any) -> str:
        world.billing.credit = credit  # type: ignore[method-assign]
        world.now += timedelta(minutes=3)
        assert world.run(action).state == "done"
        raise SourceRefused("no card")

    world.billing.credit = slow  # type: ignore[method-assign, assignment]
    with pytest.raises(Outdated):
        world.run(action)
    assert actions.load(world.database, action.id).state == "done"
    assert world.credit(500_00).tier == 3


def test_a_retry_that_adds_up_to_more_than_was_approved_is_refused(world: World) -> None:
    world.billing.before.append(SourceRefused("no card"))
    failed = world.run(world.decide(approve, world.credit(400_00), SUPERVISOR))
    world.run(world.decide(approve, world.credit(400_00), SUPERVISOR))
    with pytest.raises(ActionRefused, match="ask anew"):
        world.decide(retry, failed, AGENT)
    assert world.billing.given() == 400_00


def test_a_retry_has_another_key_for_billing(world: World) -> None:
    world.billing.before.append(SourceRefused("no card"))
    failed = world.run(world.decide(approve, world.credit(100), SUPERVISOR))
    again = world.decide(retry, failed, AGENT)
    work = Work(subject_of(world.database, world.to, "acme", world.now), again)
    assert (work.key, work.billing_key) == (failed.id, f"{failed.id}:1")


def test_an_approval_grows_old(world: World) -> None:
    world.billing.before.append(SourceRefused("no card"))
    failed = world.run(world.decide(approve, world.credit(100), SUPERVISOR))
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
    world.billing.before.append(SourceRefused("no card"))
    failed = world.run(world.decide(approve, world.credit(400_00), SUPERVISOR))
    world.run(world.decide(approve, world.credit(400_00), SUPERVISOR))
    with pytest.raises(ActionRefused, match="ask anew"):
        world.decide(retry, failed, AGENT)
    assert world.credit(100_00).tier == 2


def test_a_yes_that_comes_second_counts_nothing(world: World) -> None:
    action = world.credit(500_00)
    change = world.database.change

    def slowly(path: str, make: Callable[[Any], Any]) -> Any:
        world.database.change = change  # type: ignore[method-assign]
        world.run(world.decide(withdraw, action, AGENT))
        return change(path, make)

    world.database.change = slowly  # type: ignore[method-assign]
    with pytest.raises(Outdated):
        world.decide(approve, action, SUPERVISOR)
    assert world.credit(500_00).tier == 2


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


def test_a_key_that_the_vendor_may_have_forgotten_is_not_used(world: World) -> None:
    action = world.decide(approve, world.credit(100), SUPERVISOR)
    world.billing.after.append(SourceDown("no answer"))
    with pytest.raises(SourceDown):
        world.run(action)
    world.now += timedelta(hours=23)
    failed = world.run(action)
    assert (failed.state, failed.retryable) == ("failed", False)
    assert len(world.billing.calls) == 1


@pytest.mark.parametrize("where", ["before", "after"])
def test_a_crash_around_the_effect_pays_once(world: World, where: str) -> None:
    action = world.decide(approve, world.credit(100), SUPERVISOR)
    getattr(world.billing, where).append(Crash())
    with pytest.raises(Crash):
        world.run(action)
    with pytest.raises(Outdated):
        world.run(action)
    assert to_go_on_with(world.database, world.now) == [action.id]
    world.now += timedelta(minutes=2, seconds=1)
    assert world.run(action).state == "done"
    assert world.billing.given() == 100
    steps = [entry.step for _, entry in audit.page(world.database, 99, 99)]
    assert steps == ["done", "started", "approved", "requested"]


@pytest.mark.parametrize("writes", range(40))
def test_a_crash_at_any_write_pays_once_and_logs_everything(world: World, writes: int) -> None:
    """From the request to the end, each begun anew after a crash."""
    left = [writes]
    change, patch = world.database.change, world.database.patch

    def counted(real: Callable[..., Any]) -> Callable[..., Any]:
        def call(*given: Any) -> Any:
            found = real(*given)
            left[0] -= 1
            if left[0] == -1:
                raise Crash
            return found

        return call

    world.database.change = counted(change)  # type: ignore[method-assign]
    world.database.patch = counted(patch)  # type: ignore[method-assign]

    def again(step: Callable[[], Action]) -> Action:
        try:
            return step()
        except Crash:
            world.now += timedelta(minutes=3)
            return step()

    def decided() -> Action:
        found = actions.load(world.database, action.id)
        return found if found.state != "pending" else world.decide(approve, found, SUPERVISOR)

    action = again(lambda: world.credit(100, key="k"))
    again(decided)
    done = again(lambda: world.run(action))
    assert (done.state, world.billing.given()) == ("done", 100)
    assert done.published_steps == done.version == 4
    entries = list(audit.everything(world.database, 100))
    assert [entry["step"] for _, entry in entries] == ["requested", "approved", "started", "done"]
    assert list(audit.verified(world.database)) == [1, 2, 3, 4]


def test_nothing_is_done_before_it_is_logged(world: World) -> None:
    action = world.decide(approve, world.credit(100), SUPERVISOR)
    seen: list[str] = []
    credit = world.billing.credit

    def look(*given: Any) -> str:
        seen.extend(entry.step for _, entry in audit.page(world.database, 99, 99))
        return credit(*given)

    world.billing.credit = look  # type: ignore[method-assign, assignment]
    world.run(action)
    assert seen == ["started", "approved", "requested"]


def test_neither_a_broken_row_nor_a_broken_queue_holds_up_the_others(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    waiting = [world.decide(approve, world.credit(100), SUPERVISOR).id for _ in range(2)]
    world.database.patch({"Actions/broken": {"id": "broken", "open": True}})
    asked: list[str] = []

    def enqueue(action_id: str) -> None:
        asked.append(action_id)
        raise RuntimeError("no queue")

    services = replace(services_over(world.database, now=world.clock), enqueue_action=enqueue)
    with caplog.at_level("INFO"):
        follow(SimpleNamespace(job_name="job"), services)
    assert sorted(asked) == sorted(waiting)
    assert "action broken can't be read" in caplog.text
    assert "audit anchor 4:" in caplog.text


# Each kind's own


def test_an_upgrade_is_none_by_the_name_of_a_downgrade(world: World) -> None:
    with pytest.raises(Conflicting, match="upgrade"):
        world.ask("downgrade", kinds.NewPlan("pro"))
    assert world.ask("upgrade", kinds.NewPlan("pro_yearly")).tier == 3
    world.billing.plan = PLANS["pro"]
    for cheaper in ("basic", "pro_yearly", "pro_quarterly"):
        with pytest.raises(Conflicting, match="downgrade"):
            world.ask("upgrade", kinds.NewPlan(cheaper))


def test_plans_are_marked_as_they_will_be_checked(world: World) -> None:
    world.billing.plan = replace(PLANS["pro"], amount=Money(300_00 * 4, "USD"), seats=4)
    found = choices(world.database, world.to, "acme", world.now)
    assert [(one.plan.id, one.change) for one in found] == [
        ("basic", "downgrade"),
        ("pro_yearly", "downgrade"),
        ("pro_quarterly", "downgrade"),
        ("pro", None),
    ]
    assert (found[0].plan.amount, found[0].plan.seats) == (Money(400_00, "USD"), 4)
    for one in found[:-1]:
        world.ask("downgrade", kinds.NewPlan(one.plan.id))
    world.billing.plan = PLANS["basic"]
    for one in choices(world.database, world.to, "acme", world.now)[1:]:
        assert world.ask("upgrade", kinds.NewPlan(one.plan.id)).tier == 3
    world.billing.plan = replace(PLANS["basic"], amount=Money(1, "CAD"))
    assert choices(world.database, world.to, "acme", world.now) == []


def test_the_direction_is_looked_at_again_before_it_is_done(world: World) -> None:
    world.billing.plan = PLANS["pro"]
    action = world.decide(approve, world.ask("downgrade", kinds.NewPlan("basic")), SUPERVISOR)
    world.billing.plan = replace(PLANS["basic"], amount=Money(0, "USD"))
    assert world.run(action).state == "failed"
    assert world.billing.done == {}


def test_a_ticket_must_be_the_customers_own(world: World) -> None:
    for kind, what in (
        ("override_sla", kinds.Sla("78", "urgent")),
        ("escalate", kinds.Escalation("78")),
    ):
        with pytest.raises(Conflicting, match="78"):
            world.ask(kind, what)


def test_an_escalation_shows_at_once(world: World) -> None:
    entry = context_cache.entry_path("acme", "support")
    world.database.patch({entry: {"data": {}}})
    assert world.run(world.ask("escalate", kinds.Escalation("77"), why="VIP")).state == "done"
    assert list(world.support.done.values()) == [("escalate", "77", "VIP")]
    assert world.database.get(entry) is None


def test_times_must_be_ahead(world: World) -> None:
    for kind, what in (
        ("extend_trial", kinds.Trial(START)),
        ("pause_billing", kinds.Pause(START)),
        ("contract_change", kinds.Contract(START.date() - timedelta(days=1))),
    ):
        with pytest.raises(Conflicting, match="over already"):
            world.ask(kind, what)


def test_mail_goes_to_the_customers_own_address(world: World) -> None:
    action = world.run(world.ask("send_email", WHAT["send_email"]))
    assert action.state == "done"
    [(_, to, subject, text)] = world.mailbox.done.values()
    assert (to, subject) == ("boss@example.com", "Comment va Pivot chez Acme ?")
    assert AGENT.email in text
    with pytest.raises(Conflicting, match="needs percent"):
        world.ask("send_email", kinds.Email("availability_help", "fr"))


def test_a_note_stands_without_the_crm(world: World) -> None:
    world.crm.before.append(SourceRefused("no"))
    action = world.run(world.ask("add_note", kinds.NewNote("Called")))
    assert (action.state, action.reference) == ("done", "on the timeline only: no")
    [note] = world.database.get("Notes/acme").values()
    assert (note["text"], note["author"]) == ("Called", AGENT.email)


def test_flags_are_set_with_who_and_why(world: World) -> None:
    held(world)
    flag = world.database.get("CustomerFlags/acme/legalHold")
    assert (flag["by"], flag["reason"]) == (SUPERVISOR.email, "why")
    action = world.ask("mark_vip", kinds.Vip(vip=False))
    world.run(world.decide(approve, action, SUPERVISOR))
    assert world.database.get("CustomerFlags/acme/vip")["off"] is True


# Who is told


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
    ticket = world.ask("create_ticket", WHAT["create_ticket"])
    world.support.before += [SourceDown("no answer"), SourceRefused("suspended")]
    assert world.run_through(ticket).state == "failed"
    [facts] = told(world, "decision")
    assert (facts["step"], facts["why"]) == ("failed", "suspended")
    assert told(world, "approval") == []


def test_nobody_is_told_of_what_is_done_at_once(world: World) -> None:
    world.run(world.ask("add_note", kinds.NewNote("Called")))
    assert world.database.get("Outbox") is None
