"""Any order of requests, decisions, faults, crashes, holds and time keeps the promises."""

import contextlib
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from customer_health.domain.action_kinds import Amount, Nothing
from customer_health.domain.actions import Action, ActionRefused, Person
from customer_health.domain.approvals import APPROVERS
from customer_health.domain.tiers import LIMITS, WINDOW
from customer_health.errors import Conflicting, Outdated, SourceDown, SourceRefused
from customer_health.flows.action_decisions import approve, reject, retry, withdraw
from customer_health.flows.action_follow_up import to_go_on_with
from customer_health.stores import actions, audit
from tests.action_world import ADMIN, AGENT, EXECUTIVE, OTHER_AGENT, SUPERVISOR, World

PEOPLE = [AGENT, OTHER_AGENT, SUPERVISOR, EXECUTIVE, ADMIN]
people = st.sampled_from(PEOPLE)
cents = st.sampled_from([1, 100_00, 250_00, 400_00, 500_00, 600_00, 1_000_00])


class Crash(BaseException):
    """The process is gone."""


class ActionMachine(RuleBasedStateMachine):
    @initialize()
    def start(self) -> None:
        self.world = World()
        self.made: dict[str, Action] = {}

    # What happens

    @rule(
        kind=st.sampled_from(["credit", "refund"]),
        cents=cents,
        who=people,
        key=st.sampled_from([None, None, "same"]),
    )
    def ask(self, kind: Any, cents: int, who: Person, key: str | None) -> None:
        def asked() -> None:
            action = self.world.ask(kind, Amount(cents, "USD"), who, key=key)
            self.made[action.id] = action

        self.attempt(asked)

    @rule(
        which=st.integers(0, 20),
        who=people,
        decide=st.sampled_from([approve, approve, approve, reject, withdraw, retry]),
        late=st.booleans(),
    )
    def decide(self, which: int, who: Person, decide: Callable[..., Action], late: bool) -> None:
        """`late`: by the version that was first looked at."""
        if action := self.one(which):
            seen = action if late else actions.load(self.world.database, action.id)
            self.attempt(lambda: self.world.decide(decide, seen, who))

    @rule(which=st.integers(0, 20))
    def work(self, which: int) -> None:
        if action := self.one(which):
            self.attempt(lambda: self.world.run(action))

    @rule()
    def follow(self) -> None:
        for action_id in to_go_on_with(self.world.database, self.world.now):
            self.attempt(lambda action_id=action_id: self.world.run(self.made[action_id]))

    @rule(
        where=st.sampled_from(["before", "after"]),
        fault=st.sampled_from([SourceDown("down"), SourceRefused("no"), Crash()]),
    )
    def vendor_fails(self, where: str, fault: Any) -> None:
        """A refusal with something done is no vendor's."""
        if where == "before" or not isinstance(fault, SourceRefused):
            getattr(self.world.billing, where).append(fault)

    @rule(held=st.booleans())
    def hold(self, held: bool) -> None:
        kind: Any = "set_legal_hold" if held else "clear_legal_hold"
        action = self.world.ask(kind, Nothing(), SUPERVISOR)
        if not held:
            action = self.world.decide(approve, action, EXECUTIVE)
        self.world.run(action)

    @rule(hours=st.sampled_from([0.1, 1, 25, 24 * 8, 24 * 31]))
    def time_goes_by(self, hours: float) -> None:
        self.world.now += timedelta(hours=hours)

    # What is checked on the way

    def one(self, which: int) -> Action | None:
        made = list(self.made.values())
        return made[which % len(made)] if made else None

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
            for kind, limit in LIMITS.items():
                recent = (
                    action.amount.cents
                    for at, action in approved
                    if action.kind == kind and action.amount and end - WINDOW < at <= end
                )
                assert sum(recent) <= limit

    @invariant()
    def the_log_is_whole(self) -> None:
        database = self.world.database
        entries = list(audit.everything(database, 100))
        assert list(audit.verified(database)) == [number for number, _ in entries]
        keys = [entry["key"] for _, entry in entries]
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
        assert to_go_on_with(self.world.database, self.world.now) == []
        for action in self.all():
            assert not action.is_open
        steps = sum(
            len(actions.load(self.world.database, key).steps)
            for key in self.world.database.get("Actions") or {}
        )
        assert audit.read_head(self.world.database).number == steps


ActionMachine.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestActions = ActionMachine.TestCase
