"""Keys that should be dates and are not, such as 2025-W47 or 2025-11-9: queries that find them, and
a test whether one may be about a window."""

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
"""Query the lowest key. Numbers sort before all dates, and so does 18-11-2025."""


def near(window: Window) -> dict[str, Any]:
    """Query the keys from the month in which the week before the window begins.

    The result includes words, and ISO weeks of the year: both sort after the year's dates.
    """
    before = (window.first - WEEK).replace(day=1) - DAY
    return {"startAfter": f"{before:%Y-%m}~", "limitToFirst": MOST}


def is_date(key: str) -> bool:
    try:
        msgspec.convert(key, date)
    except msgspec.ValidationError:
        return False
    return True


def may_be_about(key: str, window: Window) -> bool:
    """Whether the value under a wrong key may be about a day of the window.

    It is not if the key is a day, an ISO week or a month more than a week away from the window, or
    if it begins with a year and sorts before the window. So the history need not be read.
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
