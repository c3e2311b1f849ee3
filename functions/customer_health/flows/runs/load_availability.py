"""Read the availability of the employees who were assigned by hand to shifts of the window."""

import asyncio
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date

from customer_health.domain.metrics.availability import (
    Availability,
    assigned_by_hand,
    published_shifts,
)
from customer_health.domain.metrics.data_issues import DataIssue
from customer_health.domain.metrics.schedules import Week
from customer_health.domain.metrics.window import Window
from customer_health.flows.runs.load_window import EMPTY, load_keys, searches_everything
from customer_health.stores.metrics import availability, availability_digests, stray_keys
from customer_health.stores.metrics.availability_digests import Digest
from customer_health.stores.rtdb.bulk_client import Reader
from customer_health.stores.rtdb.decoding import ABSENT, is_key


async def load_availability(
    reader: Reader,
    company_id: str,
    weeks: Iterable[Week],
    window: Window,
    issues: list[DataIssue],
    digests: dict[str, Digest],
) -> Mapping[str, Availability]:
    """Return the availability that the figure needs, by employee. Those who never submitted one
    have no entry. Digests that are out of date are renewed in `digests`, or removed from it."""
    wanted = sorted(assigned_by_hand(published_shifts(weeks, window)).items())
    everything = searches_everything(company_id, window)

    async def load_one(employee_id: str, days: Iterable[date]) -> Availability | None:
        if not is_key(employee_id):
            issues.append(availability.never_submitted(employee_id))
            return None
        # A past run needs dates that digests no longer have.
        if not window.past:
            record = await renew_digest(reader, employee_id, window, digests)
            if employee_id in digests:
                return digests[employee_id].within(window)
            if record == ABSENT:
                issues.append(availability.never_submitted(employee_id))
                return None
        return await load_days(reader, employee_id, days, window, issues, everything=everything)

    found = await asyncio.gather(*(load_one(employee_id, days) for employee_id, days in wanted))
    return {e: known for (e, _), known in zip(wanted, found, strict=True) if known is not None}


async def renew_digest(
    reader: Reader, employee_id: str, window: Window, digests: dict[str, Digest]
) -> bytes | None:
    """Make sure that an employee's digest, if there is one, is that of the record as it is now.

    There is none for a record that is missing or has an issue. Returns the record if it was read.
    """
    path, digest = availability.path(employee_id), digests.get(employee_id)
    if digest and digest.since <= window.first:
        changed = await reader.get_if_changed(path, digest.tag)
    else:
        changed = await reader.get_tagged(path)
    if changed is None:
        return None
    renewed = availability_digests.make(*changed, window.first)
    digests.pop(employee_id, None)
    if renewed:
        digests[employee_id] = renewed
    return changed[0]


async def load_days(
    reader: Reader,
    employee_id: str,
    days: Iterable[date],
    window: Window,
    issues: list[DataIssue],
    *,
    everything: bool,
) -> Availability | None:
    """Read an employee's availability. Returns None if it is missing or malformed.

    The query returns the window's dates only. Before one of `days` counts as a day without
    availability, this reads the keys near it as well: a key such as 2025-11-9 may mean that day.
    """
    path = availability.path(employee_id)
    weekly, dates = await asyncio.gather(
        reader.get(f"{path}/weekly"),
        reader.get(
            f"{path}/dates",
            orderBy="$key",
            startAt=window.first.isoformat(),
            endAt=window.last.isoformat(),
        ),
    )
    if {weekly, dates} <= EMPTY:
        record = await reader.get(path, shallow=True)
        if wrong := availability.without_days(employee_id, record):
            issues.append(wrong)
            return None
    known = availability.read_availability(employee_id, weekly, dates, window, issues)
    if known is None or not (everything or any(map(known.is_empty, days))):
        return known
    # A separate list: other tasks append to `issues` while this one waits.
    bad: list[DataIssue] = []
    keys = await load_keys(reader, f"{path}/dates", window, bad, everything=everything)
    if bad:
        issues += (issue for issue in bad if issue not in issues)
        return None
    reported = {issue.path for issue in issues}
    stray = [key for key in keys if not stray_keys.is_date(key)]
    found = (availability.stray_date(employee_id, key) for key in stray)
    issues += (issue for issue in found if issue.path not in reported)
    may_mean_any = any(stray_keys.may_be_about(key, window) for key in stray)
    return replace(known, otherwise=known.otherwise or may_mean_any)
