"""Who got worse and better between two runs, and how all customers changed."""

from typing import Any

import pytest

from customer_health.domain.insights.movers import DayRow, Spread, movers
from customer_health.domain.metrics.levels import THRESHOLDS, company_level, level_of
from customer_health.domain.metrics.names import (
    CONFLICTING_CLOCK_INS,
    EMPLOYEES,
    LOGIN,
    METRICS,
    OPEN_SHIFTS,
)


def at(**figures: float) -> DayRow:
    """Return a customer with figures by their short names; the others are unknown."""
    names = {
        "employees": EMPLOYEES,
        "login": LOGIN,
        "open": OPEN_SHIFTS,
        "c": CONFLICTING_CLOCK_INS,
    }
    known = {names[name]: value for name, value in figures.items()}
    levels = {metric: level_of(known.get(metric), THRESHOLDS[metric]) for metric in METRICS}
    return DayRow(company_level(levels.values()), levels, known)


def moved(before: DayRow, now: DayRow) -> Any:
    found = movers({"a": before}, {"a": now})
    return [*found.worse, *found.better]


def test_who_got_worse_comes_first_by_level_and_then_by_figure() -> None:
    before = {key: at(open=5, c=10) for key in "abcd"}
    now = {
        "a": at(open=8, c=10),
        "b": at(open=21, c=10),
        "c": at(open=12, c=10),
        "d": at(open=9, c=10),
    }
    found = movers(before, now)
    assert [one.company_id for one in found.worse] == ["b", "c", "d", "a"]
    assert found.better == []
    assert [(one.was, one.level, one.steps) for one in found.worse[:2]] == [
        ("healthy", "critical", 2),
        ("healthy", "warning", 1),
    ]


def test_who_got_better_is_named_apart() -> None:
    found = movers({"a": at(open=30), "b": at(open=30)}, {"a": at(open=5), "b": at(open=25)})
    assert found.worse == []
    assert [one.company_id for one in found.better] == ["a", "b"]


def test_the_reasons_are_those_of_the_same_direction_the_largest_first() -> None:
    [one] = moved(at(open=5, c=10, employees=8), at(open=21, c=30, employees=2))
    assert [move.metric for move in one.moves] == [OPEN_SHIFTS, CONFLICTING_CLOCK_INS]
    assert (one.moves[0].before, one.moves[0].now) == (5, 21)


def test_a_customer_that_is_not_in_both_runs_is_no_mover() -> None:
    found = movers({"gone": at(open=5)}, {"new": at(open=90)})
    assert (found.compared, found.worse, found.better) == (0, [], [])


@pytest.mark.parametrize(
    ("before", "now"),
    [(at(), at(open=15)), (at(open=15), at()), (at(c=5), at(c=5, open=9)), (at(), at())],
    ids=["known now", "known no more", "one figure known now", "never known"],
)
def test_what_is_unknown_has_not_moved(before: DayRow, now: DayRow) -> None:
    assert moved(before, now) == []


def test_a_small_change_is_none() -> None:
    assert moved(at(open=5), at(open=6.9)) == []
    assert moved(at(open=5), at(open=7.1))


def test_a_login_moves_where_its_level_changes() -> None:
    assert moved(at(login=20), at(login=27)) == []
    [one] = moved(at(login=5), at(login=12))
    assert (one.level, [move.metric for move in one.moves]) == ("warning", [LOGIN])


def test_more_of_what_is_far_beyond_is_no_news() -> None:
    assert moved(at(open=50), at(open=90)) == []


def test_a_growing_number_of_employees_is_no_improvement() -> None:
    assert moved(at(employees=-5), at(employees=-40)) == []


def test_all_customers_have_a_spread_of_each_figure() -> None:
    before = {f"c{n}": at(open=10) for n in range(9)}
    now = {f"c{n}": at(open=10 + n) for n in range(9)} | {"new": at(open=90)}
    assert movers(before, now).spreads == {OPEN_SHIFTS: Spread(OPEN_SHIFTS, 9, 2, 4, 6, 4)}


def test_few_customers_have_no_spread() -> None:
    before = {f"c{n}": at(open=10) for n in range(7)}
    assert movers(before, before).spreads == {}
