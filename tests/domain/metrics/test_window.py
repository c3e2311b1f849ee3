"""The window is 14 dates, also if these are not 14 times 24 hours."""

from datetime import date, timedelta

import pytest

from customer_health.domain.instants import TORONTO, clock_of
from customer_health.domain.metrics.window import Window, monday_of
from tests.examples import RUN, WINDOW


def window(run_date: date) -> Window:
    return Window(run_date, clock_of(run_date), TORONTO)


def test_the_window_is_14_complete_days_before_the_run() -> None:
    assert list(WINDOW) == [date(2025, 11, day) for day in range(10, 24)]


@pytest.mark.parametrize(("back", "inside"), [(15, False), (14, True), (1, True), (0, False)])
def test_the_ends_of_the_window_are_included(back: int, inside: bool) -> None:
    assert (RUN - timedelta(days=back) in WINDOW) is inside


@pytest.mark.parametrize(
    ("run_date", "first", "last"),
    [
        (date(2025, 3, 10), date(2025, 2, 24), date(2025, 3, 9)),
        (date(2025, 3, 20), date(2025, 3, 6), date(2025, 3, 19)),
        (date(2025, 11, 3), date(2025, 10, 20), date(2025, 11, 2)),
        (date(2025, 11, 10), date(2025, 10, 27), date(2025, 11, 9)),
    ],
)
def test_dates_are_right_when_clocks_change(run_date: date, first: date, last: date) -> None:
    days = list(window(run_date))
    assert (days[0], days[-1], len(set(days))) == (first, last, 14)
    assert (window(run_date).first, window(run_date).last) == (first, last)


def test_the_weeks_that_intersect_the_window() -> None:
    on_a_thursday = window(date(2025, 11, 27))
    assert on_a_thursday.first_week == date(2025, 11, 10)
    assert on_a_thursday.last_week == date(2025, 11, 24)


@pytest.mark.parametrize("day", range(17, 24))
def test_the_monday_of_a_date(day: int) -> None:
    assert monday_of(date(2025, 11, day)) == date(2025, 11, 17)
