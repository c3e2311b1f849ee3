"""Every figure of the demo is recomputed from its evidence, and each record in it exists."""

from collections import Counter
from datetime import timedelta
from fractions import Fraction
from typing import Any

import pytest

from customer_health.code_version import code_version
from customer_health.domain.instants import clock_of, parse_instant
from customer_health.domain.metrics.levels import THRESHOLDS, YES_ABOVE, level_of, result_of
from customer_health.domain.metrics.names import EMPLOYEES, LOGIN, PERCENTAGES
from customer_health.stores.metrics import evidence
from demo.runs.dump import Dump
from tests.demo.conftest import TODAY
from tests.examples import run
from tests.memory_database import BulkDump

Tree = dict[str, Any]
DAY = 24 * 60 * 60 * 10**6
"""In microseconds."""


@pytest.fixture(scope="module")
def dump(data: Tree) -> Dump:
    """Return the demo's data after today's run of every company."""
    dump = BulkDump(dict(data))
    for company in linked(data):
        run(dump, TODAY, company_id=company)
    return dump


def linked(data: Tree) -> list[str]:
    return [key for key, record in data["Companies"].items() if record.get("csmDashboardLinked")]


@pytest.mark.parametrize("metric", PERCENTAGES)
def test_a_percentage_is_recomputed_from_its_evidence(
    dump: Dump, data: Tree, metric: str, subtests: pytest.Subtests
) -> None:
    measured = 0
    for company in linked(data):
        with subtests.test(company=company):
            stored = dump.at(f"CustomerHealthMetrics/{company}")
            node = dump.at(f"{evidence.path(company, TODAY)}/{metric}")
            ratio = evidence.read(node)
            average = ratio.average
            known = stored.get("averages", {}).get(metric)
            assert known == (None if average is None else float(average))
            assert stored[metric] == result_of(average, YES_ABOVE[metric])
            assert stored["levels"][metric] == level_of(average, THRESHOLDS[metric])
            by_day = Counter(violation.day for violation in ratio.violations)
            parts = {day: count.part for day, count in ratio.days.items() if count.part}
            assert parts == by_day
            table = "Timecards" if metric == PERCENTAGES[-1] else "Schedules"
            for violation in ratio.violations:
                assert dump.at(f"{table}/{company}/{violation.record}"), violation
            measured += average is not None
    assert measured > 20


def test_evidence_says_which_records_code_and_rule_made_it(dump: Dump, data: Tree) -> None:
    seen = set()
    for company in linked(data):
        origin = dump.at(f"SnapshotOrigins/{company}/{TODAY}")
        for metric in PERCENTAGES:
            node = dump.at(f"{evidence.path(company, TODAY)}/{metric}")
            assert (node["inputs"], node["code"]) == (origin["inputs"], origin["code"])
            assert node["ruleVersion"] == 1
        seen.add((origin["inputs"], origin["code"]))
    assert {code for _, code in seen} == {code_version()}
    assert len({inputs for inputs, _ in seen}) == len(linked(data))


def test_employees_are_recounted_from_their_records(dump: Dump, data: Tree) -> None:
    for company in linked(data):
        staff = data["Employees"].get(company, {}).values()
        active = [one for one in staff if isinstance(one, dict) and not one.get("archived")]
        assert dump.at(f"CustomerHealthMetrics/{company}/{EMPLOYEES}") == len(active)


def test_a_login_is_the_one_of_the_master_accounts_presence(
    dump: Dump, data: Tree, subtests: pytest.Subtests
) -> None:
    levels = set()
    for company in linked(data):
        master = data["Companies"][company].get("masterUserId")
        seen = data["PresenceStatus"].get(master, {}).get("lastActive")
        if not seen:
            continue
        with subtests.test(company=company):
            login = parse_instant(seen)
            stored = dump.at(f"CustomerHealthMetrics/{company}")
            assert parse_instant(stored[LOGIN]) == login
            days = Fraction((clock_of(TODAY) - login) // timedelta(microseconds=1), DAY)
            assert stored["levels"][LOGIN] == level_of(days, THRESHOLDS[LOGIN])
            levels.add(stored["levels"][LOGIN])
    assert levels == {"critical", "warning", "healthy"}
