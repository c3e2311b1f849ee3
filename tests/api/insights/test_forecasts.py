"""The forecast over HTTP: off without a model, abstaining, and with a reason for every point."""

import json
from datetime import timedelta
from math import exp
from pathlib import Path
from typing import Any

import pytest

from customer_health.domain.codec import as_json
from customer_health.domain.insights.features import FEATURES
from customer_health.domain.insights.forecast import Coefficient, Model
from customer_health.domain.instants import clock_of, iso
from customer_health.domain.metrics.names import EMPLOYEES, LOGIN, PERCENTAGES
from customer_health.stores import forecast_model
from tests.api.client import Api, row
from tests.examples import CLOCK, COMPANY, RUN
from tests.forecasting.models import TRAINING

DAY = timedelta(days=1)


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Model:
    made = Model(
        -2.0, tuple(Coefficient(name, 0.5, 10, 20, -50, 100) for name in FEATURES), TRAINING
    )
    path = tmp_path / "model.json"
    path.write_text(json.dumps(as_json(made)), "utf-8")
    monkeypatch.setattr(forecast_model, "PATH", path)
    return made


def tracked(api: Api, days: int = 0, **fields: Any) -> None:
    api.load(CustomerIndex={COMPANY: row(ranAt=iso(CLOCK))})
    dates = [RUN - n * DAY for n in range(days)]
    snapshot = {
        EMPLOYEES: 20,
        LOGIN: iso(clock_of(RUN) - 30 * DAY),
        "averages": dict.fromkeys(PERCENTAGES, 10.0),
        "alertLevel": "warning",
        "employeeChange30d": {"from": 25, "baselineDate": str(RUN), "percent": -20},
        **fields,
    }
    scores = {str(day): {"score": 60, "coverage": 70} for day in dates}
    api.load(
        CustomerHealthMetrics={COMPANY: {"history": {str(day): snapshot for day in dates}}},
        HealthScores={COMPANY: scores},
    )


def departed(company_id: str, **fields: Any) -> dict[str, Any]:
    left_at = iso(CLOCK - DAY)
    known = {"companyId": company_id, "company": company_id, "leftAt": left_at}
    return {**known, "level": "critical", **fields}


def test_without_a_model_it_is_off_and_has_no_number(api: Api) -> None:
    tracked(api, 100)
    reason = {"code": "no_customer", "text": "a test", "by": "ann@pivotapp.ca", "at": iso(CLOCK)}
    api.load(Departures={"a": departed("a"), "b": departed("b", reason=reason)})
    found = api.get(f"customers/{COMPANY}/forecast")
    assert found == {
        "state": "off",
        "text": {
            "en": "No forecast yet: 1 of 100 departures needed.",
            "fr": "Pas encore de prévision\xa0: 1 départ sur les 100 requis.",
        },
        "departures": 1,
        "needed": 100,
        "features": [],
        "reasons": [],
    }


@pytest.mark.parametrize(
    ("lost", "no_customers", "pages", "known"),
    [(0, 0, 1, 0), (99, 0, 1, 99), (100, 0, 1, 100), (3000, 0, 1, 100), (1000, 99, 2, 100)],
)
def test_no_more_departures_are_read_than_a_training_needs(
    api: Api, lost: int, no_customers: int, pages: int, known: int
) -> None:
    tracked(api)
    reason = {"code": "no_customer", "text": "a test", "by": "ann@pivotapp.ca", "at": iso(CLOCK)}
    never = {f"a{n}": departed(f"a{n}", reason=reason) for n in range(no_customers)}
    api.load(Departures=never | {f"b{n}": departed(f"b{n}") for n in range(lost)})
    api.database.asked.clear()
    found = api.get(f"customers/{COMPANY}/forecast")
    assert found["departures"] == known
    assert ("at least 100 departures are known" in found["text"]["en"]) == (known == 100)
    assert len(api.database.asked) == pages
    assert all(one["limitToFirst"] <= 101 for one in api.database.asked)


def test_no_model_is_shipped() -> None:
    assert not forecast_model.PATH.exists()


@pytest.mark.usefixtures("model")
def test_the_reasons_add_up_to_the_probability(api: Api) -> None:
    tracked(api, 100)
    found = api.get(f"customers/{COMPANY}/forecast")
    assert found["state"] == "forecast"
    assert {one["feature"] for one in found["reasons"]} == set(FEATURES)
    odds = found["base"] + sum(one["logOdds"] for one in found["reasons"])
    assert found["probability"] == pytest.approx(1 / (1 + exp(-odds)), abs=1e-3)
    assert found["text"]["en"].endswith("probability of leaving within 90 days (estimate).")
    assert found["training"]["auc"] == TRAINING.auc
    reasons = {one["feature"]: one for one in found["reasons"]}
    assert reasons["login_days"]["text"] == {
        "en": "Days since the master account’s last login: 30. Raises the odds by 64.9%.",
        "fr": "Jours depuis la dernière connexion du compte maître\xa0: 30. "
        "Augmente la cote de 64,9\xa0%.",
    }
    assert (reasons["employees"]["value"], reasons["tenure"]["value"]) == (20, 99)
    assert found["reasons"][0]["feature"] == "score"


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize(
    "malformed",
    [
        "text",
        [1],
        {"averages": "text"},
        {"employeeChange30d": {"from": 25, "baselineDate": str(RUN), "percent": "text"}},
    ],
)
def test_a_malformed_day_is_left_out(api: Api, malformed: Any) -> None:
    tracked(api, 100)
    path, newest = f"customers/{COMPANY}/forecast", f"CustomerHealthMetrics/{COMPANY}/history/{RUN}"
    api.load(**{newest: None})
    known = api.get(path)
    api.load(**{newest: malformed})
    assert api.get(path) == known


@pytest.mark.usefixtures("model")
@pytest.mark.parametrize(
    ("days", "fields", "why", "said"),
    [
        (60, {}, "short_history", "for less than 60 days"),
        (100, {"averages": {}, LOGIN: None}, "unknown_features", "Missing: Days since the master"),
        (100, {"averages": dict.fromkeys(PERCENTAGES, 140.0)}, "outside_training", "Open shifts"),
    ],
)
def test_it_abstains_and_says_why(
    api: Api, days: int, fields: dict[str, Any], why: str, said: str
) -> None:
    tracked(api, days, **fields)
    found = api.get(f"customers/{COMPANY}/forecast")
    assert (found["state"], found["why"]) == ("abstains", why)
    assert said in found["text"]["en"]
    assert "probability" not in found
    assert found["training"]["departures"] == TRAINING.departures
