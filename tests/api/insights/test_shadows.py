"""A draft runs as a shadow beside its rule: over HTTP, from its start to its end."""

from datetime import timedelta
from typing import Any

import pytest

from customer_health.domain.instants import iso
from customer_health.domain.metrics.names import CONFLICTING_CLOCK_INS, LOGIN
from tests.api.client import Api, row
from tests.api.insights.test_rehearsals import DRAFT, history
from tests.examples import CLOCK, RUN

METRIC = CONFLICTING_CLOCK_INS
ROUTE = f"rules/{METRIC}/shadows"
WHY = "Do we need to know from 30 percent on?"


@pytest.fixture
def shadowed(api: Api) -> Api:
    """Return an API in which a shadow was started six days ago; a customer got worse since."""
    api.give(now=lambda: CLOCK - timedelta(days=6))
    api.load(
        CustomerIndex={"c1": row(name="Érablière"), "c2": row(name="Bistro")},
        CustomerHealthMetrics={
            "c1": {"history": history([20.0, 20.0, 20.0, 20.0, 20.0, 35.0, 40.0, 60.0])},
            "c2": {"history": history([35.0, 35.0, 20.0, 20.0, 20.0, 20.0, 20.0, 20.0])},
        },
    )
    start(api)
    api.give(now=lambda: CLOCK)
    return api


def start(api: Api, role: str = "admin", **body: Any) -> Any:
    return api.send("POST", ROUTE, role, body={"thresholds": DRAFT, "reason": WHY} | body)


def test_a_shadow_counts_from_its_start(shadowed: Api) -> None:
    before = shadowed.database.get("")
    found = shadowed.get(f"{ROUTE}/s1", "admin")
    assert shadowed.database.get("") == before
    result = found["result"]
    assert (result["first"], result["last"]) == (str(RUN - timedelta(days=6)), str(RUN))
    assert (result["now"]["opened"], result["draft"]["opened"]) == (1, 1)
    # With the draft, the other customer's alert had opened the day before its start.
    assert (result["now"]["alerts"], result["draft"]["alerts"]) == (1, 2)
    assert result["daysEarlier"] == 2
    assert found["shadow"] == {
        "metric": METRIC,
        "id": "s1",
        "thresholds": DRAFT,
        "clearsAfter": 2,
        "enabled": True,
        "reason": WHY,
        "startedBy": "ann@pivotapp.ca",
        "startedAt": iso(CLOCK - timedelta(days=6)),
    }


def test_a_shadow_touches_nothing_but_its_record(shadowed: Api) -> None:
    roots = {"CustomerIndex", "CustomerHealthMetrics", "RuleShadows"}
    assert set(shadowed.database.get("")) - {"Locks"} == roots


def test_a_shadow_that_is_stopped_counts_no_further(shadowed: Api) -> None:
    shadowed.give(now=lambda: CLOCK - timedelta(days=3))
    stopped = shadowed.send("POST", f"{ROUTE}/s1/stop", "admin").json
    assert (stopped["stoppedBy"], stopped["stoppedAt"]) == (
        "ann@pivotapp.ca",
        iso(CLOCK - timedelta(days=3)),
    )
    shadowed.give(now=lambda: CLOCK)
    assert shadowed.send("POST", f"{ROUTE}/s1/stop", "admin").json == stopped
    result = shadowed.get(f"{ROUTE}/s1", "admin")["result"]
    assert result["last"] == str(RUN - timedelta(days=3))
    assert result["draft"]["opened"] == 0


def test_a_change_of_the_rule_leaves_its_shadow_as_it_was(shadowed: Api) -> None:
    body = {"thresholds": {"warning": 80, "critical": 90}, "clearsAfter": 9}
    assert shadowed.send("PUT", f"rules/{METRIC}", "admin", body=body, tag='"1"').status_code == 200
    shadow = shadowed.get(f"{ROUTE}/s1", "admin")["shadow"]
    assert (shadow["thresholds"], shadow["clearsAfter"]) == (DRAFT, 2)


def test_a_rule_has_one_shadow_at_a_time(shadowed: Api) -> None:
    refused = start(shadowed)
    assert (refused.status_code, refused.json["code"]) == (409, "conflict")
    assert "stop it first" in refused.json["detail"]
    shadowed.send("POST", f"{ROUTE}/s1/stop", "admin")
    assert start(shadowed).json["id"] == "s2"
    found = shadowed.get("rules/shadows")["shadows"]
    assert [(one["id"], "stoppedAt" in one) for one in found] == [("s2", False), ("s1", True)]


def test_a_shadow_that_ran_for_long_shows_its_newest_days(shadowed: Api) -> None:
    shadowed.give(now=lambda: CLOCK + timedelta(days=200))
    result = shadowed.get(f"{ROUTE}/s1", "admin")["result"]
    last = RUN + timedelta(days=200)
    assert (result["first"], result["last"]) == (str(last - timedelta(days=89)), str(last))


def test_bad_drafts_are_refused(shadowed: Api) -> None:
    route = f"rules/{LOGIN}/shadows"
    crossed = {"thresholds": {"warning": 70, "critical": 30}, "reason": WHY}
    refused = shadowed.send("POST", route, "admin", body=crossed)
    assert (refused.status_code, refused.json["code"]) == (409, "thresholds")
    without = shadowed.send("POST", route, "admin", body={"thresholds": DRAFT})
    assert without.status_code == 422
    assert shadowed.send("POST", f"{route}/s1/stop", "admin").status_code == 404


def test_a_shadow_that_cant_be_read_hides_no_other(shadowed: Api) -> None:
    shadowed.load(**{f"RuleShadows/{LOGIN}/s1": {"number": "?"}})
    assert [one["id"] for one in shadowed.get("rules/shadows")["shadows"]] == ["s1"]
