"""The databases on which the daily run is measured, and the bytes that its figures need."""

from collections.abc import Callable
from datetime import date, timedelta
from functools import cache
from typing import Any

import msgspec

from customer_health.domain.instants import TORONTO, clock_of
from customer_health.domain.metrics.availability import assigned_by_hand, published_shifts
from customer_health.domain.metrics.employees import baseline_day
from customer_health.domain.metrics.names import EMPLOYEES
from customer_health.domain.metrics.window import Window
from customer_health.flows.runs.run_context import RunContext
from customer_health.flows.runs.run_shard import run_companies
from customer_health.stores.metrics import presence, schedules
from demo.app.companies import companies
from demo.app.database import demo_data
from demo.runs.dump import Dump

Json = Any
Tree = dict[str, Json]

TODAY = date(2026, 3, 11)
WINDOW = Window(TODAY, clock_of(TODAY), TORONTO)
DAY = timedelta(days=1)
COPIED = 17 * 7 * DAY
"""How many of the demo's 120 days are repeated to make a longer history: whole weeks."""


def demo_companies(largest: int) -> list[str]:
    """Return the ids of the demo's linked companies with schedules and without bad records."""
    return [
        company.id
        for company in companies(TODAY, seed=1)
        if company.link == "linked"
        and company.shape.weeks in ("alternating", "published")
        and not company.shape.dirty
        and company.size <= largest
    ]


async def demo(company_ids: list[str]) -> Tree:
    """Return the demo's data after an earlier run: with baselines, and rows in the index."""
    dump = Dump(demo_data(TODAY, seed=1))
    for day in (baseline_day(TODAY), TODAY - DAY):
        clock = clock_of(day)
        dump.now = int(clock.timestamp() * 1000)
        await run_companies(RunContext(dump, day, clock, "past", nobody), company_ids)
    data: Tree = dump.at("")
    return data


def nobody(_: str) -> None:
    """Return no user: all users of the demo are in its records."""


def with_history(data: Tree, company_ids: list[str], days: int) -> Tree:
    """Return the database with `days` days of schedules and timecards of these companies."""
    copies = range(-(-days // COPIED.days))
    since = (TODAY - days * DAY).isoformat()
    weeks = {
        company_id: {
            monday: week | {"shifts": {key: moved(s, copy) for key, s in week["shifts"].items()}}
            for copy in copies
            for old, week in data["Schedules"][company_id].items()
            if (monday := earlier(old, copy)) >= since and is_repeated(old, copy)
        }
        for company_id in company_ids
    }
    cards = {
        company_id: {
            f"{key}-{copy}": moved(card, copy)
            for copy in copies
            for key, card in data["Timecards"][company_id].items()
            if earlier(card["date"], copy) >= since and is_repeated(card["date"], copy)
        }
        for company_id in company_ids
    }
    return {**data, "Schedules": weeks, "Timecards": cards}


@cache
def is_repeated(day: str, copy: int) -> bool:
    return copy == 0 or TODAY - COPIED < date.fromisoformat(day) <= TODAY


@cache
def earlier(day: str, copy: int) -> str:
    return (date.fromisoformat(day) - copy * COPIED).isoformat()


def moved(record: Tree, copy: int) -> Tree:
    return record | {"date": earlier(record["date"], copy)}


def small(count: int) -> Tree:
    """Return a database of `count` linked companies with two employees and a baseline each."""
    data: Tree = {}
    for number in range(count):
        for top, node in small_company(f"c{number:05}").items():
            data.setdefault(top, {}).update(node)
    return data


def small_company(company_id: str) -> Tree:
    mondays = [WINDOW.first_week + n * 7 * DAY for n in range(3)]
    ann, bob = f"{company_id}a", f"{company_id}b"
    shifts = {
        monday.isoformat(): {
            f"s{n}": {
                "date": (monday + n * DAY).isoformat(),
                "start": "09:00",
                "end": "17:00",
                "employeeId": (ann, bob)[n % 2],
            }
            for n in range(5)
        }
        for monday in mondays
    }
    worked = [shift for week in shifts.values() for shift in week.values()]
    week = {"status": "published", "generatedAt": 0, "publishedAt": 0}
    weekly = {day: [{"start": "08:00", "end": "18:00"}] for day in ("mon", "tue", "wed")}
    return {
        "Companies": {
            company_id: {
                "name": company_id,
                "email": f"{company_id}@example.com",
                "masterUserId": ann,
                "csmDashboardLinked": True,
            }
        },
        "Employees": {company_id: {e: {"name": e, "userId": e} for e in (ann, bob)}},
        "Schedules": {company_id: {id_: {**week, "shifts": s} for id_, s in shifts.items()}},
        "Timecards": {
            company_id: {
                f"t{n}": {
                    "employeeId": shift["employeeId"],
                    "date": shift["date"],
                    "clockIn": f"{shift['date']}T09:03:00-05:00",
                    "clockOut": f"{shift['date']}T17:01:00-05:00",
                }
                for n, shift in enumerate(worked)
            }
        },
        "Availability": {e: {"updatedAt": 0, "weekly": weekly} for e in (ann, bob)},
        "PresenceStatus": {ann: {"lastActive": "2026-03-10T12:00:00Z"}},
        "CustomerHealthMetrics": {
            company_id: {"history": {baseline_day(TODAY).isoformat(): {EMPLOYEES: 2}}}
        },
    }


def needed(read: Callable[[str], Json], company_id: str) -> int:
    """Return the size of the records that the figures of a company need, as compact JSON."""
    company, staff = read(f"Companies/{company_id}"), read(f"Employees/{company_id}") or {}
    weeks = within(read(f"Schedules/{company_id}"), WINDOW.first_week, WINDOW.last_week)
    cards = read(f"Timecards/{company_id}") or {}
    by_hand = [read(f"Availability/{e}") or {} for e in sorted(assigned(company_id, weeks))]
    master = company.get("masterUserId") or min(
        e["userId"] for e in staff.values() if e["email"] == company["email"] and "userId" in e
    )
    history = f"CustomerHealthMetrics/{company_id}/history/{baseline_day(TODAY)}"
    records = [
        company,
        staff,
        weeks,
        {key: c for key, c in cards.items() if date.fromisoformat(c["date"]) in WINDOW},
        *(node.get("weekly", {}) for node in by_hand),
        *(within(node.get("dates"), WINDOW.first, WINDOW.last) for node in by_hand),
        read(presence.path(master)),
        read(f"{history}/{EMPLOYEES}"),
    ]
    return sum(len(msgspec.json.encode(record)) for record in records if record)


def within(node: Tree | None, first: date, last: date) -> Tree:
    days = (node or {}).items()
    return {day: child for day, child in days if first.isoformat() <= day <= last.isoformat()}


def assigned(company_id: str, weeks: Tree) -> set[str]:
    read = schedules.read_weeks(company_id, msgspec.json.encode(weeks), WINDOW, [])
    return assigned_by_hand(published_shifts(read, WINDOW))
