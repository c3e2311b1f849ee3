"""Alert rules: the requirements' thresholds, and amendments."""

from datetime import UTC, datetime
from fractions import Fraction

import pytest

from customer_health.domain.alerts.rules import DEFAULT_RULES, Rule, amend
from customer_health.domain.codec import as_json, from_json
from customer_health.domain.metrics.levels import Level, Threshold
from customer_health.domain.metrics.names import CONFLICTING_CLOCK_INS, EMPLOYEES, LOGIN, METRICS

NOW = datetime(2025, 11, 24, 15, tzinfo=UTC)
PAYROLL = DEFAULT_RULES[CONFLICTING_CLOCK_INS]


@pytest.mark.parametrize(
    ("metric", "figure", "level"),
    [
        (EMPLOYEES, -5, "healthy"),
        (EMPLOYEES, Fraction(999, 100), "healthy"),
        (EMPLOYEES, 10, "warning"),
        (EMPLOYEES, 20, "warning"),
        (EMPLOYEES, Fraction(2001, 100), "critical"),
        (LOGIN, 7, "warning"),
        (LOGIN, 14, "warning"),
        (LOGIN, 14.001, "critical"),
        (CONFLICTING_CLOCK_INS, 49.9, "healthy"),
        (CONFLICTING_CLOCK_INS, 50, "warning"),
        (CONFLICTING_CLOCK_INS, 70, "warning"),
        (CONFLICTING_CLOCK_INS, 70.1, "critical"),
        (CONFLICTING_CLOCK_INS, None, "none"),
    ],
)
def test_level_at_the_requirements_boundaries(
    metric: str, figure: float | Fraction | None, level: Level
) -> None:
    assert DEFAULT_RULES[metric].level(figure) == level


def test_every_metric_has_a_rule_and_only_login_clears_at_once() -> None:
    assert set(DEFAULT_RULES) == set(METRICS)
    assert [m for m, rule in DEFAULT_RULES.items() if rule.clears_after == 1] == [LOGIN]


def test_an_amendment_makes_a_version_with_author_and_time() -> None:
    amended = amend(PAYROLL, who="ana@example.com", at=NOW, threshold=Threshold(30, 70))
    assert amended.version == PAYROLL.version + 1
    assert (amended.changed_by, amended.changed_at) == ("ana@example.com", NOW)
    assert amended.level(35) == "warning"
    assert amend(amended, who="ana@example.com", at=NOW, enabled=False).version == 3


def test_an_amendment_without_a_change_keeps_the_version() -> None:
    same = amend(PAYROLL, who="ana@example.com", at=NOW, threshold=Threshold(50, 70), enabled=True)
    assert same is PAYROLL


@pytest.mark.parametrize(
    ("warning", "critical"), [(0, 10), (-1, 10), (30, 20), (10, float("inf")), (float("nan"), 20)]
)
def test_invalid_thresholds_are_refused(warning: float, critical: float) -> None:
    with pytest.raises(ValueError, match=f"rule {CONFLICTING_CLOCK_INS}: thresholds must satisfy"):
        amend(PAYROLL, who="ana@example.com", at=NOW, threshold=Threshold(warning, critical))


@pytest.mark.parametrize(
    "rule", [*DEFAULT_RULES.values(), amend(PAYROLL, who="ana@example.com", at=NOW, enabled=False)]
)
def test_a_rule_survives_storage(rule: Rule) -> None:
    assert from_json(Rule, as_json(rule)) == rule
