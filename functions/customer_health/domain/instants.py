"""Instants: aware datetimes in UTC here, ISO-8601 or epoch milliseconds in the database."""

from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

TORONTO = ZoneInfo("America/Toronto")
EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
SECONDS = (10**9, 10**10)
"""Numbers of seconds from 2001 to 2286; as milliseconds they would all be in early 1970."""


def parse_instant(value: object) -> datetime:
    """Read a timestamp of the data contract: ISO-8601 with an offset, or epoch milliseconds.

    Raises ValueError saying what was wrong with the value, of which it repeats the beginning.
    """
    try:
        if isinstance(value, str):
            parsed = datetime.fromisoformat(value)
            if parsed.tzinfo is None:
                raise ValueError(f"timestamp {value!r:.50} has no offset")
            return parsed.astimezone(UTC)
        if isinstance(value, int | float) and not isinstance(value, bool):
            if SECONDS[0] <= value <= SECONDS[1]:
                raise ValueError(f"timestamp {value} is in seconds, not in milliseconds")
            return EPOCH + timedelta(milliseconds=value)
    except OverflowError:
        raise ValueError(f"timestamp {value!r:.50} is out of range") from None
    raise ValueError(f"timestamp is {type(value).__name__}, not an ISO-8601 string or milliseconds")


def iso(instant: datetime) -> str:
    """Return an instant as this backend writes it everywhere: UTC, to the second, with a Z."""
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def at_wall_clock(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """Return the instant at which a clock in `zone` shows `minutes` past midnight of `day`.

    More minutes than 24 hours mean a time on the next date. A time that the change to summer time
    skips is read with the offset before the change; of a time that comes twice, the first counts.
    """
    midnight = datetime.combine(day, datetime.min.time())
    return (midnight + timedelta(minutes=minutes)).replace(tzinfo=zone).astimezone(UTC)


@lru_cache(maxsize=10_000)  # the shifts of many people start at the same few times
def shown_at(day: date, minutes: int, zone: ZoneInfo) -> tuple[datetime, ...]:
    """The instants at which the clock on a wall shows a time: two in the hour that comes twice."""
    midnight = datetime.combine(day, datetime.min.time())
    wall = (midnight + timedelta(minutes=minutes)).replace(tzinfo=zone)
    first, second = wall.astimezone(UTC), wall.replace(fold=1).astimezone(UTC)
    # In the hour that is skipped the order is the other way round.
    return (first, second) if first < second else (first,)


def nearest(instants: tuple[datetime, ...], to: datetime) -> datetime:
    return min(instants, key=lambda instant: abs(instant - to))


def clock_of(run_date: date) -> datetime:
    """Return the instant at which the daily run of a date is scheduled: 06:00 in Toronto."""
    return at_wall_clock(run_date, 6 * 60, TORONTO)


def newest_run_date(now: datetime) -> date:
    """Return the date of the newest run whose scheduled time has passed."""
    today = now.astimezone(TORONTO).date()
    return today if clock_of(today) <= now else today - timedelta(days=1)
