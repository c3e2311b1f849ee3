"""A rehearsal does what the daily runs did, day by day, with another rule."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from customer_health.domain.alerts.evaluation import evaluate
from customer_health.domain.alerts.observation import observe
from customer_health.domain.alerts.rules import Rule
from customer_health.domain.alerts.transitions import Transition
from customer_health.domain.insights.comparison import Count, Played, compare
from customer_health.domain.insights.rehearsal import (
    DayFigure,
    Episode,
    episodes,
    play,
    with_contacts,
)
from customer_health.domain.metrics.levels import Threshold
from tests.domain.alerts.story import COMPANY, LEVELS, MONDAY, PAYROLL, VALUES, Story, at

EARLIER = replace(PAYROLL, threshold=Threshold(30, 70), version=2)


def days(letters: str) -> list[DayFigure]:
    return [
        DayFigure(MONDAY + timedelta(days=n), at(n), VALUES[LEVELS[letter]])
        for n, letter in enumerate(letters)
    ]


def day(number: int) -> date:
    return MONDAY + timedelta(days=number)


def evaluated_daily(figures: Sequence[DayFigure], versions: Sequence[Rule]) -> list[Transition]:
    """Evaluate every day, as the runs do."""
    alert, lines = None, []
    for one in figures:
        rule = [v for v in versions if not v.changed_at or v.changed_at <= one.at][-1]
        seen = observe(COMPANY, rule, one.value, one.date, one.at, "daily")
        found = evaluate(alert, seen, rule)
        alert = found.alert
        lines += found.transitions
    return lines


@given(
    st.text("CCWWHHH-", max_size=60),
    st.sampled_from([1, 2, 3]),
    st.sampled_from([None, 5, 20]),
    st.booleans(),
)
def test_a_rehearsal_is_the_same_as_evaluating_each_day(
    letters: str, clears_after: int, changed_on: int | None, enabled: bool
) -> None:
    versions = [replace(PAYROLL, clears_after=clears_after)]
    if changed_on is not None:
        amended = replace(EARLIER, changed_at=at(changed_on), enabled=enabled)
        versions.append(amended)
    assert list(play(COMPANY, days(letters), versions)) == evaluated_daily(days(letters), versions)


@given(st.text("CCWWHHH-", min_size=20, max_size=60))
def test_a_gap_in_the_history_is_not_evaluated(letters: str) -> None:
    figures = days(letters)[:8] + days(letters)[15:]
    assert list(play(COMPANY, figures, [PAYROLL])) == evaluated_daily(figures, [PAYROLL])


def test_alerts_have_an_opening_a_worst_severity_and_an_end() -> None:
    found = episodes(play(COMPANY, days("HWCWWHHHHHHW"), [PAYROLL]))
    assert found == [
        Episode(COMPANY, day(1), "critical", day(6), "no_breach_repeated"),
        Episode(COMPANY, day(11), "warning"),
    ]


def test_a_reopened_alert_is_the_same_one() -> None:
    [found] = episodes(play(COMPANY, days("WHHC"), [PAYROLL]))
    assert found == Episode(COMPANY, day(0), "critical")


def test_a_draft_may_wait_longer_for_the_end() -> None:
    found = episodes(play(COMPANY, days("WHHHH"), [replace(PAYROLL, clears_after=4)]))
    assert [one.ended_on for one in found] == [day(4)]


def test_a_rule_that_is_off_opens_nothing() -> None:
    assert episodes(play(COMPANY, days("CCC"), [replace(PAYROLL, enabled=False)])) == []


def test_people_who_acknowledge_or_handle_have_worked_on_an_alert() -> None:
    story = Story("W").act("snooze", days=3).act("acknowledge").act("reopen").run("WHH")
    [found] = episodes(story.history)
    assert found.acted_on
    [untouched] = episodes(Story("W").act("dismiss", why="Planned.").history)
    assert not untouched.acted_on


def test_a_contact_during_an_alert_counts_as_work_on_it() -> None:
    found = [ended(5, 9), ended(20)]
    assert [one.acted_on for one in with_contacts(found, {day(4), day(10)})] == [False, False]
    assert [one.acted_on for one in with_contacts(found, {day(9)})] == [True, False]
    assert [one.acted_on for one in with_contacts(found, {day(30)})] == [False, True]


def test_an_alert_whose_opening_is_not_known_is_left_out() -> None:
    assert episodes(play(COMPANY, days("WCH"), [PAYROLL])[1:]) == []


def ended(opened: int, end: int | None = None, company: str = COMPANY, **fields: object) -> Episode:
    one = Episode(company, day(opened), ended_on=None if end is None else day(end))
    return replace(one, **fields)  # type: ignore[arg-type]


def test_a_comparison_counts_the_alerts_of_both() -> None:
    now = [ended(5, 9), ended(20, 22, severity="critical")]
    found = compare(
        [Played("a", now, now, [ended(2, 30)]), Played("b", [], [], [ended(3, company="b")])],
        day(0),
    )
    assert found.now == Count(alerts=2, opened=2, critical=1, customers=1)
    assert found.draft == Count(alerts=2, opened=2, critical=0, customers=2)
    assert found.days_earlier == (3 + 18) / 2
    assert [(one.company_id, one.now, one.draft) for one in found.customers] == [
        ("a", 2, 1),
        ("b", 0, 1),
    ]
    assert (found.real, found.reproduced) == (2, 2)


def test_a_comparison_says_which_worked_on_alerts_would_be_missing() -> None:
    real = [ended(5, 9, acted_on=True), ended(20, 22, acted_on=True), ended(40, 41)]
    found = compare([Played(COMPANY, real, real, [ended(7, 8)])], day(0))
    assert (found.acted_on, found.lost) == (2, 1)
    [customer] = found.customers
    assert (customer.acted_on, customer.lost, customer.days_earlier) == (2, 1, -2)


def test_alerts_that_were_open_when_the_period_began_count_too() -> None:
    now, draft = [ended(2, 9), ended(12, 20)], [ended(4, 20, severity="critical")]
    found = compare([Played(COMPANY, now, now, draft)], day(10))
    assert (found.now.alerts, found.draft.alerts, found.draft.critical) == (1, 1, 1)
    assert (found.days_earlier, found.real, found.reproduced) == (8, 1, 1)


def test_the_opening_of_an_older_alert_may_be_unknown() -> None:
    found = compare([Played(COMPANY, [ended(2)], [ended(3)], [ended(3)])], day(10))
    assert (found.now.alerts, found.real, found.days_earlier) == (1, 0, None)


def test_an_older_alert_that_people_worked_on_may_be_lost() -> None:
    found = compare([Played(COMPANY, [ended(2, 12, acted_on=True)], [], [])], day(10))
    assert (found.acted_on, found.lost) == (1, 1)


def test_a_real_alert_with_another_end_is_not_reproduced() -> None:
    found = compare([Played(COMPANY, [ended(5, 9)], [ended(5, 10)], [])], day(0))
    assert (found.real, found.reproduced) == (1, 0)


def test_the_same_rule_changes_nothing() -> None:
    same = [ended(5, 9)]
    found = compare([Played(COMPANY, same, same, same)], day(0))
    assert (found.customers, found.days_earlier) == ([], 0)
