"""Read the weeks and timecards of one company within a window."""

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
FIRST_KEY: dict[str, Any] = {"shallow": True, "limitToFirst": 1}


@dataclass(frozen=True, slots=True)
class RawWindow:
    """Weeks and timecards as the database sent them.

    They are decoded later, because that needs the company's zone, which is read at the same time.
    """

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
    """Whether a run also looks for bad keys and dates outside of the daily queries.

    To spread the cost, it does so once a week, on a different day for different companies.
    """
    return not window.past and is_noted_on(company_id, window.run_date)


def read_window(
    raw: RawWindow, company_id: str, window: Window, issues: list[DataIssue]
) -> tuple[list[Week], list[Timecard]]:
    """Decode the window's weeks and timecards. `window` must have the company's zone."""
    for others in raw.beyond:
        timecards.report_bad_dates(company_id, others, issues)
    return (
        schedules.read_weeks(company_id, raw.weeks, window, issues),
        timecards.read_timecards(company_id, raw.timecards, window, issues),
    )


async def check_timecards(
    reader: Reader, company_id: str, raw: RawWindow, issues: list[DataIssue]
) -> None:
    """Report a node of timecards that is a text or a number. All queries find nothing in one, so it
    is read whole if it has no first key."""
    path = timecards.path(company_id)
    if raw.timecards in EMPTY and await reader.get(path, **FIRST_KEY) in EMPTY:
        list(children(await reader.get(path, shallow=True), path, issues))


async def load_stray_weeks(
    reader: Reader,
    company_id: str,
    weeks: Sequence[Week],
    cards: Sequence[Timecard],
    window: Window,
    issues: list[DataIssue],
) -> list[Week]:
    """Find the weeks whose key is not the date of a Monday, such as 2025-W47, and report them.

    This happens if such a week may explain why a timecard has no shift, and once a week for the
    whole history. If a timecard has no shift, returns the weeks that may have shifts of the window.
    """
    explained = is_explained(cards, weeks, window)
    everything = searches_everything(company_id, window)
    if explained and any(week.status for week in weeks) and not everything:
        return []
    path, bad = schedules.path(company_id), list[DataIssue]()
    keys = await load_keys(reader, path, window, bad, everything=everything)
    reported = {issue.path for issue in issues}
    issues += (issue for issue in bad if issue.path not in reported)
    stray = [key for key in schedules.stray_keys(keys) if f"{path}/{key}" not in reported]
    issues += (schedules.stray(company_id, key) for key in stray)
    wanted = [key for key in stray if not explained and stray_keys.may_be_about(key, window)]
    found = await asyncio.gather(*(reader.get(f"{path}/{key}") for key in wanted))
    return [schedules.left_out_week(key, raw) for key, raw in zip(wanted, found, strict=True)]


async def load_keys(
    reader: Reader, path: str, window: Window, issues: list[DataIssue], *, everything: bool
) -> list[str]:
    """Read the keys below a path that may be about the window, or with `everything` all keys.

    All keys are read too if the lowest key, or the number of keys, shows that some are wrong. They
    are not read always: a year of good keys would cost a kilobyte for each company and day. A value
    that has no keys is added to `issues`.
    """

    async def shallow(found: list[DataIssue], **query: Any) -> list[str]:
        # A shallow query can't have an orderBy. Without one, limits apply to the keys; Firebase's
        # CLI relies on this too.
        raw = await reader.get(path, shallow=True, **query)
        return [key for key, _ in children(ABSENT if raw == UNSET else raw, path, found)]

    if not everything:
        lowest, keys = await asyncio.gather(
            shallow([], **stray_keys.LOWEST), shallow([], **stray_keys.near(window))
        )
        if all(map(stray_keys.is_date, lowest)) and lowest and len(keys) < stray_keys.MOST:
            return keys
    return await shallow(issues)
