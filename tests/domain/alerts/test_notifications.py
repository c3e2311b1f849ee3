"""The notifications of Slack: the reason for each, and the deliveries of a whole run."""

from dataclasses import replace
from datetime import timedelta

import pytest

from customer_health.domain.alerts.alert import Alert
from customer_health.domain.alerts.evaluation import close
from customer_health.domain.alerts.notifications import (
    POSTS,
    Delivery,
    Reason,
    deliveries,
    end_suppression,
    is_data_fault,
    mark_notified,
    notification_reason,
    outbox_key,
    suppress,
    worsened,
)
from customer_health.domain.alerts.triage import TriageAction
from customer_health.domain.metrics.levels import Level
from customer_health.domain.metrics.names import LOGIN
from tests.domain.alerts.story import LOGINS, Story, at, see


class NotifiedStory(Story):
    """A story that notifies Slack after every day and decision, and keeps the reasons."""

    def __init__(self, days: str = "") -> None:
        self.reasons: list[Reason] = []
        super().__init__(days)

    def run(self, days: str) -> "NotifiedStory":
        for letter in days:
            super().run(letter)
            self.tell()
        return self

    def tell(self, hour: float = 11, *, own: bool = True) -> Reason:
        if self.now is None:
            return "none:unchanged"
        now = at(self.day, hour)
        self.reasons.append(notification_reason(self.now, now))
        self.now = mark_notified(self.now, self.reasons[-1], now, own=own)
        return self.reasons[-1]


@pytest.mark.parametrize(
    ("days", "reasons"),
    [
        ("C", "opened"),
        ("CC", "opened repeat"),
        ("W", "none:warning"),
        ("WW", "none:warning none:warning"),
        ("WC", "none:warning escalated"),
        ("CWW", "opened repeat edited"),
        ("CWWC", "opened repeat edited escalated"),
        ("CH", "opened edited"),
        ("CHC", "opened edited repeat"),
        ("CHH", "opened edited resolved"),
        ("CHHH", "opened edited resolved none:unchanged"),
        ("WHH", "none:warning none:warning none:never_posted"),
        ("CHHHHC", "opened edited resolved none:unchanged none:unchanged reopened"),
        ("CHHHHHC", "opened edited resolved" + " none:unchanged" * 3 + " opened"),
        ("CHHW", "opened edited resolved edited"),
        ("C-", "opened repeat"),
        ("W" + "-" * 15, "none:warning" + " none:warning" * 14 + " none:never_posted"),
    ],
)
def test_reasons_of_daily_runs(days: str, reasons: str) -> None:
    assert " ".join(NotifiedStory(days).reasons) == reasons


@pytest.mark.parametrize(
    ("value", "reason"), [(80, "none:not_due"), (80.04, "none:not_due"), (81, "edited")]
)
def test_a_message_is_edited_when_its_value_changes(value: float, reason: Reason) -> None:
    story = NotifiedStory("C")
    story.see(replace(see("C", 0, kind="live", hour=12), value=value))
    assert story.tell(12) == reason


def test_a_message_is_edited_when_the_figure_recovers() -> None:
    story = NotifiedStory("C")
    story.see(see("H", 0, kind="live", hour=12))
    assert (story.alert.condition, story.alert.value) == ("recovering(critical)", 5)
    assert (story.tell(12), story.tell(13)) == ("edited", "none:recovering")
    assert story.run("H").reasons[-1] == "resolved"


def test_a_repeated_run_notifies_of_nothing() -> None:
    assert [
        NotifiedStory("C").tell(),
        NotifiedStory("CWW").tell(),
        NotifiedStory("CHH").tell(),
    ] == [
        "none:not_due",
        "none:warning",
        "none:unchanged",
    ]


def test_an_unacknowledged_critical_repeats_after_24_hours_not_before() -> None:
    alert = NotifiedStory("C").alert
    assert notification_reason(alert, at(1, 11) - timedelta(seconds=1)) == "none:not_due"
    assert notification_reason(alert, at(1, 11)) == "repeat"


@pytest.mark.parametrize(
    ("kind", "silence"),
    [
        ("acknowledge", "none:acknowledged"),
        ("snooze", "none:snoozed"),
        ("dismiss", "none:dismissed"),
        ("handle", "none:handled"),
    ],
)
def test_a_triage_edits_the_message_once_and_stops_repeats(
    kind: TriageAction, silence: Reason
) -> None:
    story = NotifiedStory("C")
    story.act(kind, days=7 if kind == "snooze" else None, why="known")
    assert [story.tell(14), *story.run("CC").reasons[-2:]] == ["edited", silence, silence]


@pytest.mark.parametrize("kind", ["acknowledge", "dismiss", "handle"])
def test_an_escalation_is_posted_despite_any_triage(kind: TriageAction) -> None:
    story = NotifiedStory("W")
    story.act(kind, why="known")
    expected = "regressed" if kind == "handle" else "escalated"
    assert story.run("C").reasons[-1] == expected


def test_after_a_snooze_the_alert_is_posted_again() -> None:
    story = NotifiedStory("C")
    story.act("snooze", days=2)
    assert story.run("CCC").reasons[1:] == ["edited", "none:snoozed", "repeat"]


def test_a_handled_alert_regresses_after_14_days_in_breach() -> None:
    story = NotifiedStory("C")
    story.act("handle")
    assert story.run("C" * 15).reasons[-2:] == ["none:handled", "regressed"]


def test_a_close_edits_the_message_if_there_is_one() -> None:
    posted, silent = NotifiedStory("C"), NotifiedStory("W")
    for story, reason in ((posted, "closed"), (silent, "none:never_posted")):
        story.now = close(story.alert, "company_unlinked", story.stamp()).alert
        assert [story.tell(15), story.tell(16)][0] == reason
    assert posted.reasons[-1] == "none:unchanged"


class TestFlapping:
    def test_a_flapping_alert_posts_nothing_but_its_message_is_edited(self) -> None:
        story = NotifiedStory("CHCHH")
        assert story.alert.flapping
        assert story.reasons == [
            "opened",
            "edited",
            "repeat",
            "edited",
            "resolved_quietly",
        ]
        assert story.run("CC").reasons[-2:] == ["edited", "none:flapping"]

    def test_a_suppressed_post_goes_out_when_the_flapping_ends(self) -> None:
        story = NotifiedStory("WHWHC")
        assert story.reasons[-1] == "none:flapping"
        assert story.run("C" * 11).reasons[-2:] == ["none:flapping", "escalated"]


class TestSuppression:
    def test_a_suppressed_post_waits_for_a_person(self) -> None:
        story = Story("C")
        kept_back = suppress(story.alert, story.stamp(11))
        assert kept_back.transitions[0].new == "held"
        assert notification_reason(kept_back.alert, at(3)) == "none:suppressed"
        released = end_suppression(kept_back.alert, story.stamp())
        assert released.transitions[0].who == "ana@example.com"
        assert notification_reason(released.alert, at(3)) == "opened"
        assert end_suppression(released.alert, story.stamp()).transitions == ()

    def test_an_alert_that_cleared_while_suppressed_is_never_posted(self) -> None:
        story = NotifiedStory("")
        Story.run(story, "C")
        story.now = suppress(story.alert, story.stamp(11)).alert
        assert story.run("HH").reasons == ["none:recovering", "none:never_posted"]
        assert story.run("C").reasons[-1] == "reopened"


def test_a_digest_counts_as_notified_but_leaves_no_message() -> None:
    story = NotifiedStory("")
    Story.run(story, "C")
    assert story.tell(own=False) == "opened"
    assert story.tell() == "none:not_due"
    story.act("acknowledge")
    assert story.tell() == "none:acknowledged"
    assert story.run("HH").reasons[-1] == "none:never_posted"


def test_a_digest_does_not_forget_the_alerts_own_message() -> None:
    story = NotifiedStory("C")
    Story.run(story, "C")
    assert story.tell(own=False) == "repeat"
    assert story.run("HH").reasons[-1] == "resolved"


def test_the_outbox_key_is_stable_in_a_rerun_and_new_for_each_notification() -> None:
    first, second = NotifiedStory("C").alert, NotifiedStory("CC").alert
    assert outbox_key(first, "C024BE91L") == "acme:quarts_problematiques_50:1:1:C024BE91L"
    assert outbox_key(NotifiedStory("C").alert, "C024BE91L") == outbox_key(first, "C024BE91L")
    assert outbox_key(second, "C024BE91L") == "acme:quarts_problematiques_50:1:2:C024BE91L"
    with pytest.raises(ValueError, match="#customer-health"):
        outbox_key(first, "#customer-health")


class TestRun:
    alert: Alert = Story("C").alert
    login: Alert = Story("C", LOGINS).alert

    def ways(
        self, posts: int, reason: Reason = "opened", *, first: bool = False, fault: bool = False
    ) -> list[Delivery]:
        run: list[tuple[Alert, Reason]] = [(self.alert, reason)] * posts
        run += [(self.login, "opened"), (self.login, "edited"), (self.login, "none:warning")]
        faults = {self.alert.rule} if fault else set()
        return deliveries(run, first=first, faults=faults)

    def test_more_than_five_posts_become_one_summary(self) -> None:
        assert self.ways(4) == ["single"] * 7
        assert self.ways(5) == ["summary"] * 6 + ["single"] * 2

    def test_the_first_run_posts_a_digest_only(self) -> None:
        assert self.ways(30, first=True, fault=True) == ["digest"] * 31 + ["single"] * 2

    def test_a_data_fault_suppresses_the_posts_of_its_metric_only(self) -> None:
        assert self.login.rule == LOGIN
        assert self.ways(30, fault=True) == ["suppressed"] * 30 + ["single"] * 3
        assert self.ways(6, "repeat", fault=True) == ["summary"] * 7 + ["single"] * 2

    @pytest.mark.parametrize(
        ("worse", "companies", "fault"),
        [(6, 20, False), (7, 20, True), (19, 19, False), (30, 100, False), (31, 100, True)],
    )
    def test_a_data_fault_is_more_than_30_percent_of_at_least_20(
        self, worse: int, companies: int, fault: bool
    ) -> None:
        assert is_data_fault(worse, companies) is fault

    @pytest.mark.parametrize(
        ("before", "after", "worse"),
        [
            ("healthy", "warning", True),
            ("none", "critical", True),
            ("warning", "critical", True),
            ("critical", "critical", False),
            ("critical", "none", False),
            ("none", "healthy", False),
        ],
    )
    def test_which_level_changes_are_worse(self, before: Level, after: Level, worse: bool) -> None:
        assert worsened(before, after) is worse

    def test_only_posts_are_grouped(self) -> None:
        assert {"resolved", "closed", "edited"}.isdisjoint(POSTS)
