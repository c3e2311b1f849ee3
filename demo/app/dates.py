"""The dates of a dump. Instants are epoch seconds, so that arithmetic needs no care for DST."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from zoneinfo import ZoneInfo

TORONTO = ZoneInfo("America/Toronto")
HISTORY_DAYS = 120
WINDOW_DAYS = 14
DAY = 86_400
WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Calendar:
    """The dates before the daily run of `today`, which is at 06:00 in Toronto."""

    today: date

    @property
    def clock(self) -> int:
        return instant(self.today, "06:00", TORONTO)

    @property
    def window_start(self) -> date:
        return self.today - timedelta(days=WINDOW_DAYS)

    @property
    def full_week(self) -> date:
        """Return the Monday of the newest complete week. The window always includes that week."""
        return monday(self.today) - WEEK

    @property
    def mondays(self) -> list[date]:
        """Return the Mondays of all weeks of the history, and of next week."""
        first = monday(self.today - timedelta(days=HISTORY_DAYS))
        weeks = (monday(self.today) - first) // WEEK + 2
        return [first + week * WEEK for week in range(weeks)]


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def instant(day: date, clock: str, zone: ZoneInfo) -> int:
    return int(datetime.combine(day, time.fromisoformat(clock), zone).timestamp())


def local_date(seconds: int, zone: ZoneInfo) -> date:
    return datetime.fromtimestamp(seconds, zone).date()


def stamp(seconds: int, zone: ZoneInfo, rng: Random) -> int | str:
    """Return a timestamp in one of the three formats that the app's clients write."""
    pick = rng.random()
    if pick < 0.7:
        return seconds * 1000
    if pick < 0.85:
        return datetime.fromtimestamp(seconds, zone).isoformat()
    return f"{datetime.fromtimestamp(seconds, UTC):%Y-%m-%dT%H:%M:%SZ}"


def last_change(zone: ZoneInfo, today: date) -> date:
    """Return the newest date within a year on which the zone's clocks changed; `date.min` if they
    did not."""
    for back in range(1, 366):
        day = today - timedelta(days=back)
        if instant(day + timedelta(days=1), "00:00", zone) - instant(day, "00:00", zone) != DAY:
            return day
    return date.min
