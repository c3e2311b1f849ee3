"""A draft of a rule is rehearsed over HTTP."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from customer_health.api.insights import rehearsals
from customer_health.domain.actions.action import Action, Person, State, Step
from customer_health.domain.actions.kinds.kind import ActionKind
from customer_health.domain.alerts.rules import DEFAULT_RULES
from customer_health.domain.alerts.transitions import Transition
from customer_health.domain.codec import as_json
from customer_health.domain.insights.rehearsal import DayFigure, play
from customer_health.domain.instants import clock_of, iso
from customer_health.domain.metrics.names import CONFLICTING_CLOCK_INS, LOGIN
from customer_health.stores.actions import actions
from tests.api.client import Api, row
from tests.examples import CLOCK, RUN

METRIC = CONFLICTING_CLOCK_INS
ROUTE = f"rules/{METRIC}/rehearsals"
PRESENT = {"warning": 50, "critical": 70}
DRAFT = {"warning": 30, "critical": 70}


def history(averages: list[float]) -> dict[str, Any]:
    """Return a history whose newest day is the run's."""
    days = [RUN - timedelta(days=n) for n in reversed(range(len(averages)))]
    return {
        day.isoformat(): {
            "averages": {METRIC: average},
            "levels": {METRIC: "none"},
            "lastUpdated": iso(clock_of(day)),
        }
        for day, average in zip(days, averages, strict=True)
    }


@pytest.fixture
def rehearsing(api: Api) -> Api:
    """Return an API with a customer whose conflicts grow, and one without any."""
    api.give(now=lambda: CLOCK)
    api.load(
        CustomerIndex={"c1": row(name="Érablière"), "c2": row(name="Bistro")},
        CustomerHealthMetrics={
            "c1": {"history": history([20.0, 35.0, 40.0, 60.0, 20.0, 20.0])},
            "c2": {"history": history([5.0] * 6)},
        },
    )
    return api


def rehearse(api: Api, role: str = "admin", **body: Any) -> Any:
    return api.send("POST", ROUTE, role, body={"thresholds": DRAFT} | body)


def test_a_draft_warns_earlier(rehearsing: Api) -> None:
    before = rehearsing.database.get("")
    found = rehearse(rehearsing).json
    assert rehearsing.database.get("") == before
    counts = {"alerts": 1, "opened": 1, "critical": 0, "customers": 1}
    rest = {"clearsAfter": 2, "enabled": True}
    assert found["now"] == {"thresholds": PRESENT, **counts, **rest}
    assert found["draft"] == {"thresholds": DRAFT, **counts, **rest}
    assert (found["first"], found["last"]) == (str(RUN - timedelta(days=89)), str(RUN))
    assert (found["compared"], found["daysEarlier"]) == (2, 2)
    [changed] = found["customers"]
    assert changed == {
        "id": "c1", "name": "Érablière", "now": 1, "draft": 1, "actedOn": 0, "lost": 0,
        "daysEarlier": 2,
    }  # fmt: skip


def test_the_unchanged_rule_changes_nothing(rehearsing: Api) -> None:
    found = rehearse(rehearsing, thresholds=PRESENT).json
    assert (found["now"], found["daysEarlier"]) == (found["draft"], 0)
    assert found["customers"] == []


@pytest.fixture
def real_alert(rehearsing: Api) -> Transition:
    """Add the lines of the alert that the rule has really opened. Return the first one."""
    days = [
        DayFigure(RUN - timedelta(days=ago), clock_of(RUN - timedelta(days=ago)), figure)
        for ago, figure in ((2, 60), (1, 20), (0, 20))
    ]
    lines = play("c1", days, [DEFAULT_RULES[METRIC]])
    rehearsing.load(AlertHistory={"c1": {line.key: as_json(line) for line in lines}})
    return lines[0]


def test_an_alert_that_people_worked_on_may_be_lost(
    rehearsing: Api, real_alert: Transition
) -> None:
    assert rehearse(rehearsing, enabled=False).json["actedOn"] == 0
    acted = replace(
        real_alert, seq=9, axis="triage", kind="triaged", new="acknowledged", who="ann", why=""
    )
    rehearsing.load(**{f"AlertHistory/c1/{acted.key}": as_json(acted)})
    found = rehearse(rehearsing, enabled=False).json
    assert (found["real"], found["reproduced"]) == (1, 1)
    assert (found["actedOn"], found["lost"]) == (1, 1)
    assert found["draft"]["alerts"] == 0
    assert rehearse(rehearsing).json["lost"] == 0


@pytest.mark.parametrize(
    ("kind", "state", "days_ago", "acted_on"),
    [
        ("send_email", "done", 1, 1),
        ("add_note", "done", 0, 1),
        ("send_email", "done", 3, 0),
        ("send_email", "failed", 1, 0),
        ("create_ticket", "done", 1, 0),
    ],
)
def test_a_contact_during_an_alert_is_work_on_it(
    rehearsing: Api,
    real_alert: Transition,
    kind: ActionKind,
    state: State,
    days_ago: int,
    acted_on: int,
) -> None:
    at = CLOCK - timedelta(days=days_ago)
    ann = Person("ann", "ann@pivotapp.ca", "agent")
    steps = (Step(1, "requested", at, ann, 1),)
    action = Action("a1", "c1", "Érablière", kind, "", 1, state, ann, at, at, steps)
    rehearsing.load(Actions={"a1": actions.row(action)})
    assert rehearse(rehearsing).json["actedOn"] == acted_on


def test_hysteresis_is_rehearsed_too(rehearsing: Api) -> None:
    found = rehearse(rehearsing, thresholds=PRESENT, clearsAfter=5).json
    assert found["draft"]["clearsAfter"] == 5
    assert len(found["customers"]) == 1


@pytest.mark.parametrize("body", [{"days": 91}, {"days": 0}, {"clearsAfter": 0}, {"x": 1}])
def test_a_draft_out_of_bounds_is_refused(rehearsing: Api, body: Any) -> None:
    assert rehearse(rehearsing, **body).status_code == 422


def test_a_tolerance_of_clock_ins_is_refused_with_the_reason(rehearsing: Api) -> None:
    refused = rehearse(rehearsing, tolerance=15)
    assert refused.status_code == 422
    assert "not by how many minutes" in refused.json["detail"]


def test_crossed_thresholds_are_refused(rehearsing: Api) -> None:
    refused = rehearse(rehearsing, thresholds={"warning": 70, "critical": 30})
    assert (refused.status_code, refused.json["code"]) == (409, "thresholds")


def test_only_an_administrator_may_rehearse(rehearsing: Api) -> None:
    assert rehearse(rehearsing, "executive").status_code == 403


def test_too_many_customers_are_refused(rehearsing: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rehearsals, "MOST_CUSTOMERS", 1)
    refused = rehearse(rehearsing)
    assert (refused.status_code, refused.json["code"]) == (409, "too_many_customers")
    assert "command line" in refused.json["detail"]


def test_a_login_counts_from_the_creation_if_there_was_none(api: Api) -> None:
    """As in the run: 'never' is known if the level is not none."""
    api.give(now=lambda: CLOCK)
    created = CLOCK - timedelta(days=10)
    snapshot = {"levels": {LOGIN: "warning"}, "lastUpdated": iso(CLOCK)}
    api.load(
        CustomerIndex={"c1": row(createdAt=iso(created)), "c2": row(createdAt=iso(created))},
        CustomerHealthMetrics={
            "c1": {"history": {str(RUN): snapshot}},
            "c2": {"history": {str(RUN): snapshot | {"levels": {LOGIN: "none"}}}},
        },
    )
    body = {"thresholds": {"warning": 7, "critical": 14}, "days": 1}
    found = api.send("POST", f"rules/{LOGIN}/rehearsals", "admin", body=body).json
    assert (found["now"]["alerts"], found["now"]["critical"]) == (1, 0)


def test_a_day_that_cant_be_read_is_left_out(rehearsing: Api) -> None:
    bad = {str(RUN - timedelta(days=n)): "?" for n in range(10, 13)}
    for day, node in bad.items():
        rehearsing.load(**{f"CustomerHealthMetrics/c1/history/{day}": node})
    assert rehearse(rehearsing).json["now"]["alerts"] == 1


def test_a_whole_number_may_be_written_with_a_point(rehearsing: Api) -> None:
    assert rehearse(rehearsing, clearsAfter=5.0).json["draft"]["clearsAfter"] == 5
    assert rehearse(rehearsing, clearsAfter=5.5).status_code == 422
    assert rehearse(rehearsing, clearsAfter=1e300).status_code == 422
