"""The alerts' invariants hold after any sequence of evaluations, decisions and rule changes."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from customer_health.domain.alerts.alert import RANK, Alert, Axis, Observation
from customer_health.domain.alerts.evaluation import close, evaluate
from customer_health.domain.alerts.notifications import (
    POSTS,
    end_suppression,
    mark_notified,
    notification_reason,
    outbox_key,
    suppress,
)
from customer_health.domain.alerts.rules import Rule, amend
from customer_health.domain.alerts.transitions import Stamp, Transition
from customer_health.domain.alerts.triage import LASTS, TriageAction, TriageRequest, apply
from customer_health.domain.codec import as_json, from_json
from customer_health.domain.metrics.levels import Threshold
from tests.domain.alerts.story import LOGINS, MONDAY, PAYROLL, at, see

letters = st.sampled_from("CCCWHH-")
acts = st.sampled_from(["acknowledge", "snooze", "dismiss", "handle", "reopen"])
START: dict[Axis, str] = {
    "condition": "none",
    "data": "fresh",
    "triage": "open",
    "notice": "normal",
}


class AlertMachine(RuleBasedStateMachine):
    @initialize(rule=st.sampled_from([PAYROLL, LOGINS]))
    def start(self, rule: Rule) -> None:
        self.rule = rule
        self.alert: Alert | None = None
        self.day = 0
        self.hour = 11.0
        self.seen: Observation | None = None
        self.episodes: dict[str, Alert] = {}
        self.history: list[Transition] = []
        self.messages: set[str] = set()
        self.outbox: set[str] = set()

    # Events

    @rule(letter=letters, skipped=st.sampled_from([0, 0, 0, 0, 1, 3, 13]))
    def daily(self, letter: str, skipped: int) -> None:
        self.day, self.hour = self.day + 1 + skipped, 11.0
        self.evaluate(see(letter, self.day, rule=self.rule))

    @rule(letter=letters)
    def same_date_again(self, letter: str) -> None:
        self.evaluate(see(letter, self.day, rule=self.rule))

    @rule(letter=letters, late=st.integers(1, 20))
    def older_date(self, letter: str, late: int) -> None:
        before = self.alert
        if before and before.as_of >= at(self.day):
            self.evaluate(see(letter, self.day - late, rule=self.rule))
            assert self.alert == before

    @rule(letter=letters)
    def live(self, letter: str) -> None:
        before = self.alert
        self.evaluate(see(letter, self.day, rule=self.rule, kind="live", hour=self.tick()))
        if before and before.is_open and self.rule.clears_after > 1:
            assert self.current.is_open or before.rule_version != self.rule.version

    @precondition(lambda self: self.alert and self.alert.is_open)
    @rule(kind=acts, days=st.integers(1, 30), letter=letters)
    def person_acts(self, kind: TriageAction, days: int, letter: str) -> None:
        self.act(kind, days)
        if self.current.acted_at == self.now:
            earlier = see(letter, self.day, rule=self.rule, kind="live", hour=self.hour - 0.01)
            self.check_late(self.current, evaluate(self.current, earlier, self.rule).alert, letter)

    @precondition(lambda self: self.alert and self.alert.is_open)
    @rule(kind=acts, days=st.integers(1, 30), letter=letters)
    def person_acts_before_the_run_comes(self, kind: TriageAction, days: int, letter: str) -> None:
        self.day, self.hour = self.day + 1, 11.0
        self.act(kind, days)
        before = self.current
        self.evaluate(see(letter, self.day, rule=self.rule))
        if before.acted_at == self.now:
            self.check_late(before, self.alert, letter)

    @rule(critical=st.sampled_from([70.0, 80.0]), enabled=st.booleans())
    def rule_changes(self, critical: float, enabled: bool) -> None:
        self.rule = amend(
            self.rule,
            who="ana@example.com",
            at=self.stamp().at,
            threshold=Threshold(5, critical),
            enabled=enabled,
        )

    @precondition(lambda self: self.alert)
    @rule()
    def unlink(self) -> None:
        change = close(self.current, "company_unlinked", self.stamp())
        self.keep(change.alert, change.transitions)
        assert not change.alert.is_open

    @precondition(lambda self: self.alert)
    @rule(suppressed=st.booleans())
    def suppress_or_release(self, suppressed: bool) -> None:
        change = (suppress if suppressed else end_suppression)(self.current, self.stamp())
        self.keep(change.alert, change.transitions)

    @precondition(lambda self: self.alert)
    @rule(own=st.booleans())
    def tell(self, own: bool) -> None:
        self.tell_slack(self.current, self.stamp().at, own=own)

    # Checks after each event

    def act(self, kind: TriageAction, days: int) -> None:
        stamp = self.stamp()
        until = stamp.at + timedelta(days=days) if kind == "snooze" else None
        change = apply(self.current, TriageRequest(kind, stamp, "known", until))
        self.keep(change.alert, change.transitions)

    def check_late(self, acted: Alert, after: Alert | None, letter: str) -> None:
        """Check that an evaluation older than a decision undoes nothing, and misses no critical."""
        assert after
        if letter in "H-":
            assert after == acted
        if letter == "C" and self.rule.enabled:
            assert after.condition == "firing(critical)"
        if after.is_open and after.episode == acted.episode:
            assert RANK[after.severity] >= RANK[acted.severity]
            assert after.triage == acted.triage or after.severity != acted.severity

    def evaluate(self, seen: Observation) -> None:
        before = self.alert
        outcome = evaluate(before, seen, self.rule)
        again = evaluate(outcome.alert, seen, self.rule)
        assert (again.alert, again.transitions) == (outcome.alert, ())
        if outcome.ended:
            self.tell_slack(outcome.ended, seen.at, own=True)
        self.keep(outcome.alert, outcome.transitions)
        kinds = {line.kind for line in outcome.transitions}
        if kinds & {"escalated", "reopened", "opened"}:
            assert self.current.triage.kind == "open"
        if before and before.is_open and not outcome.transitions:
            assert self.current.triage == before.triage

    def keep(self, alert: Alert | None, transitions: tuple[Transition, ...]) -> None:
        self.alert = alert
        self.history += transitions
        if alert:
            self.episodes[alert.episode_id] = alert

    def tell_slack(self, alert: Alert, now: datetime, *, own: bool) -> None:
        reason = notification_reason(alert, now)
        notified = mark_notified(alert, reason, now, own=own)
        if reason in POSTS:
            assert alert.condition == "firing(critical)"
            assert (alert.triage.kind, alert.suppressed, alert.flapping) == ("open", False, False)
            if own:
                self.messages.add(alert.episode_id)
        elif not reason.startswith("none:"):
            assert alert.episode_id in self.messages
            assert not alert.is_open or reason == "edited"
        if notified != alert:
            key = outbox_key(notified, "C024BE91L")
            assert key not in self.outbox
            self.outbox.add(key)
        assert notification_reason(notified, now).startswith("none:")
        self.episodes[alert.episode_id] = notified
        if self.alert and self.alert.episode_id == notified.episode_id:
            self.alert = notified

    @invariant()
    def at_most_one_episode_is_open_and_it_is_the_newest(self) -> None:
        open_ones = [name for name, alert in self.episodes.items() if alert.is_open]
        assert open_ones in ([], [self.alert.episode_id] if self.alert else [])
        assert len(self.episodes) == (self.alert.episode if self.alert else 0)

    @invariant()
    def every_change_has_its_line_in_the_history(self) -> None:
        """Replay the lines of each episode: the result is its state on every axis."""
        for name, alert in self.episodes.items():
            lines = [line for line in self.history if line.episode == name]
            assert [line.seq for line in lines] == list(range(1, alert.seq + 1))
            state = dict(START)
            for line in lines:
                assert line.old == state[line.axis]
                state[line.axis] = line.new
            if alert.is_open:
                assert state == {axis: alert.on(axis) for axis in START}
            assert state["condition"] == alert.condition
            assert state["triage"] == alert.triage.label

    @invariant()
    def it_survives_storage(self) -> None:
        if self.alert:
            whole = replace(self.alert, value=None)
            assert from_json(Alert, as_json(whole)) == whole

    # Checks at the end: no alert is stuck

    def teardown(self) -> None:
        if not hasattr(self, "rule"):
            return
        self.rule = amend(self.rule, who="ana@example.com", at=at(self.day), enabled=True)
        for days in ("HH", "-" * 16):
            quiet = self.after(days)
            assert quiet is None or not quiet.is_open
        breaching = self.after("C")
        assert breaching is not None
        assert breaching.condition == "firing(critical)"
        self.a_critical_is_posted()

    def a_critical_is_posted(self) -> None:
        """After the longest snooze, only an acknowledgment or a suppression keeps Slack quiet."""
        longest = max(LASTS.values()).days + 2
        alert = self.after("C" * longest)
        assert alert
        if alert.triage.kind != "acknowledged" and not alert.suppressed:
            assert notification_reason(alert, at(self.day + longest + 2)) in POSTS

    def after(self, days: str) -> Alert | None:
        """Return the alert some days later, without a decision."""
        alert = self.alert
        for number, letter in enumerate(days, start=self.day + 1):
            alert = evaluate(alert, see(letter, number, rule=self.rule), self.rule).alert
        return alert

    @property
    def current(self) -> Alert:
        assert self.alert is not None
        return self.alert

    @property
    def now(self) -> datetime:
        return at(self.day, self.hour)

    def tick(self) -> float:
        """Advance to a later hour of the present day."""
        self.hour += 0.02
        return self.hour

    def stamp(self) -> Stamp:
        hour = self.tick()
        return Stamp("ana@example.com", at(self.day, hour), MONDAY + timedelta(days=self.day))


AlertMachine.TestCase.settings = settings(stateful_step_count=40)
TestAlertMachine = AlertMachine.TestCase
