"""Training finds a known rule, is judged on later dates only, and refuses what knows too much."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from customer_health.domain.insights.forecast import sigmoid
from forecasting.logistic import fit, solve
from forecasting.measures import auc, bounds, calibration_error
from forecasting.rows import Row
from forecasting.training import (
    RefusedError,
    judge,
    refuse_too_few,
    train,
    walk_forward,
)

FIRST = date(2025, 1, 1)
CUTS = [FIRST + timedelta(days=30 * n) for n in range(8)]


def simulated(customers: int = 150, weight: float = 1.5) -> list[Row]:
    """Return rows in which `use` lowers the risk, and `noise` says nothing. The rule says nothing
    either."""
    rng = Random(7)
    rows = []
    for cut in CUTS:
        for n in range(customers):
            use, noise, rule = rng.gauss(0, 1), rng.gauss(5, 3), rng.random()
            risk = sigmoid(-1.5 - weight * use)
            values = {"use": use, "noise": noise}
            left = rng.random() < risk
            rows.append(Row(f"c{n}", cut, values, left, rule, risk, risk))
    return rows


ROWS = simulated()


def test_newton_finds_the_weights_of_a_table() -> None:
    """Of two groups, the weights are the log-odds of their shares."""
    table = [[0.0]] * 10 + [[1.0]] * 10
    labels = [True] * 2 + [False] * 8 + [True] * 6 + [False] * 4
    intercept, weight = fit(table, labels, ridge=0)
    assert (sigmoid(intercept), sigmoid(intercept + weight)) == pytest.approx((0.2, 0.6))


def test_a_system_is_solved() -> None:
    assert solve([[4, 0], [2, 3]], [10, 8]) == pytest.approx([1.75, 1.5])


def test_a_column_that_separates_gets_no_endless_weight() -> None:
    _, weight = fit([[-1.0]] * 5 + [[1.0]] * 5, [False] * 5 + [True] * 5)
    assert 0 < weight < 5


def test_the_weights_of_the_simulation_are_found() -> None:
    noise, use = train(ROWS).coefficients
    assert (noise.feature, use.feature) == ("noise", "use")
    assert use.weight / use.scale == pytest.approx(-1.5, abs=0.25)
    assert noise.weight == pytest.approx(0, abs=0.2)


def test_auc_counts_pairs() -> None:
    assert auc([0.1, 0.4, 0.35, 0.8], [False, False, True, True]) == 0.75
    assert auc([1, 1, 1, 1], [False, True, True, False]) == 0.5


def test_calibration_error_is_the_distance_of_the_bins() -> None:
    assert calibration_error([0.25] * 4, [True, False, False, False]) == 0
    assert calibration_error([0.9] * 2 + [0.1] * 2, [True, False] * 2) == pytest.approx(0.4)


def test_bounds_draw_whole_customers() -> None:
    """Ten rows of each of two customers are worth two witnesses, not twenty."""
    values = [0.0] * 10 + [1.0] * 10

    def mean(drawn: Sequence[int]) -> float:
        return sum(values[one] for one in drawn) / len(drawn)

    assert bounds(mean, ["a"] * 10 + ["b"] * 10) == (0, 1)
    low, high = bounds(mean, [str(n) for n in range(20)])
    assert 0.2 < low < 0.5 < high < 0.8


def test_a_cut_is_judged_by_what_was_known_90_days_before() -> None:
    """Changing who left in the last 90 days before the last cut doesn't change its forecast."""
    last = CUTS[-1]
    recent = last - timedelta(days=89)
    changed = [replace(row, left=not row.left) if row.cut >= recent else row for row in ROWS]
    before, after = (
        [chance for row, chance in zip(*walk_forward(rows), strict=True) if row.cut == last]
        for rows in (ROWS, changed)
    )
    assert before == after
    assert {row.cut for row in walk_forward(ROWS)[0]} == set(CUTS[4:])


def test_a_good_model_may_be_shown() -> None:
    found = judge(ROWS)
    assert found.better_by
    assert found.better_by.low > 0
    assert found.oracle
    assert found.auc.value == pytest.approx(found.oracle, abs=0.03)
    assert found.calibration_error <= 0.05
    found.check()


def test_a_model_that_is_not_surely_better_than_the_rule_is_refused() -> None:
    as_good = [replace(row, renewal=-row.values["use"]) for row in ROWS]
    with pytest.raises(RefusedError, match="rank better"):
        judge(as_good).check()
    with pytest.raises(RefusedError, match="rank better"):
        judge([replace(row, renewal=None) for row in ROWS]).check()


def test_a_badly_calibrated_model_is_refused() -> None:
    with pytest.raises(RefusedError, match="calibration error"):
        replace(judge(ROWS), calibration_error=0.051).check()


def test_a_planted_leak_is_refused() -> None:
    """A cancellation is recorded for nearly all who leave, and for hardly anybody else."""
    rng = Random(3)
    planted = [
        replace(row, values={**row.values, "cancelled": float(row.left != (rng.random() < 0.02))})
        for row in ROWS
    ]
    with pytest.raises(RefusedError, match="cancelled is a leak"):
        judge(planted)


def test_a_feature_that_only_who_left_has_is_refused() -> None:
    planted = [
        replace(row, values={**row.values, "reason": 1.0}) if row.left else row for row in ROWS
    ]
    with pytest.raises(RefusedError, match="reason is a leak"):
        judge(planted)


def test_too_few_departures_or_customers_are_refused() -> None:
    many = [Row(str(n), FIRST, {}, n < 100) for n in range(200)]
    refuse_too_few(many)
    for few in (many[:-1], [replace(many[0], left=False), *many[1:]]):
        with pytest.raises(RefusedError, match="too few"):
            refuse_too_few(few)


def test_nobody_to_judge_on_is_refused() -> None:
    with pytest.raises(RefusedError, match="have left"):
        judge([replace(row, left=False) for row in ROWS])
