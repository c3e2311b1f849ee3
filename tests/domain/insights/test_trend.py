"""Where a figure is heading, estimated from its last two weeks."""

from datetime import date, timedelta

import pytest

from customer_health.domain.insights.trend import worsening
from customer_health.domain.metrics.levels import Threshold
from tests.examples import RUN

BOUNDS = Threshold(10, 20)


def days(*values: float) -> dict[date, float]:
    first = RUN - timedelta(days=len(values) - 1)
    return {first + timedelta(days=n): value for n, value in enumerate(values)}


def test_a_steady_rise_reaches_the_warning() -> None:
    found = worsening(days(*(0.5 * n for n in range(14))), BOUNDS)
    assert found
    assert (found.per_week, found.days, found.level) == (3.5, 7, "warning")


def test_from_a_warning_it_goes_on_to_critical() -> None:
    found = worsening(days(*(4 + n for n in range(14))), BOUNDS)
    assert found
    assert (found.days, found.level) == (3, "critical")


def test_one_odd_day_moves_it_little() -> None:
    values = days(*(0.5 * n for n in range(14)))
    values[RUN - timedelta(days=5)] = 90
    found = worsening(values, BOUNDS)
    assert found
    assert found.days == 7


@pytest.mark.parametrize(
    "values",
    [
        [],
        [5] * 14,
        [9 - n / 2 for n in range(14)],  # it gets better
        list(range(6)),  # too few days
        [30 + n for n in range(14)],  # critical already
        [0.1 * n for n in range(14)],  # too far away
    ],
)
def test_nothing_is_said_without_reason(values: list[float]) -> None:
    assert worsening(days(*values), BOUNDS) is None


def test_only_the_last_two_weeks_count() -> None:
    before = [50.0 - n for n in range(40)]
    found = worsening(days(*before, *(1 + 0.5 * n for n in range(14))), BOUNDS)
    assert found
    assert found.per_week == pytest.approx(3.5)
