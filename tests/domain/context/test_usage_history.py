"""Recorded totals of use: the change in about 30 days, and the day on which it starts to fall."""

from collections import Counter
from datetime import date, timedelta

import pytest

from customer_health.domain.context.usage_history import KEPT, SHOWN, change, falls, is_noted_on

TODAY = date(2026, 3, 11)
DAY = timedelta(days=1)


def by_day(totals: dict[int, int]) -> dict[date, int]:
    """From days ago."""
    return {TODAY - ago * DAY: total for ago, total in totals.items()}


@pytest.mark.parametrize(
    ("totals", "percent"),
    [
        ({}, None),
        ({30: 50}, 100.0),
        ({37: 200, 38: 50}, -50.0),
        ({38: 50}, None),
        ({23: 80}, 25.0),
        ({22: 80}, None),
        ({28: 50, 31: 80}, 25.0),
        ({30: 0}, None),
    ],
)
def test_change(totals: dict[int, int], percent: float | None) -> None:
    assert change(100, by_day(totals), TODAY) == percent


@pytest.mark.parametrize(
    ("totals", "told"),
    [
        ({}, []),
        ({0: 85}, []),
        ({30: 100, 0: 85}, [(0, -15.0)]),
        ({30: 100, 0: 90}, []),
        # It goes on falling: told once.
        ({40: 100, 33: 100, 12: 80, 5: 70, 0: 70}, [(12, -20.0)]),
        # It recovers, and falls anew.
        ({44: 100, 37: 100, 30: 100, 14: 80, 7: 100, 0: 80}, [(14, -20.0), (0, -20.0)]),
        # A day that can't be compared changes nothing.
        ({50: 100, 30: 100, 14: 80, 10: 200, 0: 80}, [(14, -20.0)]),
        ({61: 100, 31: 80}, []),
        ({60: 100, 30: 80}, [(30, -20.0)]),
    ],
)
def test_falls(totals: dict[int, int], told: list[tuple[int, float]]) -> None:
    found = falls(by_day(totals), TODAY)
    assert [((TODAY - day).days, percent) for day, percent in found] == told


def test_a_fall_stays_where_it_was_while_old_notes_go() -> None:
    """Noted once a week and falling all the while; old notes go when newer ones are written."""
    noted = {TODAY + n * 7 * DAY: 100 if n < 6 else 50 for n in range(14)}
    fell = TODAY + 6 * 7 * DAY
    for ago in range(SHOWN.days + 1):
        today = fell + ago * DAY
        kept = {day: total for day, total in noted.items() if today - KEPT <= day <= today}
        assert [day for day, _ in falls(kept, today)] == [fell]
    assert list(falls(noted, fell + SHOWN + DAY)) == []


def test_every_company_has_a_day_of_the_week() -> None:
    ids = [f"company-{number}" for number in range(700)]
    week = [TODAY + n * DAY for n in range(7)]
    due = {day: [one for one in ids if is_noted_on(one, day)] for day in week}
    assert sorted(one for ones in due.values() for one in ones) == sorted(ids)
    assert min(Counter({day: len(ones) for day, ones in due.items()}).values()) > 60
    assert all(is_noted_on(one, day + 7 * DAY) for day, ones in due.items() for one in ones)
