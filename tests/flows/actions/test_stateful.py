"""Any order of requests, decisions, faults, crashes, holds and time keeps the promises."""

import contextlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from customer_health.domain.actions.action import Action, ActionRefused, Person
from customer_health.domain.actions.approvals import APPROVERS
from customer_health.domain.actions.kinds.kind import ActionKind, NoParameters
from customer_health.domain.actions.kinds.money import Amount
from customer_health.domain.actions.kinds.table import KINDS
from customer_health.domain.actions.tiers import WINDOW
from customer_health.errors import Conflicting, Outdated, SourceDown, SourceRefused
from customer_health.flows.actions.decide import approve, reject, retry, withdraw
from customer_health.flows.actions.follow_up import to_resume
from customer_health.stores.actions import actions
from customer_health.stores.audit import log as audit_log
from tests.flows.actions.world import ADMIN, AGENT, EXECUTIVE, OTHER_AGENT, SUPERVISOR, World

PEOPLE = [AGENT, OTHER_AGENT, SUPERVISOR, EXECUTIVE, ADMIN]
people = st.sampled_from(PEOPLE)
MONEY: list[ActionKind] = ["credit", "credit", "refund"]
kinds = st.sampled_from(MONEY)
newest = st.sampled_from([0, 0, 0, 1, 1, 2, 3, 4])
cents = st.sampled_from([1, 250_00, 250_01, 400_00, 500_00, 600_00])


class Crash(BaseException):
    """The process is gone."""


class ActionMachine(RuleBasedStateMachine):
    @initialize()
    def start(self) -> None:
        self.world = World()
        self.made: dict[str, Action] = {}

    # What happens

    @rule(kind=kinds, cents=cents, who=people)
    def ask(self, kind: ActionKind, cents: int, who: Person, key: str | None = None) -> None:
        def asked() -> None:
            action = self.world.ask(kind, Amount(cents, "USD"), who, key=key)
            self.made[action.id] = action

        self.attempt(asked)

    @rule(kind=kinds, cents=cents, who=people)
    def ask_by_the_same_key(self, kind: ActionKind, cents: int, who: Person) -> None:
        self.ask(kind, cents, who, "same")

    @rule(which=newest, who=people, decide=st.sampled_from([approve, reject, withdraw, retry]))
    def decide(self, which: int, who: Person, decide: Callable[..., Action]) -> None:
        if action := self.one(which):
            seen = actions.load(self.world.database, action.id)
            self.attempt(lambda: self.world.decide(decide, seen, who))

    @rule(which=newest, who=people)
    def approve_what_was_seen_before(self, which: int, who: Person) -> None:
        if action := self.one(which):
            self.attempt(lambda: self.world.decide(approve, action, who))

    @rule(
        which=newest,
        who=st.sampled_from([SUPERVISOR, EXECUTIVE]),
        hours=st.sampled_from([0, 0, 0, 30]),
    )
    def approve_and_work(self, which: int, who: Person, hours: int) -> None:
        self.world.now += timedelta(hours=hours)
        if action := self.one(which):
            seen = actions.load(self.world.database, action.id)
            self.attempt(lambda: self.world.decide(approve, seen, who))
            self.attempt(lambda: self.world.run(seen))

    @rule(which=newest)
    def work(self, which: int) -> None:
        if action := self.one(which):
            self.attempt(lambda: self.world.run(action))

    @rule()
    def follow(self) -> None:
        for action_id in to_resume(self.world.database, self.world.now):
            self.attempt(lambda action_id=action_id: self.world.run(self.made[action_id]))

    @rule(
        where=st.sampled_from(["before", "after"]),
        fault=st.sampled_from([SourceDown("down"), SourceRefused("no"), Crash()]),
    )
    def vendor_fails(self, where: str, fault: Any) -> None:
        """A refusal with something done is no vendor's."""
        if where == "before" or not isinstance(fault, SourceRefused):
            getattr(self.world.billing, where)[:] = [fault]

    @rule(held=st.sampled_from([True, False, False]))
    def hold(self, held: bool) -> None:
        kind: ActionKind = "set_legal_hold" if held else "clear_legal_hold"
        action = self.world.ask(kind, NoParameters(), SUPERVISOR)
        if not held:
            action = self.world.decide(approve, action, EXECUTIVE)
        self.world.run(action)

    @rule(hours=st.sampled_from([0.1, 1, 25, 24 * 8, 24 * 20]))
    def time_goes_by(self, hours: float) -> None:
        self.world.now += timedelta(hours=hours)

    # What is checked on the way

    def one(self, which: int) -> Action | None:
        made = list(self.made.values())
        return made[-1 - which % len(made)] if made else None

    def attempt(self, step: Callable[[], object]) -> None:
        held = self.world.database.get("CustomerFlags/acme/legalHold") is not None
        before = dict(self.world.billing.done)
        with contextlib.suppress(ActionRefused, Conflicting, Outdated, SourceDown, Crash):
            step()
        assert not held or self.world.billing.done == before

    def all(self) -> list[Action]:
        found = (actions.load(self.world.database, one) for one in self.made)
        return [action for action in found if action.amount]

    @invariant()
    def nothing_is_done_that_nobody_let_be_done(self) -> None:
        for action in self.all():
            if action.id in self.world.billing.done:
                assert action.state in ("executing", "done", "failed")
            verdicts = [step for step in action.steps if step.kind in ("approved", "rejected")]
            for step in verdicts:
                assert step.who.uid != action.requester.uid
                assert step.who.role in APPROVERS[step.tier]
            assert len(verdicts) <= 1

    @invariant()
    def what_is_done_is_done_and_what_is_refused_is_not(self) -> None:
        for action in self.all():
            if action.state == "done":
                assert action.id in self.world.billing.done
            if action.retryable:
                assert action.id not in self.world.billing.done

    @invariant()
    def supervisors_alone_never_give_more_than_the_limit(self) -> None:
        """Within any window, by when each was approved."""
        approved = [
            (step.at, action)
            for action in self.all()
            for step in action.steps
            if step.kind == "approved" and step.tier == 2 and action.id in self.world.billing.done
        ]
        for end, _ in approved:
            for kind, rules in KINDS.items():
                recent = (
                    action.amount.cents
                    for at, action in approved
                    if action.kind == kind and action.amount and end - WINDOW < at <= end
                )
                assert rules.limit is None or sum(recent) <= rules.limit

    @invariant()
    def the_log_is_whole(self) -> None:
        database = self.world.database
        entries = list(audit_log.everything(database, 100))
        assert list(audit_log.verified(database)) == [number for number, _ in entries]
        keys = [(entry["actionId"], entry["stepNumber"]) for _, entry in entries]
        assert len(keys) == len(set(keys))
        for action in self.all():
            logged = [entry["step"] for _, entry in entries if entry["actionId"] == action.id]
            # Logged in their order; at most the newest is not there yet.
            assert [step.kind for step in action.steps][: len(logged)] == logged
            if action.id in self.world.billing.done:
                assert "started" in logged

    # Nothing is ever stuck, whatever came before

    def teardown(self) -> None:
        if not hasattr(self, "world"):
            return
        self.world.billing.before.clear()
        self.world.billing.after.clear()
        for _ in range(3):
            self.world.now += timedelta(days=8)
            self.follow()
        assert to_resume(self.world.database, self.world.now) == []
        for action in self.all():
            assert not action.is_open
        steps = sum(
            len(actions.load(self.world.database, key).steps)
            for key in self.world.database.get("Actions") or {}
        )
        assert audit_log.read_head(self.world.database).number == steps


ActionMachine.TestCase.settings = settings(
    max_examples=settings().max_examples // 4, stateful_step_count=40
)
TestActions = ActionMachine.TestCase
