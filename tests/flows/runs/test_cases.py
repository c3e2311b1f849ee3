"""The daily run of each case from practice: a company's whole database, and its figures."""

import json
from copy import deepcopy
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from customer_health.domain.metrics.names import CONFLICTING_CLOCK_INS
from demo.runs.dump import Dump
from tests.examples import Tree, metrics_of, run
from tests.memory_database import BulkDump
from tests.reference import metrics as reference

CASES: list[Tree] = json.loads(
    Path(reference.__file__).with_name("cases.json").read_text(encoding="utf-8")
)


@pytest.mark.parametrize("past", [False, True], ids=["today", "past"])
@pytest.mark.parametrize("case", CASES, ids=[case["case"] for case in CASES])
def test_figures_of_a_case(case: Tree, past: bool) -> None:
    dump = BulkDump(deepcopy(case["dump"]))
    for company_id, wanted in case["expected"].items():
        run(
            dump,
            date.fromisoformat(case["runDate"]),
            mode="past" if past else "today",
            company_id=company_id,
        )
        assert figures_of(dump, company_id, case["runDate"]) == wanted


def figures_of(dump: Dump, company_id: str, run_date: str) -> Tree:
    """Return the figures of a run in the format of the cases."""
    snapshot = metrics_of(dump, company_id)["history"][run_date]
    types: Any = dump.at(f"MetricEvidence/{company_id}/{run_date}/{CONFLICTING_CLOCK_INS}/types")
    found = {"averages": {}, reference.LOGIN: None, **snapshot, "conflictTypes": types}
    return {key: value for key, value in found.items() if key != "lastUpdated"}
