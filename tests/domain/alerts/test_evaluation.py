"""The evaluation of alerts: every row of the table of states, and inputs that change nothing."""

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_health.domain.alerts.alert import DataState
from customer_health.domain.alerts.evaluation import close, evaluate
from customer_health.domain.alerts.rules import amend
from customer_health.domain.alerts.transitions import Stamp
from customer_health.domain.metrics.levels import Threshold
from tests.domain.alerts.story import COMPANY, LOGINS, MONDAY, PAYROLL, Story, at, see

STRICTER = amend(PAYROLL, who="ana@example.com", at=at(1, 14), threshold=Threshold(30, 55))


@pytest.mark.parametrize(
    ("days", "condition", "kinds"),
    [
        ("W", "firing(warning)", "opened"),
        ("C", "firing(critical)", "opened"),
        ("WC", "firing(critical)", "opened escalated"),
        ("CW", "firing(critical)", "opened"),
        ("CWW", "firing(warning)", "opened lowered"),
        ("CWCW", "firing(critical)", "opened"),
        ("CH", "recovering(critical)", "opened recovering"),
        ("CHW", "firing(warning)", "opened recovering refired lowered"),
        ("WHC", "firing(critical)", "opened recovering refired escalated"),
        ("CHH", "resolved", "opened recovering resolved"),
        ("CHCH", "recovering(critical)", "opened recovering refired recovering"),
        ("CHHC", "firing(critical)", "opened recovering resolved reopened"),
        ("CHHHHW", "firing(warning)", "opened recovering resolved reopened"),
        ("CHHHHHC", "firing(critical)", "opened recovering resolved opened"),
        ("C-", "firing(critical)", "opened data"),
        ("C-C", "firing(critical)", "opened data data"),
        ("CH-H", "resolved", "opened recovering data data resolved"),
        ("C" + "-" * 14, "firing(critical)", "opened data"),
        ("C" + "-" * 15, "closed", "opened data closed"),
        ("CH" + "-" * 15, "closed", "opened recovering data closed"),
    ],
)
def test_daily_evaluations(days: str, condition: str, kinds: str) -> None:
    story = Story(days)
    assert (story.alert.condition, " ".join(story.kinds)) == (condition, kinds)


@pytest.mark.parametrize("days", ["", "H", "-", "HH-H"])
def test_without_a_breach_no_alert_opens(days: str) -> None:
    assert Story(days).now is None


def test_the_fields_of_an_opened_alert() -> None:
    alert = Story("C").alert
    assert (alert.key, alert.episode_id) == (
        "acme:quarts_problematiques_50",
        "acme:quarts_problematiques_50:1",
    )
    assert (alert.value, alert.value_at, alert.opened_at) == (80, at(0), at(0))


def test_an_early_return_reopens_and_a_late_one_links_a_new_episode() -> None:
    assert Story("CHHHHC").alert.episode == 1
    later = Story("CHHHHHC").alert
    assert (later.episode, later.previous) == (2, f"{later.key}:1")


def test_a_short_recovery_does_not_restart_the_days_in_a_state() -> None:
    assert Story("CCHC").alert.since == at(0)
    assert Story("WWC").alert.since == at(2)


def test_a_history_line_has_old_new_author_time_and_reason() -> None:
    line = Story("WC").history[-1]
    assert (line.old, line.new, line.who) == ("firing(warning)", "firing(critical)", "system")
    assert (line.why, line.at, line.date) == ("rose_to_critical", at(1), MONDAY + timedelta(days=1))
    assert line.key == "acme:quarts_problematiques_50:1:2"


def test_without_data_the_alert_keeps_its_last_value() -> None:
    story = Story("C")
    states: list[DataState] = ["stale", "error"]
    for day, state in enumerate(states, start=1):
        story.see(replace(see("-", day), data=state))
        alert = story.alert
        assert (alert.condition, alert.data, alert.value) == ("firing(critical)", state, 80)
    assert story.alert.value_at == at(0)


def test_unmeasured_days_count_from_the_first_consecutive_one() -> None:
    assert Story("C" + "-" * 13 + "C" + "-" * 13).alert.is_open


def test_an_unmeasurable_alert_is_closed_and_a_later_breach_opens_a_new_episode() -> None:
    story = Story("C" + "-" * 15)
    assert (story.history[-1].why, story.alert.phase) == ("unmeasurable", "closed")
    assert story.run("C").alert.episode == 2


class TestLive:
    def test_a_live_breach_opens_and_escalates(self) -> None:
        assert Story("H").live("W").live("C", 16).kinds == ["opened", "escalated"]

    def test_a_live_clear_begins_the_recovery_but_never_completes_it(self) -> None:
        story = Story("C").live("H").live("H", 16)
        assert (story.kinds, story.alert.value) == (["opened", "recovering"], 5)
        assert story.run("H").kinds == ["opened", "recovering", "resolved"]
        assert Story("CH").live("H").alert.condition == "recovering(critical)"

    def test_a_live_clear_does_not_change_an_ended_alert(self) -> None:
        story = Story("CHH")
        over = story.alert
        assert story.live("H").alert == over

    def test_a_live_breach_ends_the_recovery(self) -> None:
        assert Story("CH").live("C").run("H").alert.condition == "recovering(critical)"

    def test_a_live_lower_level_does_not_lower_the_alert(self) -> None:
        assert Story("CW").live("W").alert.severity == "critical"

    def test_one_live_login_resolves_the_login_alert(self) -> None:
        assert Story("C", LOGINS).live("H").kinds == ["opened", "resolved"]
        assert Story("CH", LOGINS).kinds == ["opened", "resolved"]

    def test_a_live_evaluation_without_data_changes_nothing(self) -> None:
        assert Story("C ").live("-").alert == Story("C").alert


class TestRepeatedAndLate:
    @pytest.mark.parametrize("days", ["W", "CWW", "CH", "CHH", "CHHC", "C-", "C" + "-" * 15])
    def test_a_repeated_run_changes_nothing(self, days: str) -> None:
        story = Story(days)
        assert story.see(see(days[-1], len(days) - 1)).transitions == ()
        assert story.alert == Story(days).alert

    @pytest.mark.parametrize("letter", "CWH-")
    def test_an_older_date_changes_nothing(self, letter: str) -> None:
        story = Story("CCH")
        story.see(see(letter, 1))
        assert story.alert == Story("CCH").alert

    def test_an_older_date_changes_nothing_even_with_a_later_instant(self) -> None:
        story = Story("CCH")
        story.see(replace(see("H", 1), at=at(3)))
        assert story.alert == Story("CCH").alert

    def test_a_failed_retry_keeps_the_measured_value(self) -> None:
        story = Story("C")
        story.see(see("-", 0, data="error"))
        assert story.alert == Story("C").alert

    def test_an_older_instant_changes_nothing(self) -> None:
        story = Story("C", LOGINS).live("H")
        story.see(see("C", 0, rule=LOGINS))
        assert story.alert.phase == "resolved"

    def test_a_second_evaluation_of_a_date_never_resolves(self) -> None:
        story = Story("W")
        story.see(see("C", 0))
        assert story.alert.severity == "critical"
        for _ in range(2):
            story.see(see("H", 0))
            assert story.alert.condition == "recovering(critical)"

    def test_a_retry_can_measure_a_date_that_failed(self) -> None:
        story = Story("C-")
        story.see(see("H", 1))
        assert story.alert.condition == "recovering(critical)"

    def test_another_companys_alert_is_an_error(self) -> None:
        with pytest.raises(ValueError, match="globex:quarts_problematiques_50"):
            evaluate(Story("C").alert, replace(see("C", 1), company_id="globex"), PAYROLL)


class TestClosing:
    def test_a_changed_rule_closes_and_may_open_the_next_episode(self) -> None:
        story = Story("C")
        story.rule = STRICTER
        outcome = story.see(see("C", 2, rule=STRICTER))
        assert story.kinds == ["opened", "closed", "opened"]
        assert outcome.ended is not None
        assert (outcome.ended.phase, outcome.ended.episode) == ("closed", 1)
        assert (story.alert.episode, story.alert.rule_version) == (2, STRICTER.version)

    def test_a_changed_rule_without_a_breach_only_closes(self) -> None:
        story = Story("C")
        story.rule = STRICTER
        assert story.see(see("H", 2, rule=STRICTER)).ended is None
        assert (story.alert.phase, story.history[-1].why) == ("closed", "rule_changed")

    def test_a_resolved_alert_is_not_reopened_under_another_rule_version(self) -> None:
        story = Story("CHH")
        story.rule = STRICTER
        assert story.run("C").alert.episode == 2

    def test_an_evaluation_by_an_older_rule_changes_nothing(self) -> None:
        alert = Story("C").alert
        assert evaluate(alert, see("H", 1), STRICTER).alert == alert
        assert evaluate(None, see("C", 1), STRICTER).alert is None

    def test_a_disabled_rule_closes_and_opens_nothing(self) -> None:
        story = Story("C")
        story.rule = amend(PAYROLL, who="ana@example.com", at=at(0, 15), enabled=False)
        assert story.run("C").kinds == ["opened", "closed"]
        assert story.run("CC").kinds == ["opened", "closed"]

    def test_unlinking_closes_and_a_late_evaluation_opens_nothing(self) -> None:
        story = Story("C")
        story.now = close(story.alert, "company_unlinked", story.stamp(14)).alert
        assert story.live("C", hour=13).alert.phase == "closed"
        assert close(story.alert, "rule_changed", story.stamp(15)).transitions == ()
        assert story.run("C").alert.episode == 2

    def test_a_close_ends_a_snooze_in_the_history(self) -> None:
        story = Story("C").act("snooze", days=7)
        change = close(story.alert, "company_unlinked", story.stamp(15))
        assert [line.kind for line in change.transitions] == ["closed", "triage_ended"]
        assert change.alert.triage.kind == "open"


class TestFlapping:
    @pytest.mark.parametrize(
        ("days", "flapping"),
        [
            ("WCHH", False),
            ("CHCH", True),
            ("WCHHC", True),
            ("CHC" + "C" * 11 + "H", False),
            ("CHC" + "C" * 10 + "H", True),
            ("CHCC" + "C" * 7 + "HC", True),
            ("CHCH" + "H" * 11, False),
        ],
    )
    def test_four_changes_in_14_days_are_flapping(self, days: str, flapping: bool) -> None:
        assert Story(days).alert.flapping is flapping

    def test_flapping_counts_the_last_episodes_changes_too(self) -> None:
        assert Story("CHHHHHCHC").alert.flapping


def model(days: str) -> str:
    """Return the condition after daily evaluations. Computed from all letters, without a state."""
    if not days or not set(days) & set("CW"):
        return ""
    last_breach = max(days.rfind("C"), days.rfind("W"))
    if len(days) - 1 - last_breach >= 2:
        return "resolved"
    start = days[:last_breach].rfind("HH") + 2 if "HH" in days[:last_breach] else 0
    episode = days[start:].lstrip("H")
    last_critical = episode.rfind("C")
    below = len(episode) - 1 - last_critical
    critical = last_critical >= 0 and not (below >= 2 and "W" in episode[last_critical + 2 :])
    phase = "firing" if last_breach == len(days) - 1 else "recovering"
    return f"{phase}({'critical' if critical else 'warning'})"


@given(st.text("CWH", max_size=25))
def test_any_sequence_of_days_agrees_with_the_model(days: str) -> None:
    story = Story(days)
    assert (story.now.condition if story.now else "") == model(days)


def test_the_history_has_the_person_of_the_stamp() -> None:
    change = close(
        Story("C").alert, "company_unlinked", Stamp("ana@example.com", at(0, 14), MONDAY)
    )
    assert change.transitions[0].who == "ana@example.com"
    assert change.alert.company_id == COMPANY
