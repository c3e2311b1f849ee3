"""The five metrics of real nurse rosters with generated punches, against independent figures."""

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from emulator_harness import Database

Json = Any

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data"
RUN_DATE = date(2025, 11, 24)
CLOCK = datetime(2025, 11, 24, 11, tzinfo=UTC)
OWN = {"conflictTypes"}
"""Keys of the expected values that are not stored with the figures."""

pytestmark = pytest.mark.skipif(
    not (SHARED / "rosters.json").exists(), reason=f"no rosters in {SHARED.parent.name}/data"
)


def figures_of(node: Json) -> Json:
    """Return a node of CustomerHealthMetrics like the expected values; averages to 1e-9."""
    fields = {
        key: value
        for key, value in node.items()
        if key not in {"history", "freshness", "lastUpdated"}
    }
    return fields | {"averages": pytest.approx(fields.get("averages", {}), abs=1e-9)}


def test_figures_of_the_rosters(database: Database, daily_run: Callable[..., Json]) -> None:
    expected = json.loads((SHARED / f"rosters.expected-{RUN_DATE}.json").read_text())
    database.import_dump(json.loads((SHARED / "rosters.json").read_text()))

    record = daily_run(RUN_DATE, CLOCK)

    assert (record["done"], record["failed"]) == (len(expected), 0)
    assert set(database.get("CustomerHealthMetrics", shallow=True)) == set(expected)
    for company_id, figures in expected.items():
        found = database.get(f"CustomerHealthMetrics/{company_id}")
        wanted = {"averages": {}, **{k: v for k, v in figures.items() if k not in OWN}}
        assert wanted == figures_of(found), company_id
        assert wanted == figures_of(found["history"][RUN_DATE.isoformat()]), company_id
        evidence = f"MetricEvidence/{company_id}/{RUN_DATE}/quarts_problematiques_50"
        assert database.get(f"{evidence}/types") == figures["conflictTypes"], company_id
