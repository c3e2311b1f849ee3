"""The smallest change that turns a figure green, and the day on which it turns by itself."""

from datetime import date, datetime, timedelta
from fractions import Fraction
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_health.domain.insights.remedy import (
    least_fixes,
    of_employees,
    of_login,
    of_percentage,
    percent,
)
from customer_health.domain.instants import clock_of
from customer_health.domain.metrics.daily_ratio import DailyRatio, DayCount
from customer_health.domain.metrics.names import (
    CONFLICTING_CLOCK_INS,
    OPEN_SHIFTS,
    OUTSIDE_AVAILABILITY,
    PERCENTAGES,
)
from tests.examples import RUN

DAY = timedelta(days=1)


def ratio(*counts: tuple[int, int]) -> DailyRatio:
    """Make a ratio whose last day is the last one of the window."""
    first = RUN - len(counts) * DAY
    return DailyRatio({first + n * DAY: DayCount(*one) for n, one in enumerate(counts)})


def test_open_shifts_of_the_requirements() -> None:
    """14 days with 2 assigned shifts and an open one: 50 %. Filled on 12 days, it is 7.1 %."""
    found = of_percentage(OPEN_SHIFTS, ratio(*[(1, 2)] * 14), RUN)
    assert found
    assert (found.level, found.needed, found.of) == ("critical", 12, 14)
    assert found.turns == {RUN + 14 * DAY: "none"}


@pytest.mark.parametrize("metric", PERCENTAGES)
def test_a_healthy_figure_needs_nothing(metric: str) -> None:
    assert of_percentage(metric, ratio((0, 5), (0, 5)), RUN) is None
    assert of_percentage(metric, ratio(), RUN) is None


def test_exactly_the_warning_is_not_green() -> None:
    found = of_percentage(OUTSIDE_AVAILABILITY, ratio((1, 10)), RUN)
    assert found
    assert (found.level, found.needed) == ("warning", 1)


def test_bad_days_leave_the_window() -> None:
    days = ratio((9, 10), *[(0, 10)] * 13)
    worse = DailyRatio({**days.days, RUN - 14 * DAY: DayCount(30, 10)})
    found = of_percentage(OPEN_SHIFTS, worse, RUN)
    assert found
    assert (found.level, found.healthy_from) == ("critical", RUN + DAY)


counts = st.tuples(st.integers(0, 4), st.integers(1, 4)).map(lambda one: DayCount(*one))


@given(st.sampled_from(PERCENTAGES), st.lists(counts, min_size=1, max_size=4), st.integers(1, 90))
def test_no_smaller_change_is_enough(metric: str, days: list[DayCount], limit: int) -> None:
    if metric != OPEN_SHIFTS:
        days = [DayCount(min(one.part, one.whole), one.whole) for one in days]
    by_date = dict(zip((RUN - n * DAY for n in range(len(days))), days, strict=True))
    found = least_fixes(metric, by_date, Fraction(limit))
    assert mean(metric, days, [found.get(on, 0) for on in by_date]) < limit
    ways = product(*(range(one.part + 1) for one in days))
    fewest = min(sum(way) for way in ways if mean(metric, days, list(way)) < limit)
    assert sum(found.values()) == fewest


def mean(metric: str, days: list[DayCount], fixes: list[int]) -> Fraction:
    shares = (percent(metric, one, n) for one, n in zip(days, fixes, strict=True))
    return sum(shares, Fraction()) / len(days)


@pytest.mark.parametrize(
    ("then", "now", "needed"), [(40, 30, 7), (40, 36, 1), (100, 79, 12), (3, 2, 1), (10, 0, 10)]
)
def test_employees_to_add(then: int, now: int, needed: int) -> None:
    baseline = RUN - 30 * DAY
    found = of_employees(now, {baseline: then}, RUN)
    assert found
    assert found.needed == needed
    assert of_employees(now + needed, {baseline: then}, RUN) is None
    assert of_employees(now + needed - 1, {baseline: then}, RUN)


def test_a_decrease_passes_when_the_baseline_has_moved_on() -> None:
    """The number was 40 until ten days ago, and is 30 since then."""
    daily = {RUN - n * DAY: 40 if n > 10 else 30 for n in range(1, 40)}
    found = of_employees(30, daily, RUN)
    assert found
    assert (found.level, found.healthy_from) == ("critical", RUN + 20 * DAY)


@pytest.mark.parametrize("known", [{}, {RUN - 30 * DAY: 0}, {RUN: 40}])
def test_without_a_baseline_there_is_no_remedy(known: dict[date, int]) -> None:
    assert of_employees(30, known, RUN) is None


def test_a_login_is_what_an_absent_account_needs() -> None:
    login = clock_of(RUN) - 10 * DAY
    found = of_login(login, None, RUN, is_unknown=False)
    assert found
    assert (found.level, found.needed) == ("warning", 1)
    assert found.turns == {RUN + 5 * DAY: "critical"}


@pytest.mark.parametrize(
    ("login", "created_at"), [(clock_of(RUN) - DAY, None), (None, None), (None, clock_of(RUN))]
)
def test_no_login_is_needed(login: datetime | None, created_at: datetime | None) -> None:
    assert of_login(login, created_at, RUN, is_unknown=False) is None


def test_a_conflicting_timecard_counts_once() -> None:
    found = of_percentage(CONFLICTING_CLOCK_INS, ratio((8, 10), (3, 4)), RUN)
    assert found
    assert found.needed == sum((found.days or {}).values()) == 3
