"""Points in time: always aware datetimes in UTC inside, ISO-8601 or epoch milliseconds outside."""

from datetime import UTC, date, datetime, timedelta
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
    """Write an instant the one way this backend writes them: UTC, seconds, Z."""
    return instant.astimezone(UTC).replace(tzinfo=None).isoformat(timespec="seconds") + "Z"


def at_wall_clock(day: date, minutes: int, zone: ZoneInfo) -> datetime:
    """The instant at which the clock on a wall in `zone` is `minutes` past midnight of `day`.

    Minutes beyond 24 h run into the next date. A time that a change of clocks skips is read with
    the offset before the change; one that comes twice is its first.
    """
    midnight = datetime.combine(day, datetime.min.time())
    return (midnight + timedelta(minutes=minutes)).replace(tzinfo=zone).astimezone(UTC)


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
    """The instant that a daily run of `run_date` speaks of: 06:00 in Toronto."""
    return at_wall_clock(run_date, 6 * 60, TORONTO)


def newest_run_date(now: datetime) -> date:
    """The date of the newest run whose clock has come."""
    today = now.astimezone(TORONTO).date()
    return today if clock_of(today) <= now else today - timedelta(days=1)
