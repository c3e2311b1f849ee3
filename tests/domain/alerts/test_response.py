"""People's response to an alert that turned critical: from when to when, and who was first."""

from collections.abc import Mapping
from typing import Any

import pytest

from customer_health.domain.alerts.response import response_changes
from tests.domain.alerts.story import Story, at

STATE = {"companyId": "acme"}


def changes(before: Story | None, after: Story) -> list[tuple[Any, Mapping[str, object]]]:
    found = response_changes(before.alert if before else None, after.alert)
    return [(since, fields) for (_, since), fields in found.items()]


def test_an_alert_that_opens_critical_waits_for_a_response() -> None:
    assert changes(None, Story("C")) == [(at(0), {**STATE, "criticalAt": at(0)})]
    assert changes(None, Story("W")) == []


def test_a_warning_waits_from_the_time_at_which_it_escalates() -> None:
    assert changes(Story("W"), Story("WC")) == [(at(1), {**STATE, "criticalAt": at(1)})]
    assert changes(Story("C"), Story("CC")) == []


@pytest.mark.parametrize("kind", ["acknowledge", "dismiss", "handle"])
def test_the_first_decision_is_the_response(kind: Any) -> None:
    acted = Story("C").act(kind, why="Calling them")
    assert changes(Story("C"), acted) == [(at(0), {"answeredAt": at(0, 14)})]
    again = Story("C").act(kind, why="Calling them").run("C").act("dismiss", why="Seasonal")
    assert changes(acted, again) == []


def test_to_reopen_is_no_response() -> None:
    acted = Story("C").act("acknowledge")
    assert changes(acted, Story("C").act("acknowledge").act("reopen")) == []


def test_a_decision_on_the_warning_does_not_answer_the_critical() -> None:
    warned = Story("W").act("acknowledge")
    worse = Story("W").act("acknowledge").run("C")
    assert changes(warned, worse) == [(at(1), {**STATE, "criticalAt": at(1)})]
    answered = Story("W").act("acknowledge").run("C").act("acknowledge")
    assert changes(worse, answered) == [(at(1), {"answeredAt": at(1, 14)})]


def test_an_end_without_a_response_is_kept() -> None:
    ended = changes(Story("CH"), Story("CHH"))
    assert ended == [(at(0), {"endedAt": at(2)})]
