"""Every state and reason of an alert has words; an unknown one is shown unchanged."""

from typing import get_args

import pytest

from customer_health.domain.alerts.alert import Axis
from customer_health.domain.alerts.reasons import CloseReason, MachineReason, ReasonCode
from customer_health.domain.alerts.transitions import AXIS, TransitionKind
from customer_health.notify.text.history import close_text, reason_text, state_text
from customer_health.notify.text.language import LANGUAGES, Language
from tests.domain.alerts.story import Story

STORIES = [
    *("CWW", "WC", "CH", "CHH", "CHC", "CHHC", "C-C", "C" + "-" * 15),
]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("days", STORIES)
def test_every_line_of_a_history_has_words(days: str, language: Language) -> None:
    lines = Story(days).history
    for line in lines:
        assert state_text(line.axis, line.old, language) != line.old or language == "en"
        assert "(" not in state_text(line.axis, line.new, language)
        assert line.reason is not None
        words = reason_text(line.why, line.reason, language)
        assert words != line.why or language == "en"
        assert "_" not in words


@pytest.mark.parametrize("code", get_args(ReasonCode))
def test_every_reason_has_words(code: ReasonCode) -> None:
    reason = MachineReason(code, {"n": 2, "ended": "acknowledged"})
    english, french = (reason_text(code, reason, language) for language in LANGUAGES)
    assert english.startswith("acknowledged until now: ")
    assert french.startswith("prise en charge jusqu’ici\xa0: ")


@pytest.mark.parametrize("why", get_args(CloseReason))
def test_every_close_has_words(why: str) -> None:
    assert why not in (close_text(why, "en"), close_text(why, "fr"))
    assert close_text("rule changed", "fr") == "rule changed"


def test_a_persons_text_is_unchanged() -> None:
    line = Story("C").act("acknowledge", why="resolved").history[-1]
    assert line.reason is None
    assert reason_text(line.why, line.reason, "fr") == "resolved"


def test_a_state_with_an_end_says_when() -> None:
    line = Story("C").act("snooze", days=7).history[-1]
    assert state_text(line.axis, line.new, "en") == (
        "snoozed until December 1, 2025 at 9:00\xa0a.m."
    )
    assert state_text("triage", "parked", "fr") == "parked"


def test_every_axis_has_words_for_its_first_state() -> None:
    axes: set[Axis] = {AXIS.get(kind, "condition") for kind in get_args(TransitionKind)}
    assert axes == set(get_args(Axis))
    alert = Story("C").alert
    for axis in axes:
        assert state_text(axis, alert.on(axis), "fr") != alert.on(axis)
