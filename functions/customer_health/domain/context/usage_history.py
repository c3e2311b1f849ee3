"""The history of a customer's use: daily totals, recorded about once a week.

A day is compared with the recorded day nearest to 30 days before it, within 23 to 37 days.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from zlib import crc32

from customer_health.domain.context.trends import trend_of

BEFORE, SLACK, WEEK = 30, 7, 7
"""Days."""

SHOWN = timedelta(days=30)
KEPT = SHOWN + timedelta(days=BEFORE + SLACK + WEEK + 1)
"""While a fall is shown, the records that make it the first one are still there: that of the week
before, and the one that it was compared with."""


def change(total: int, totals: Mapping[date, int], day: date) -> float | None:
    """Return the change against about 30 days before, in percent; None without a total above 0."""
    days = {abs((day - earlier).days - BEFORE): earlier for earlier in sorted(totals)}
    apart = min(days, default=SLACK + 1)
    if apart > SLACK or not totals[days[apart]]:
        return None
    before = totals[days[apart]]
    return round(100 * (total - before) / before, 1)


def falls(totals: Mapping[date, int], today: date) -> Iterator[tuple[date, float]]:
    """Yield the days of the last 30 on which use started to fall, with the percentage."""
    was_falling = False
    for day in sorted(totals):
        percent = change(totals[day], totals, day)
        if percent is None:
            continue
        is_falling = trend_of(percent) == "falling"
        if is_falling and not was_falling and today - day <= SHOWN:
            yield day, percent
        was_falling = is_falling


def is_noted_on(company_id: str, day: date) -> bool:
    """Return whether a daily run records a company's use on this day.

    Each company has its own day of the week, so a run records a seventh of them.
    """
    return (crc32(company_id.encode()) + day.toordinal()) % WEEK == 0
