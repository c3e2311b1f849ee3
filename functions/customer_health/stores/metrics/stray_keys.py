"""Keys that ought to be dates and are none, such as 2025-W47 or 2025-11-9: where they lie among
the others, and whether one may be about a window."""

import re
from datetime import date, timedelta
from typing import Any

import msgspec

from customer_health.domain.metrics.window import Window

WEEK = timedelta(days=7)
DAY = timedelta(days=1)
YEAR = re.compile("[0-9]{4}")
MONTH = re.compile("[0-9]{4}-[0-9]{2}")

MOST = 100
LOWEST: dict[str, Any] = {"limitToFirst": 1}
"""Asks for the lowest key of all: numbers are below all dates, and so is 18-11-2025."""


def near(window: Window) -> dict[str, Any]:
    """Asks for the keys from the month on that begins the window, or the week before it. Words and
    ISO weeks are among them, for they are above all dates of their year."""
    before = (window.first - WEEK).replace(day=1) - DAY
    return {"startAfter": f"{before:%Y-%m}~", "limitToFirst": MOST}


def is_date(key: str) -> bool:
    try:
        msgspec.convert(key, date)
    except msgspec.ValidationError:
        return False
    return True


def may_be_about(key: str, window: Window) -> bool:
    """Whether what stands under a wrong key may be about a day of the window.

    A day, an ISO week or a month that lies more than a week away from it says no, and so does
    what begins with a year and sorts before: the history need not be looked through.
    """
    first, last = window.first - WEEK, window.last + WEEK
    try:
        return first <= date.fromisoformat(key) <= last
    except ValueError:
        months = (f"{first:%Y-%m}", f"{last:%Y-%m}")
        if not YEAR.match(key):
            return True
        month = MONTH.match(key)
        return key >= months[0] and (month is None or month[0] in months)
