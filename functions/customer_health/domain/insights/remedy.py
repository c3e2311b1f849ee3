"""What would turn a figure green: the smallest change that does it, and the day on which it turns
by itself if nothing else happens.

A figure is green while its level is `healthy`. A figure without data is not.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from math import ceil, floor

from customer_health.domain.instants import clock_of
from customer_health.domain.metrics.daily_ratio import DailyRatio, DayCount
from customer_health.domain.metrics.employees import (
    BASELINE_DAYS,
    change,
    choose_baseline,
    decrease,
)
from customer_health.domain.metrics.levels import THRESHOLDS, Level, level_of
from customer_health.domain.metrics.login import days_since
from customer_health.domain.metrics.names import EMPLOYEES, LOGIN, OPEN_SHIFTS
from customer_health.domain.metrics.window import DAYS as WINDOW_DAYS

DAY = timedelta(days=1)
BREACHES: tuple[Level, ...] = ("warning", "critical")


@dataclass(frozen=True, slots=True)
class Remedy:
    """The way of one figure back to green.

    `needed` is the least number of shifts to fill or to assign anew, of timecards to correct, of
    employees to add, or of logins; `of` is the number of shifts or timecards that count, or of
    employees that there must be. `days` are the dates on which to do it, for a percentage.

    `turns` has each date in the next weeks on which the figure gets another level if nothing else
    happens, with that level: bad days leave the window, a baseline moves on, a login grows old.
    """

    metric: str
    level: Level
    needed: int
    of: int
    turns: Mapping[date, Level]
    days: Mapping[date, int] | None = None

    @property
    def healthy_from(self) -> date | None:
        return next((day for day, level in self.turns.items() if level == "healthy"), None)


def of_percentage(metric: str, ratio: DailyRatio, run_date: date) -> Remedy | None:
    """Return the remedy of a percentage, or None if its level needs none."""
    threshold = THRESHOLDS[metric]
    level = level_of(ratio.average, threshold)
    if level not in BREACHES:
        return None
    fixes = least_fixes(metric, ratio.days, Fraction(threshold.warning))

    def level_on(day: date) -> Level:
        left = {on: count for on, count in ratio.days.items() if on >= day - WINDOW_DAYS * DAY}
        return level_of(DailyRatio(left).average, threshold)

    return Remedy(
        metric,
        level,
        needed=sum(fixes.values()),
        of=sum(count.part for count in ratio.days.values()),
        turns=turns(level, run_date, WINDOW_DAYS, level_on),
        days=fixes,
    )


def least_fixes(metric: str, days: Mapping[date, DayCount], below: Fraction) -> dict[date, int]:
    """Return the least number of violations to fix, by date, so that the mean is below a limit.

    Takes the fix that lowers the mean most, again and again. Two fixes of one day are tried
    together as well: the first shift that is assigned on a day without any changes little, the
    second one halves the day's percentage.
    """
    fixes = dict.fromkeys(days, 0)

    def mean() -> Fraction:
        return sum((percent(metric, days[on], n) for on, n in fixes.items()), Fraction()) / len(
            days
        )

    def gain(on: date, more: int) -> Fraction:
        before, after = fixes[on], fixes[on] + more
        if after > days[on].part:
            return Fraction(-1)
        return (percent(metric, days[on], before) - percent(metric, days[on], after)) / more

    while mean() >= below:
        on = max(days, key=lambda on: (max(gain(on, 1), gain(on, 2)), on))
        fixes[on] += 1 if gain(on, 1) >= gain(on, 2) else 2
    for on in days:
        fixes[on] -= 1
        if fixes[on] < 0 or mean() >= below:
            fixes[on] += 1
    return {on: count for on, count in fixes.items() if count}


def percent(metric: str, count: DayCount, fixes: int) -> Fraction:
    """Return a day's percentage after some fixes. An open shift that is filled is an assigned one
    more. A whole of 1 may stand for no assigned shift at all, so that the first one adds none."""
    if metric != OPEN_SHIFTS:
        return Fraction(100 * (count.part - fixes), count.whole)
    whole = max(1, fixes) if count.whole == 1 else count.whole + fixes
    return Fraction(100 * (count.part - fixes), whole)


def of_employees(count: int, counts: Mapping[date, int], run_date: date) -> Remedy | None:
    """Return the remedy of a decrease. `counts` are the daily numbers of the last weeks."""
    threshold = THRESHOLDS[EMPLOYEES]

    def level_on(day: date) -> Level:
        known = {**counts, **dict(days_between(run_date, day, count))}
        return level_of(decrease(change(count, choose_baseline(known, day))), threshold)

    baseline, level = choose_baseline(counts, run_date), level_on(run_date)
    if baseline is None or level not in BREACHES:
        return None
    # The decrease must be below the threshold: exactly 10 % is a warning.
    enough = floor(baseline.count * (1 - Fraction(threshold.warning) / 100)) + 1
    return Remedy(
        EMPLOYEES,
        level,
        needed=enough - count,
        of=enough,
        turns=turns(level, run_date, BASELINE_DAYS + 1, level_on),
    )


def days_between(first: date, end: date, count: int) -> Iterator[tuple[date, int]]:
    for number in range((end - first).days):
        yield first + number * DAY, count


def of_login(
    login: datetime | None, created_at: datetime | None, run_date: date, *, is_unknown: bool
) -> Remedy | None:
    """Return the remedy of a master account that stays away: one login."""
    threshold = THRESHOLDS[LOGIN]

    def level_on(day: date) -> Level:
        away = days_since(login, created_at, clock_of(day), is_unknown=is_unknown)
        return level_of(away, threshold)

    level = level_on(run_date)
    if level not in BREACHES:
        return None
    ahead = ceil(threshold.critical) + 1
    return Remedy(LOGIN, level, needed=1, of=1, turns=turns(level, run_date, ahead, level_on))


def turns(
    level: Level, run_date: date, days: int, level_on: Callable[[date], Level]
) -> dict[date, Level]:
    """Return the dates of the next daily runs on which the level changes, with the new level."""
    found: dict[date, Level] = {}
    for number in range(1, days + 1):
        day = run_date + number * DAY
        if (new := level_on(day)) != level:
            found[day], level = new, new
    return found
