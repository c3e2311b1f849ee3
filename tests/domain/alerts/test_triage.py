"""The triage of an alert: the posts that each decision suppresses, and its end."""

import pytest

from customer_health.domain.alerts.notifications import POSTS, notification_reason
from customer_health.domain.alerts.reasons import MachineReason
from customer_health.domain.alerts.triage import (
    TriageAction,
    TriageError,
    TriageRequest,
    apply,
    expire,
)
from tests.domain.alerts.story import LOGINS, PAYROLL, Story, at, see


def acted(days: str, kind: TriageAction, then: str = "") -> Story:
    """Return a story with a valid decision on the last of `days`, and the days after it."""
    length = 7 if kind == "snooze" else None
    return Story(days).act(kind, days=length, why="seasonal business").run(then)


@pytest.mark.parametrize(
    ("kind", "state"),
    [
        ("acknowledge", "acknowledged"),
        ("snooze", "snoozed until 2025-12-01T14:00:00Z"),
        ("dismiss", "dismissed"),
        ("handle", "handled"),
    ],
)
def test_a_decision_is_stored_with_author_time_and_reason(kind: TriageAction, state: str) -> None:
    story = acted("C", kind)
    line = story.history[-1]
    assert (line.axis, line.old, line.new) == ("triage", "open", state)
    assert (line.who, line.why, line.at) == ("ana@example.com", "seasonal business", at(0, 14))
    assert (story.alert.triage.who, story.alert.condition) == (line.who, "firing(critical)")


@pytest.mark.parametrize(
    ("days", "kind", "then", "triage"),
    [
        ("W", "acknowledge", "W" * 60, "acknowledged"),
        ("W", "acknowledge", "C", "open"),
        ("W", "snooze", "W" * 7, "snoozed"),
        ("W", "snooze", "W" * 8, "open"),
        ("W", "snooze", "-" * 8, "open"),
        ("W", "snooze", "C", "open"),
        ("W", "snooze", "HH", "open"),
        ("W", "dismiss", "W" * 30, "dismissed"),
        ("W", "dismiss", "W" * 31, "open"),
        ("W", "dismiss", "C", "open"),
        ("W", "dismiss", "HW", "dismissed"),
        ("W", "dismiss", "HHW", "open"),
        ("W", "dismiss", "HHHHHHW", "open"),
        ("C", "dismiss", "WW", "dismissed"),
        ("C", "dismiss", "WWC", "open"),
        ("W", "handle", "W" * 14, "handled"),
        ("W", "handle", "W" * 15, "open"),
        ("W", "handle", "C", "open"),
        ("W", "handle", "HH", "handled"),
        ("W", "handle", "HHW", "open"),
        ("W", "handle", "-" * 14 + "W", "open"),
        ("C", "acknowledge", "HHC", "open"),
        ("C", "acknowledge", "HC", "acknowledged"),
    ],
)
def test_what_ends_each_triage(days: str, kind: TriageAction, then: str, triage: str) -> None:
    assert acted(days, kind, then).alert.triage.kind == triage


def test_the_machine_is_the_author_when_a_triage_ends() -> None:
    worse = acted("W", "handle", "C")
    assert worse.kinds[-2:] == ["escalated", "regressed"]
    handled = {"ended": "handled"}
    assert worse.history[-1].reason == MachineReason("got_worse", handled)
    still = acted("W", "handle", "W" * 15).history[-1]
    assert still.reason == MachineReason("still_breaches", handled)
    ended = acted("W", "acknowledge", "C").history[-1]
    assert (ended.kind, ended.who) == ("triage_ended", "system")
    assert ended.reason == MachineReason("got_worse", {"ended": "acknowledged"})


def test_a_handled_alert_that_clears_is_resolved() -> None:
    assert acted("C", "handle", "HH").alert.condition == "resolved"


ACTS: tuple[TriageAction, ...] = ("acknowledge", "snooze", "dismiss", "handle")


@pytest.mark.parametrize("kind", ACTS)
@pytest.mark.parametrize("letter", "CWH-")
def test_an_evaluation_older_than_the_decision_does_not_undo_it(
    kind: TriageAction, letter: str
) -> None:
    story = acted("C", kind)
    acted_on = story.alert
    story.see(see(letter, 0, kind="live", hour=13))
    assert (story.alert.triage, story.alert.condition) == (acted_on.triage, acted_on.condition)
    assert story.alert.acted_at == at(0, 14)


@pytest.mark.parametrize("kind", ACTS)
def test_an_evaluation_older_than_the_decision_does_not_lower_the_alert(kind: TriageAction) -> None:
    """The figure was below critical on two dates, and critical again before the decision."""
    story = acted("CWH", kind)
    story.see(see("W", 2, kind="live", hour=13))
    assert story.alert.condition == "firing(critical)"


@pytest.mark.parametrize("kind", ACTS)
def test_a_late_run_escalates_an_alert_despite_a_later_decision(kind: TriageAction) -> None:
    """The run of 11:00 reaches this company only after a decision of 14:00."""
    story = Story("W ").act(kind, days=7 if kind == "snooze" else None, why="seasonal business")
    story.see(see("C", 1))
    assert (story.alert.condition, story.alert.triage.kind) == ("firing(critical)", "open")
    assert notification_reason(story.alert, at(1, 15)) in POSTS
    assert story.see(see("C", 1)).transitions == ()


def test_a_late_breach_ends_the_recovery_and_keeps_the_triage() -> None:
    story = Story("CH ").act("acknowledge")
    story.see(see("C", 2))
    assert (story.alert.condition, story.alert.triage.kind) == ("firing(critical)", "acknowledged")
    assert story.run("H").alert.condition == "recovering(critical)"


def test_a_late_breach_ends_a_streak_of_lower_ones() -> None:
    story = Story("CW ").act("acknowledge")
    story.see(see("C", 2))
    assert story.run("W").alert.severity == "critical"


def test_an_evaluation_older_than_the_decision_does_not_resolve() -> None:
    story = acted("C", "acknowledge")
    story.see(see("H", 0, rule=PAYROLL))
    assert story.alert.condition == "firing(critical)"


@pytest.mark.parametrize("kind", ["acknowledge", "snooze", "dismiss", "handle"])
def test_the_same_decision_sent_twice_changes_nothing(kind: TriageAction) -> None:
    story = acted("C", kind)
    first = story.alert
    assert (
        story.act(kind, days=7 if kind == "snooze" else None, why="seasonal business").alert
        == first
    )


def test_a_snooze_can_be_moved_and_a_decision_cancelled() -> None:
    story = acted("C", "snooze").act("snooze", days=14, why="seasonal business")
    assert story.alert.triage.until == at(14, 14)
    assert story.act("reopen", why="wrong button").alert.triage.kind == "open"
    assert story.history[-1].why == "wrong button"


@pytest.mark.parametrize(
    ("action", "message"),
    [
        (TriageRequest("dismiss", Story("C").stamp(), why="  "), "a reason is required"),
        (TriageRequest("snooze", Story("C").stamp()), "got none"),
        (TriageRequest("snooze", Story("C").stamp(), until=at(0, 14)), "next 30 days"),
        (TriageRequest("snooze", Story("C").stamp(), until=at(30, 15)), "next 30 days"),
    ],
)
def test_an_incomplete_decision_is_refused(action: TriageRequest, message: str) -> None:
    with pytest.raises(TriageError, match=message):
        apply(Story("C").alert, action)


def test_a_decision_on_an_ended_alert_is_refused() -> None:
    with pytest.raises(TriageError, match="the alert is resolved"):
        Story("C", LOGINS).live("H").act("acknowledge")


class TestExpire:
    """The hourly job ends a triage by time, without an evaluation."""

    def test_a_snooze_ends_exactly_at_its_end(self) -> None:
        alert = acted("C", "snooze").alert
        week_on = Story(" " * 8)
        assert expire(alert, week_on.stamp(13.99)).alert == alert
        change = expire(alert, week_on.stamp(14))
        assert change.alert.triage.kind == "open"
        assert change.transitions[0].who == "system"

    def test_a_handled_alert_regresses_only_at_an_observed_breach(self) -> None:
        alert = acted("C", "handle").alert
        assert expire(alert, Story(" " * 40).stamp()).transitions == ()
