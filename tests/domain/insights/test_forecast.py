"""The reasons of a forecast add up to it, and it abstains where too little is known."""

from math import log

import pytest

from customer_health.domain.insights.forecast import (
    Abstained,
    Coefficient,
    Forecast,
    Model,
    forecast,
)
from tests.forecasting.models import TRAINING

NAMES = ("a", "b", "c", "d")
MODEL = Model(-2.0, tuple(Coefficient(name, 0.5, 10, 2, 0, 20) for name in NAMES), TRAINING)
MEAN = dict.fromkeys(NAMES, 10.0)


def test_a_mean_customer_has_the_base_probability() -> None:
    found = forecast(MODEL, MEAN)
    assert isinstance(found, Forecast)
    assert log(found.probability / (1 - found.probability)) == pytest.approx(found.base) == -2


def test_the_reasons_add_up_to_the_probability_the_greatest_first() -> None:
    found = forecast(MODEL, MEAN | {"b": 4.0, "c": 12.0})
    assert isinstance(found, Forecast)
    assert [(one.feature, one.log_odds) for one in found.reasons[:2]] == [("b", -1.5), ("c", 0.5)]
    total = found.base + sum(reason.log_odds for reason in found.reasons)
    assert log(found.probability / (1 - found.probability)) == pytest.approx(total)


def test_one_unknown_feature_of_four_has_no_reason() -> None:
    found = forecast(MODEL, {name: MEAN[name] for name in NAMES[:3]})
    assert isinstance(found, Forecast)
    assert (found.known, [one.feature for one in found.reasons]) == (0.75, ["a", "b", "c"])


def test_it_abstains_where_too_much_is_unknown() -> None:
    assert forecast(MODEL, {"a": 10, "b": 10}) == Abstained("unknown_features", ["c", "d"])


@pytest.mark.parametrize(("value", "strange"), [(25.0, []), (25.1, ["d"]), (-5.1, ["d"])])
def test_it_abstains_far_outside_of_what_it_was_trained_on(
    value: float, strange: list[str]
) -> None:
    found = forecast(MODEL, MEAN | {"d": value})
    assert isinstance(found, Abstained if strange else Forecast)
    assert getattr(found, "features", []) == strange


def test_it_abstains_without_enough_history() -> None:
    assert forecast(MODEL, None) == Abstained("short_history")
