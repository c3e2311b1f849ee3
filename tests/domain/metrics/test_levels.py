"""Results and levels exactly on the requirements' boundaries, and just beside them."""

from fractions import Fraction

import pytest

from customer_health.domain.metrics.levels import (
    THRESHOLDS,
    YES_ABOVE,
    Level,
    Threshold,
    company_level,
    level_of,
    result_of,
)
from customer_health.domain.metrics.names import (
    CONFLICTING_CLOCK_INS,
    EMPLOYEES,
    LOGIN,
    METRICS,
    OPEN_SHIFTS,
    OUTSIDE_AVAILABILITY,
    PERCENTAGES,
)

HAIR = Fraction(1, 10**12)


@pytest.mark.parametrize("threshold", [Threshold(10, 20), Threshold(7, 14), Threshold(50, 70)])
def test_both_thresholds_are_a_warning(threshold: Threshold) -> None:
    ends = Fraction(threshold.warning), Fraction(threshold.critical)
    levels: list[Level] = [
        level_of(value, threshold) for end in ends for value in (end - HAIR, end, end + HAIR)
    ]
    assert levels == ["healthy", "warning", "warning", "warning", "warning", "critical"]


def test_the_thresholds_of_the_requirements() -> None:
    assert {metric: (t.warning, t.critical) for metric, t in THRESHOLDS.items()} == {
        EMPLOYEES: (10, 20),
        LOGIN: (7, 14),
        OPEN_SHIFTS: (10, 20),
        OUTSIDE_AVAILABILITY: (10, 20),
        CONFLICTING_CLOCK_INS: (50, 70),
    }
    assert set(THRESHOLDS) == set(METRICS)
    assert set(YES_ABOVE) == set(PERCENTAGES)


@pytest.mark.parametrize("metric", PERCENTAGES)
def test_yes_is_above_the_warning_and_not_at_it(metric: str) -> None:
    above = Fraction(YES_ABOVE[metric])
    assert above == THRESHOLDS[metric].warning
    results = [result_of(value, above) for value in (above - HAIR, above, above + HAIR)]
    assert results == ["No", "No", "Yes"]


def test_an_unknown_figure_has_no_level_and_no_result() -> None:
    assert level_of(None, Threshold(10, 20)) == "none"
    assert result_of(None, 10) == "None"


def test_growth_is_healthy() -> None:
    assert level_of(-40, THRESHOLDS[EMPLOYEES]) == "healthy"


@pytest.mark.parametrize(
    ("levels", "worst"),
    [
        (["healthy", "warning", "critical", "none", "none"], "critical"),
        (["healthy", "warning", "none", "none", "none"], "warning"),
        (["none", "none", "none", "none", "healthy"], "healthy"),
        (["none"] * 5, "unknown"),
        ([], "unknown"),
    ],
)
def test_a_companys_level_is_its_worst_figures(levels: list[str], worst: str) -> None:
    assert company_level(levels) == worst
