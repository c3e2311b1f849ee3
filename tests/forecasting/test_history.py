"""Rows of an export of the database, and the command that trains on them."""

import json
import subprocess
import sys
from collections.abc import Mapping
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner

from customer_health.domain.insights.features import FEATURES, History
from customer_health.domain.instants import clock_of, iso
from customer_health.domain.metrics.names import EMPLOYEES, LOGIN, PERCENTAGES
from customer_health.stores import forecast_model
from customer_health.stores.rtdb import unreadable
from forecasting.__main__ import main
from forecasting.history import rows
from forecasting.training import RefusedError

FIRST = date(2024, 1, 1)
DAY = timedelta(days=1)
TODAY = FIRST + 400 * DAY


def snapshot(day: date, absent: int, **fields: Any) -> dict[str, Any]:
    return {
        EMPLOYEES: 20,
        LOGIN: iso(clock_of(day) - absent * DAY),
        "levels": {LOGIN: "healthy"},
        "averages": dict.fromkeys(PERCENTAGES, 5.0),
        "alertLevel": "healthy",
        "employeeChange30d": {"from": 20, "baselineDate": str(day), "percent": 0},
        **fields,
    }


def departure(company_id: str, day: date, **fields: Any) -> dict[str, Any]:
    left_at = iso(clock_of(day))
    return {
        "companyId": company_id,
        "company": company_id,
        "leftAt": left_at,
        "level": "healthy",
        **fields,
    }


def export(days: int = 150, **left: dict[str, Any]) -> dict[str, Any]:
    dates = [FIRST + n * DAY for n in range(days)]
    history = {str(day): snapshot(day, 2) for day in dates}
    scores = {str(day): {"score": 70, "coverage": 60} for day in dates}
    return {
        "CustomerHealthMetrics": {one: {"history": history} for one in ("acme", "bolt")},
        "HealthScores": {"acme": scores, "bolt": scores},
        "Departures": left,
    }


def test_a_row_says_whether_the_customer_left_within_90_days() -> None:
    found = export(bolt=departure("bolt", FIRST + 170 * DAY))
    assert [(row.id, (row.cut - FIRST).days, row.left) for row in rows(found, TODAY)] == [
        *(("acme", 60, False), ("bolt", 60, False)),
        *(("acme", 90, False), ("bolt", 90, True)),
        *(("acme", 120, False), ("bolt", 120, True)),
        *(("acme", 150, False), ("bolt", 150, True)),
    ]


def test_a_cut_whose_90_days_are_not_over_has_no_rows() -> None:
    cuts = {row.cut for row in rows(export(), FIRST + 179 * DAY)}
    assert cuts == {FIRST + 60 * DAY}


@pytest.mark.parametrize("malformed", ["text", [1], {"averages": "text"}])
def test_a_malformed_day_is_left_out(malformed: Any) -> None:
    found = export()
    history = found["CustomerHealthMetrics"]["acme"]["history"]
    del history[str(FIRST + 60 * DAY)]
    known = list(rows(found, TODAY))
    history[str(FIRST + 60 * DAY)] = malformed
    assert list(rows(found, TODAY)) == known


@pytest.mark.parametrize("malformed", ["text", {"score": "high"}, {"score": 70}])
def test_a_malformed_score_is_left_out_and_named(
    caplog: pytest.LogCaptureFixture, malformed: Any
) -> None:
    found, day = export(), str(FIRST + 60 * DAY)
    scores = found["HealthScores"]["acme"]
    del scores[day]
    known = list(rows(found, TODAY))
    scores[day] = malformed
    unreadable._log_once.cache_clear()
    assert list(rows(found, TODAY)) == known
    assert f"HealthScores/acme/{day} can't be read" in caplog.text


@pytest.mark.parametrize("malformed", ["text", {"companyId": "bolt"}, {"leftAt": 5}])
def test_whether_a_customer_with_a_malformed_departure_left_is_unknown(malformed: Any) -> None:
    """As one that stayed it would teach the model that whoever leaves is healthy."""
    assert {row.id for row in rows(export(bolt=malformed), TODAY)} == {"acme"}


@pytest.mark.parametrize("malformed", ["text", [1], {"history": "text"}])
def test_a_malformed_customer_is_left_out(malformed: Any) -> None:
    found = export()
    found["CustomerHealthMetrics"]["bolt"] = malformed
    assert {row.id for row in rows(found, TODAY)} == {"acme"}


def test_who_has_left_has_no_more_rows() -> None:
    found = export(bolt=departure("bolt", FIRST + 90 * DAY))
    assert [(row.cut - FIRST).days for row in rows(found, TODAY) if row.id == "bolt"] == [60]


def test_who_never_was_a_customer_did_not_leave() -> None:
    reason = {"code": "no_customer", "text": "a test", "by": "ann@example.com", "at": iso(TODAY_AT)}
    found = export(bolt=departure("bolt", FIRST + 130 * DAY, reason=reason))
    assert not any(row.left for row in rows(found, TODAY))


TODAY_AT = clock_of(TODAY)


def test_a_row_has_the_index_of_the_rule() -> None:
    """A score of 70, and nothing else that adds points."""
    assert {row.renewal for row in rows(export(), TODAY)} == {30.0}


def test_a_feature_that_knows_later_days_is_a_leak() -> None:
    """The cancellation is recorded in the snapshot of the day, after the cut."""

    def planted(history: History, _: date) -> Mapping[str, float]:
        recorded = any("cancelledAt" in one for one in history.snapshots.values())
        return {"cancelled": float(recorded)}

    found = export()
    day = FIRST + 140 * DAY
    history = found["CustomerHealthMetrics"]["bolt"]["history"]
    history[str(day)] = snapshot(day, 2, cancelledAt=iso(clock_of(day)))
    with pytest.raises(RefusedError, match="knows later days"):
        list(rows(found, TODAY, planted))


def test_no_feature_of_ours_knows_later_days() -> None:
    """Every figure changes after the 100th day, so each feature that looked ahead would differ."""
    found = export()
    others = {"averages": dict.fromkeys(PERCENTAGES, 80.0), "alertLevel": "critical", EMPLOYEES: 5}
    others["employeeChange30d"] = {"from": 20, "baselineDate": str(FIRST), "percent": -75}
    for n in range(100, 150):
        day = FIRST + n * DAY
        found["CustomerHealthMetrics"]["acme"]["history"][str(day)] = snapshot(day, 40, **others)
        found["HealthScores"]["acme"][str(day)] = {"score": 10, "coverage": 60}
    before, after = (
        next(row.values for row in rows(found, TODAY) if row.cut == FIRST + n * DAY)
        for n in (90, 120)
    )
    assert all(before[name] != after[name] for name in FEATURES)


def simulated(customers: int, *, tells: bool) -> dict[str, Any]:
    """Return an export in which whoever stays away for long leaves more often, if `tells`."""
    rng, metrics, left = Random(5), {}, {}
    for n in range(customers):
        company_id, absent = f"c{n}", rng.randrange(2, 50)
        gone = rng.random() < (absent / 60 if tells else 0.45)
        days = rng.randrange(100, 360) if gone else 380
        dates = [FIRST + n * DAY for n in range(0, days, 5)]
        metrics[company_id] = {"history": {str(day): snapshot(day, absent) for day in dates}}
        if gone:
            left[company_id] = departure(company_id, FIRST + days * DAY)
    return {"CustomerHealthMetrics": metrics, "Departures": left}


def run_training(
    found: dict[str, Any], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> tuple[str, Path]:
    written = tmp_path / "model.json"
    monkeypatch.setattr(forecast_model, "PATH", written)
    source = tmp_path / "export.json"
    source.write_text(json.dumps(found), "utf-8")
    return CliRunner().invoke(main, ["train", str(source)]).output, written


def test_the_command_writes_a_model_that_beats_the_rule(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said, written = run_training(simulated(300, tells=True), tmp_path, monkeypatch)
    assert "Wrote" in said
    assert written.stat().st_size < 5000
    model = forecast_model.read(written)
    assert model
    assert model.training.customers >= 200
    assert model.training.departures >= 100
    assert model.training.better_by_low > 0
    weights = {one.feature: one.weight for one in model.coefficients}
    assert max(weights, key=lambda name: abs(weights[name])) == "login_days"


@pytest.mark.parametrize(
    ("customers", "tells", "why"),
    [(300, False, "surely rank better"), (150, True, "150 customers")],
)
def test_the_command_writes_no_model_that_may_not_be_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, customers: int, tells: bool, why: str
) -> None:
    said, written = run_training(simulated(customers, tells=tells), tmp_path, monkeypatch)
    assert "No model: " in said
    assert why in said
    assert not written.exists()


def test_judging_the_method_needs_no_package_of_the_functions() -> None:
    """`make forecast` has an environment of its own, without them."""
    code = (
        "import sys; before = set(sys.modules)\n"
        "import forecasting.__main__\n"
        "loaded = {one.partition('.')[0] for one in sys.modules.keys() - before}\n"
        "from importlib.metadata import packages_distributions\n"
        "print(*loaded & packages_distributions().keys())"
    )
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert set(loaded.stdout.split()) == {"click"}
