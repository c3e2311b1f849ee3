"""Read rows of `CustomerIndex` as entries of the list.

An instance reads all rows when it starts. So a row is decoded straight into the few values that the
list needs, which takes a third of the time of making a Customer; every other field is only checked.
"""

from collections.abc import Collection
from datetime import date, datetime
from sys import intern
from typing import Annotated, Any

import msgspec

from customer_health.domain.alerts.alert import Alert
from customer_health.domain.context.score_history import DayScore
from customer_health.domain.customers.list_entry import NEVER, UNASSIGNED, ListEntry
from customer_health.domain.customers.worsening import worsened_at
from customer_health.domain.metrics.employees import Baseline, change
from customer_health.domain.metrics.levels import CompanyLevel, Level, company_level
from customer_health.domain.metrics.names import LOGIN, METRICS, Result
from customer_health.domain.money import Money
from customer_health.domain.text import folded
from customer_health.stores.customers import rows

SHARED: dict[tuple[str, ...], tuple[str, ...]] = {}
"""Equal tuples of words, kept once to save memory: a hundred thousand customers share a hundred."""
Time = Annotated[datetime, msgspec.Meta(tz=True)]


class ListRow(msgspec.Struct, rename="camel", gc=False, frozen=True):
    """A tracked customer's row. `row_copies` reads the `alerts`."""

    name: str
    level: CompanyLevel
    employees: int
    open: Result
    outside: Result
    clock_ins: Result
    levels: dict[str, Level]
    updated_at: Time
    email: str | None = None
    master: str | None = None
    created_at: Time | None = None
    ran_at: Time | None = None
    baseline: Baseline | None = None
    login: Time | None = None
    averages: dict[str, int | float] = {}
    fresher: dict[str, Time] = {}
    coverage: dict[str, int] = {}
    owner: dict[str, str] = {}
    contact: dict[str, str] = {}
    location: dict[str, str] = {}
    flaws: dict[str, int] = {}
    trend: tuple[int, ...] = ()
    trend_on: date | None = None
    worsened_on: dict[str, date] = {}
    score: DayScore | None = None
    revenue: Money | None = None
    plan: str | None = None
    alerts: Any = None
    changed_at: int = 0
    gone: bool = False


ROW = msgspec.json.Decoder(ListRow)


def entry_of(company_id: str, row: ListRow, alerts: Collection[Alert], body: bytes) -> ListEntry:
    """Return the entry of a row. Raises KeyError if one of the five levels is missing."""
    by_metric = rows.by_metric(row.levels)
    levels = tuple([by_metric[metric] for metric in METRICS])
    results = (row.open, row.outside, row.clock_ins)
    never = None if by_metric[LOGIN] == "none" else NEVER
    growth = change(row.employees, row.baseline)
    worsened = worsened_at(by_metric, rows.by_metric(row.worsened_on), alerts)
    owner_name = row.owner.get("name") or row.owner.get("email")
    averages = row.averages
    return ListEntry(
        id=company_id,
        text=f"{folded(row.name)}\n{folded(row.email or '')}",
        level=company_level(levels),
        employees=row.employees,
        growth=None if growth is None else float(growth),
        login=row.login.timestamp() if row.login else never,
        averages=(averages.get("open"), averages.get("outside"), averages.get("clockIns")),
        levels=SHARED.setdefault(levels, levels),
        results=SHARED.setdefault(results, results),
        owner=intern(row.owner.get("email") or UNASSIGNED),
        updated=row.updated_at.timestamp(),
        body=body,
        changed_at=row.changed_at,
        flaws=sum(row.flaws.values()),
        score=row.score.score if row.score else None,
        revenue=row.revenue.cents if row.revenue else None,
        worsened=worsened.timestamp() if worsened else None,
        owner_name=intern(folded(owner_name)) if owner_name else None,
    )
