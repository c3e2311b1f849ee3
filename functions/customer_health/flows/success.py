"""Read what the success metrics of a month are measured by."""

import logging
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import partial
from typing import Any

from customer_health.domain.audit.reports import months
from customer_health.domain.customers.departure import Departure
from customer_health.domain.insights.success import (
    BEFORE_LEAVING,
    CONTACTS,
    Attendance,
    Leaver,
    Measure,
    RunDay,
    attendance,
    leaver,
    measures,
)
from customer_health.domain.instants import TORONTO
from customer_health.stores import view_counts
from customer_health.stores.actions import actions
from customer_health.stores.alerts import alerts, responses
from customer_health.stores.audit import log as audit
from customer_health.stores.customers import departures, rows
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.nodes import children
from customer_health.stores.rtdb.unreadable import UNREADABLE
from customer_health.stores.runs import runs

DAY = timedelta(days=1)
ForEach = Callable[[Callable[[Any], Any], Iterable[Any]], Iterable[Any]]
"""Calls a function with each item, as `map` does; that of a pool of threads is faster."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Success:
    """The success metrics of a month, with the customers that left and the people who came."""

    measures: list[Measure]
    leavers: list[Leaver]
    attendance: list[Attendance]


def success_of(database: Database, first: date, now: datetime, for_each: ForEach = map) -> Success:
    """Measure the month that begins on the day `first`, as far as it is over."""
    begin, end = months(first, 1)
    last = end.astimezone(TORONTO).date() - DAY
    views = view_counts.between(database, first, last)
    left = departures.between(database, begin, end - timedelta(seconds=1))
    leavers = [one for one in for_each(partial(judge, database), left) if one]
    found = measures(
        responses.between(database, first, last),
        contacts_between(database, begin, end),
        leavers,
        views,
        complete_runs(database, first, last),
        min(now, end),
    )
    return Success(found, leavers, attendance(views))


def month_before(first: date) -> date:
    """Return the first day of the month before the one that begins on a day."""
    return (first - DAY).replace(day=1)


def judge(database: Database, departure: Departure) -> Leaver | None:
    """Judge a departure; None if the customer is on the list again, and so has not left."""
    company_id, left_at = departure.company_id, departure.left_at
    if rows.is_tracked(database.get(rows.path(company_id))):
        return None
    try:
        since = left_at - BEFORE_LEAVING
        history = alerts.transitions_between(database, company_id, since, left_at)
    except UNREADABLE:
        log.exception("the alerts of %s can't be read, and don't count", company_id)
        history = []
    known = actions.of_company(database, company_id)
    contacts = [
        step.at
        for action in known
        if action.kind in CONTACTS
        for step in action.steps
        if step.kind == "done"
    ]
    return leaver(departure, history, contacts)


def contacts_between(
    database: Database, begin: datetime, end: datetime
) -> dict[str, list[datetime]]:
    """Return the times at which each customer was contacted by a quick action."""
    found: dict[str, list[datetime]] = defaultdict(list)
    for entry in audit.between(database, begin, end):
        if entry.kind in CONTACTS and entry.step == "done":
            found[entry.company_id].append(entry.at)
    return found


def complete_runs(database: Database, first: date, last: date) -> list[RunDay]:
    """Return the complete runs of the days between two, without those that made up for a day."""
    return [
        RunDay(
            date.fromisoformat(day),
            run["companies"],
            run["reads"],
            run["bytesRead"],
            children(run.get("health")),
        )
        for day, run in database.between(runs.ROOT, str(first), str(last)).items()
        if run.get("finishedAt") and not run.get("madeUpBy")
    ]
