"""What the sums of a customer's use tell, as they were noted down on some days.

A day is compared with the noted day that is nearest to 30 days before it, 23 to 37 days back.
"""

from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from zlib import crc32

from customer_health.domain.context.trends import trend_of

BEFORE, SLACK, WEEK = 30, 7, 7
"""Days."""

TOLD = timedelta(days=30)
KEPT = TOLD + timedelta(days=BEFORE + SLACK + WEEK + 1)
"""As long as a fall is told, what it is first by is still there: the note of the week before, and
what that one was compared with."""


def change(total: int, totals: Mapping[date, int], day: date) -> float | None:
    """In percent; nothing used then and something now is no percentage."""
    days = {abs((day - noted).days - BEFORE): noted for noted in sorted(totals)}
    apart = min(days, default=SLACK + 1)
    if apart > SLACK or not totals[days[apart]]:
        return None
    before = totals[days[apart]]
    return round(100 * (total - before) / before, 1)


def falls(totals: Mapping[date, int], today: date) -> Iterator[tuple[date, float]]:
    """The days of late on which use was found to be falling when it had not been before, and by
    how many percent."""
    was_falling = False
    for day in sorted(totals):
        percent = change(totals[day], totals, day)
        if percent is None:
            continue
        is_falling = trend_of(percent) == "falling"
        if is_falling and not was_falling and today - day <= TOLD:
            yield day, percent
        was_falling = is_falling


def is_noted_on(company_id: str, day: date) -> bool:
    """Whether a daily run notes the company's use: on one day of the week, each company on its
    own, so that a run has a seventh of them to note."""
    return (crc32(company_id.encode()) + day.toordinal()) % WEEK == 0
