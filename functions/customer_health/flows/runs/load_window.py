"""Reading the weeks and timecards of one company within a window."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from customer_health.domain.context.usage_history import is_noted_on
from customer_health.domain.metrics.data_issues import DataIssue
from customer_health.domain.metrics.schedules import Week
from customer_health.domain.metrics.timecards import Timecard, is_explained
from customer_health.domain.metrics.window import Window
from customer_health.stores.metrics import schedules, stray_keys, timecards
from customer_health.stores.rtdb.bulk_client import Reader
from customer_health.stores.rtdb.decoding import ABSENT, UNSET, children

EMPTY = frozenset({ABSENT, UNSET, b"{}"})


@dataclass(frozen=True, slots=True)
class RawWindow:
    """Weeks and timecards as the database sent them. They are decoded later: that takes the
    company's zone, which is read at the same time."""

    weeks: bytes
    timecards: bytes
    beyond: Sequence[bytes]


async def fetch_window(reader: Reader, company_id: str, window: Window) -> RawWindow:
    """Read a company's weeks and timecards of a window, and the timecards without a good date."""
    path = timecards.path(company_id)
    bounds = [timecards.within(window), *timecards.beyond(window)]
    if searches_everything(company_id, window):
        bounds += timecards.between_months(window)
    weeks, cards, *beyond = await asyncio.gather(
        reader.get(
            schedules.path(company_id),
            orderBy="$key",
            startAt=window.first_week.isoformat(),
            endAt=(window.last_week + timedelta(days=6)).isoformat(),
        ),
        *(reader.get(path, orderBy="date", **those) for those in bounds),
    )
    return RawWindow(weeks, cards, beyond)


def searches_everything(company_id: str, window: Window) -> bool:
    """Whether a run also looks for wrong keys and dates outside of the ranges that it reads every
    day: on one day of the week, which depends on the company."""
    return not window.past and is_noted_on(company_id, window.run_date)


def read_window(
    raw: RawWindow, company_id: str, window: Window, issues: list[DataIssue]
) -> tuple[list[Week], list[Timecard]]:
    """The window's weeks and timecards; `window` has the company's zone."""
    for others in raw.beyond:
        timecards.name_bad_dates(company_id, others, issues)
    return (
        schedules.read_weeks(company_id, raw.weeks, window, issues),
        timecards.read_timecards(company_id, raw.timecards, window, issues),
    )


async def load_stray_weeks(
    reader: Reader,
    company_id: str,
    weeks: Sequence[Week],
    cards: Sequence[Timecard],
    window: Window,
    issues: list[DataIssue],
) -> list[Week]:
    """Find the weeks under keys that are no Mondays, such as 2025-W47, and name them.

    The run looks for them where they may explain why shifts are missing, and once a week among
    all the history. Returns those that may have shifts of the window, if a timecard needs an
    explanation.
    """
    explained = is_explained(cards, weeks, window)
    everything = searches_everything(company_id, window)
    if explained and any(week.status for week in weeks) and not everything:
        return []
    path, bad = schedules.path(company_id), list[DataIssue]()
    keys = await load_keys(reader, path, window, bad, everything=everything)
    named = {issue.path for issue in issues}
    issues += (issue for issue in bad if issue.path not in named)
    stray = [key for key in schedules.stray_keys(keys) if f"{path}/{key}" not in named]
    issues += (schedules.stray(company_id, key) for key in stray)
    asked = [key for key in stray if not explained and stray_keys.may_be_about(key, window)]
    found = await asyncio.gather(*(reader.get(f"{path}/{key}") for key in asked))
    return [schedules.left_out_week(key, raw) for key, raw in zip(asked, found, strict=True)]


async def load_keys(
    reader: Reader, path: str, window: Window, issues: list[DataIssue], *, everything: bool
) -> list[str]:
    """Read the keys below a path that may be about the window; all of them with `everything`, or
    where the lowest key or their number shows that something is wrong.

    All keys of a year would cost a kilobyte for each company and day. A value that can have no
    keys is named.
    """

    async def shallow(named: list[DataIssue], **query: Any) -> list[str]:
        # The database refuses `orderBy` beside `shallow`. Without it the order is by key: the
        # CLI of Firebase pages through keys in this way.
        raw = await reader.get(path, shallow=True, **query)
        return [key for key, _ in children(ABSENT if raw == UNSET else raw, path, named)]

    if not everything:
        lowest, keys = await asyncio.gather(
            shallow([], **stray_keys.LOWEST), shallow([], **stray_keys.near(window))
        )
        if all(map(stray_keys.is_date, lowest)) and lowest and len(keys) < stray_keys.MOST:
            return keys
    return await shallow(issues)
