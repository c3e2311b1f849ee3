"""The cases from practice on the whole system: those of one run date in one database."""

import json
from collections import defaultdict
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from customer_health.domain.metrics.names import CONFLICTING_CLOCK_INS, LOGIN
from emulator_harness import Database

Json = Any

CASES: list[Json] = json.loads(
    (Path(__file__).parents[2] / "tests/reference/cases.json").read_text(encoding="utf-8")
)
SHARED_BY_ALL = ("freshness", "history", "lastUpdated")
"""What a node of CustomerHealthMetrics has besides the figures."""


def ids_of(dump: Json) -> set[str]:
    """The ids of a case that must not meet those of another: of companies, employees and users."""
    companies = dump["Companies"].values()
    staff = [people for people in dump.get("Employees", {}).values() if isinstance(people, dict)]
    users = [one["masterUserId"] for one in companies if "masterUserId" in one]
    users += [one["userId"] for people in staff for one in people.values() if "userId" in one]
    tables = (
        dump["Companies"],
        *staff,
        *(dump.get(t, {}) for t in ("PresenceStatus", "Availability")),
    )
    return {*users, *(key for table in tables for key in table)}


def renamed(node: Json, names: dict[str, str]) -> Json:
    """The same with new names for ids, wherever they stand."""
    if isinstance(node, dict):
        return {names.get(key, key): renamed(value, names) for key, value in node.items()}
    if isinstance(node, list):
        return [renamed(value, names) for value in node]
    return names.get(node, node) if isinstance(node, str) else node


def merged(cases: list[Json]) -> tuple[Json, Json]:
    """One database of all the cases, each id with its case in front, and the figures expected."""
    dump: dict[str, Json] = defaultdict(dict)
    wanted: dict[str, Json] = {}
    for case in cases:
        names = {key: f"{case['case']}-{key}" for key in ids_of(case["dump"])}
        for table, node in renamed(case["dump"], names).items():
            dump[table] |= node
        wanted |= {names[company_id]: figures for company_id, figures in case["expected"].items()}
    return dump, wanted


@pytest.mark.parametrize("run_date", sorted({case["runDate"] for case in CASES}))
def test_figures_of_the_cases(
    run_date: str, database: Database, daily_run: Callable[..., Json]
) -> None:
    dump, wanted = merged([case for case in CASES if case["runDate"] == run_date])
    database.import_dump(dump)

    record = daily_run(date.fromisoformat(run_date))

    assert (record["done"], record["failed"]) == (len(wanted), 0)
    for company_id, figures in wanted.items():
        node = database.get(f"CustomerHealthMetrics/{company_id}")
        evidence = f"MetricEvidence/{company_id}/{run_date}/{CONFLICTING_CLOCK_INS}"
        beside = {"conflictTypes": database.get(f"{evidence}/types")}
        for found in (node, node["history"][run_date]):
            own = {key: value for key, value in found.items() if key not in SHARED_BY_ALL}
            assert {LOGIN: None, "averages": {}} | own | beside == figures, company_id
