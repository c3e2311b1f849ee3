"""Weights of the health score are rehearsed over HTTP."""

from datetime import timedelta
from typing import Any

import pytest

from customer_health.domain.context.score import WEIGHTS
from tests.api.client import Api, row
from tests.examples import CLOCK, RUN

ROUTE = "score-weights/rehearsals"


@pytest.fixture
def scored(api: Api) -> Api:
    """Return an API with a customer that does not pay, and one whose parts were never kept."""
    api.give(now=lambda: CLOCK)
    part = {"score": 100, "coverage": 100}
    parts = {**dict.fromkeys(WEIGHTS, part), "billing": {"score": 0, "coverage": 100}}
    day = {"score": 75, "coverage": 100, "parts": parts}
    old = RUN - timedelta(days=91)
    api.load(
        CustomerIndex={"c1": row(name="Érablière"), "c2": row(name="Bistro")},
        HealthScores={
            "c1": {str(RUN): day, str(RUN - timedelta(days=1)): day, str(old): day},
            "c2": {str(RUN): {"score": 75, "coverage": 100}},
        },
    )
    return api


def rehearse(api: Api, role: str = "admin", **weights: Any) -> Any:
    return api.send("POST", ROUTE, role, body=dict(WEIGHTS) | weights)


def test_a_draft_is_shown_beside_the_weights_in_force(scored: Api) -> None:
    before = scored.database.get("")
    found = rehearse(scored, billing=75).json
    assert scored.database.get("") == before
    none = {"green": 0, "yellow": 0, "red": 0, "none": 0}
    assert found == {
        "compared": 1,
        "first": str(RUN - timedelta(days=1)),
        "now": {"weights": dict(WEIGHTS), **none, "green": 1},
        "draft": {"weights": dict(WEIGHTS) | {"billing": 75}, **none, "yellow": 1},
        "customers": [
            {
                "id": "c1",
                "name": "Érablière",
                "now": 75,
                "draft": 50,
                "colourNow": "green",
                "colourDraft": "yellow",
                "days": 2,
                "changedDays": 2,
            }
        ],
    }


def test_the_weights_in_force_are_for_everybody(scored: Api) -> None:
    assert scored.get("score-weights") == dict(WEIGHTS)


@pytest.mark.parametrize("weights", [{"billing": -1}, {"billing": 101}, {"x": 1}])
def test_weights_out_of_bounds_are_refused(scored: Api, weights: Any) -> None:
    assert rehearse(scored, **weights).status_code == 422


def test_no_weight_at_all_is_refused(scored: Api) -> None:
    refused = rehearse(scored, **dict.fromkeys(WEIGHTS, 0))
    assert (refused.status_code, refused.json["code"]) == (409, "conflict")
