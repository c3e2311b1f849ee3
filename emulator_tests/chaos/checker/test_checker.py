"""The checker finds each violation that is planted in what a flow without faults left behind."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from emulator_tests.chaos.crashes.flows import credit
from emulator_tests.chaos.crashes.scene import DAY, LOGIN, scene
from emulator_tests.chaos.deployment.deployment import Deployment
from emulator_tests.chaos.story.outcome import Outcome

from .checker import check

Json = Any

ALERT = f"maple:{LOGIN}"
CHANNEL = "customer-health"


@pytest.fixture(scope="module")
def sound() -> Outcome:
    """Return the outcome of two days with an alert, its message, and a credit."""
    with Deployment() as deployment:
        played = scene(deployment)
        credit(played, deployment.call)
        return played.platform.calm_day(DAY + timedelta(days=1))


def test_a_sound_outcome_has_no_violation(sound: Outcome) -> None:
    assert check(sound) == []


def wrong_figure(found: Outcome) -> None:
    found.after["CustomerHealthMetrics"]["maple"]["numberofemployees"] += 1


def wrong_history(found: Outcome) -> None:
    history = found.after["CustomerHealthMetrics"]["maple"]["history"]
    history[str(found.day)]["quarts_problematiques_50"] = "Yes"


def wrong_row(found: Outcome) -> None:
    found.after["CustomerIndex"]["maple"]["levels"]["login"] = "healthy"


def unplanned_run(found: Outcome) -> None:
    del found.after["BatchRuns"][str(found.day)]["planned"]


def company_left_out(found: Outcome) -> None:
    found.after["BatchRuns"][str(found.day)]["done"] -= 1


def episode_twice(found: Outcome) -> None:
    """The same breach has a second episode, while the first is open."""
    history = found.after["AlertHistory"]["maple"]
    line = history[f"{ALERT}:1:1"]
    history[f"{ALERT}:2:1"] = {**line, "episode": f"{ALERT}:2"}
    found.after["Alerts"][ALERT].update(episode=2, seq=1)


def line_lost(found: Outcome) -> None:
    del found.after["AlertHistory"]["maple"][f"{ALERT}:1:1"]


def alert_lost(found: Outcome) -> None:
    del found.after["Alerts"][ALERT]
    for key in list(found.after["AlertHistory"]["maple"]):
        if key.startswith(ALERT):
            del found.after["AlertHistory"]["maple"][key]


def alert_not_told(found: Outcome) -> None:
    del found.after["Alerts"][ALERT]["told"]


def message_waits(found: Outcome) -> None:
    found.after["Outbox"][f"{ALERT}:1:1:alerts"]["state"] = "pending"


def message_lost(found: Outcome) -> None:
    found.messages[CHANNEL].clear()


def message_outdated(found: Outcome) -> None:
    found.after["Alerts"][ALERT]["told"]["shows"] = "resolved"


def message_twice(found: Outcome) -> None:
    again = deepcopy(found.messages[CHANNEL][0])
    found.messages[CHANNEL].append({**again, "ts": "2000000000.000001"})


def money_twice(found: Outcome) -> None:
    found.given.append(found.given[0])


def money_lost(found: Outcome) -> None:
    found.given.clear()


def money_of_nobody(found: Outcome) -> None:
    found.after["Actions"].clear()


def other_amount(found: Outcome) -> None:
    found.given.append((found.given[0][0], 1))


def action_unfinished(found: Outcome) -> None:
    next(iter(found.after["Actions"].values()))["settled"] -= 1


def export_unfinished(found: Outcome) -> None:
    found.before["Exports"] = {"x1": {"state": "pending"}}


def alert_of_nobody(found: Outcome) -> None:
    del found.after["Companies"]["maple"]


def entry_changed(found: Outcome) -> None:
    found.after["Audit"]["n000000000002"]["reason"] = "another"


def entry_lost(found: Outcome) -> None:
    del found.after["Audit"]["n000000000002"]


def last_entry_lost(found: Outcome) -> None:
    found.after["Audit"].popitem()


PLANTED: dict[Callable[[Outcome], None], str] = {
    wrong_figure: "the figure is 5, not 4",
    wrong_history: "the history is 'Yes'",
    wrong_row: "the row is 'healthy'",
    unplanned_run: "has no end or no plan",
    company_left_out: "left companies out",
    episode_twice: "episode 2 opens while 1 is firing",
    line_lost: "an alert without history",
    alert_lost: "its alert is None",
    alert_not_told: "nobody was told",
    message_waits: "is pending",
    message_lost: "is recorded as sent, and is not in Slack",
    message_outdated: "its message shows resolved",
    message_twice: "2 times",
    money_twice: "billing has given 20000",
    money_lost: "is done, billing has given 0",
    money_of_nobody: "for the unknown action",
    other_amount: "billing has given 10001",
    action_unfinished: "its steps are not finished",
    export_unfinished: "export x1 is pending",
    alert_of_nobody: "its company is not tracked",
    entry_changed: "the audit chain is cut at entry 2",
    entry_lost: "the audit chain is cut at entry 2",
    last_entry_lost: "is in the audit log 0 times",
}


@pytest.mark.parametrize("plant", PLANTED, ids=lambda plant: plant.__name__)
def test_a_planted_violation_is_found(sound: Outcome, plant: Callable[[Outcome], None]) -> None:
    found = replace(
        sound,
        before=deepcopy(sound.before),
        after=deepcopy(sound.after),
        messages=deepcopy(sound.messages),
        given=list(sound.given),
    )
    plant(found)
    assert PLANTED[plant] in "\n".join(check(found))
