"""Reading the records that one company's figures need, side by side, and no others."""

import asyncio
import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from customer_health.domain.alerts.alert import Alert
from customer_health.domain.instants import TORONTO, parse_instant
from customer_health.domain.metrics.assessment import Records
from customer_health.domain.metrics.company import Company, UserByEmail, master_among
from customer_health.domain.metrics.data_issues import DataIssue
from customer_health.domain.metrics.employees import (
    BASELINE_SLACK_DAYS,
    Baseline,
    Employee,
    baseline_day,
    choose_baseline,
    is_counted,
)
from customer_health.domain.metrics.names import EMPLOYEES, LOGIN
from customer_health.domain.metrics.window import Window
from customer_health.flows.runs.load_window import load_availability, load_timecards, load_weeks
from customer_health.stores.alerts import alerts
from customer_health.stores.customers import metrics_node, rows
from customer_health.stores.matching import crm_companies, matches
from customer_health.stores.metrics import companies, employees, master_accounts, presence
from customer_health.stores.rtdb.bulk_client import Reader
from customer_health.stores.rtdb.decoding import ABSENT

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Loaded:
    """A company's records, and the state that its results are written over. Past runs, which
    evaluate no alerts, load none.

    `row` is its index row, `stored_login` the newest login ever seen, and the tags tell
    whether the company or its employees changed since they were read.
    """

    records: Records
    window: Window
    master_user_id: str | None
    row: Any
    stored_login: datetime | None
    company_tag: str
    employees_tag: str
    owner: dict[str, str] | None
    alerts: dict[str, Alert]


async def load(
    reader: Reader, company_id: str, window: Window, user_by_email: UserByEmail
) -> Loaded:
    """Raises BadRecord if there is no such company."""
    flaws: list[DataIssue] = []
    (
        ((raw_company, company_tag), raw_row, raw_login),
        (raw_employees, tag),
        weeks,
        cards,
        baseline,
    ) = await asyncio.gather(
        asyncio.gather(
            reader.get_tagged(companies.path(company_id)),
            reader.get(rows.path(company_id)),
            reader.get(master_accounts.login_path(company_id)),
        ),
        reader.get_tagged(employees.path(company_id)),
        load_weeks(reader, company_id, window, flaws),
        load_timecards(reader, company_id, window, flaws),
        load_baseline(reader, company_id, window.run_date),
    )
    company = companies.read_company(company_id, raw_company, flaws)
    window = Window(window.run_date, window.clock, company.zone, window.past)
    staff = employees.read_employees(company_id, raw_employees, flaws)
    master = await resolve_master(company, staff.values(), window, user_by_email)
    row = json.loads(raw_row)
    former = rows.customer_fields(row).get("master")
    # What was seen of a former master account says nothing about this one.
    stored = parse_login(raw_login) if former in (None, master) else None
    availability, logins, owner, known = await asyncio.gather(
        load_availability(reader, weeks, window, flaws),
        load_logins(reader, company_id, master, stored, window, flaws),
        load_owner(reader, company_id),
        load_alerts(reader, company_id, window),
    )
    return Loaded(
        records=Records(company, staff, weeks, availability, cards, logins, baseline, flaws),
        window=window,
        master_user_id=master,
        row=row,
        stored_login=stored,
        company_tag=company_tag,
        employees_tag=tag,
        owner=owner,
        alerts=known,
    )


def window_of(run_date: date, clock: datetime, *, past: bool) -> Window:
    """The window before the company's zone is known: only its dates count until then."""
    return Window(run_date, clock, TORONTO, past)


async def resolve_master(
    company: Company, staff: Iterable[Employee], window: Window, user_by_email: UserByEmail
) -> str | None:
    master = master_among(company, [e for e in staff if is_counted(e, window)])
    if master is None and company.email:
        return await asyncio.to_thread(user_by_email, company.email)
    return master


async def load_logins(
    reader: Reader,
    company_id: str,
    master: str | None,
    stored: datetime | None,
    window: Window,
    flaws: list[DataIssue],
) -> list[datetime]:
    """All known logins of the master account. Earlier snapshots are asked only where the newest
    ones are later than the clock, so that they don't hide what was known then."""
    raw = await reader.get(presence.path(master)) if master else ABSENT
    seen = presence.read_last_active(master, json.loads(raw), flaws) if master else None
    logins = [login for login in (stored, seen) if login]
    if not logins or min(logins) <= window.clock:
        return logins
    snapshots = await asyncio.gather(
        *(
            reader.get(f"{metrics_node.history_path(company_id, day)}/{LOGIN}")
            for day in (window.run_date, window.run_date - DAY)
        )
    )
    return logins + [login for raw in snapshots if (login := parse_login(raw))]


async def load_owner(reader: Reader, company_id: str) -> dict[str, str] | None:
    """Who looks after the customer, by the CRM record that the company was matched with."""
    crm_id = json.loads(await reader.get(f"{matches.path(company_id)}/crmId"))
    if not crm_id:
        return None
    owner = json.loads(await reader.get(f"{crm_companies.path(crm_id)}/owner"))
    if not isinstance(owner, dict):
        return None
    return {field: value for field, value in owner.items() if isinstance(value, str)} or None


async def load_alerts(reader: Reader, company_id: str, window: Window) -> dict[str, Alert]:
    if window.past:
        return {}
    first, last = alerts.bounds(company_id)
    raw = await reader.get(alerts.ROOT, orderBy="$key", startAt=first, endAt=last)
    return alerts.read_all(company_id, json.loads(raw))


def parse_login(raw: bytes) -> datetime | None:
    value = json.loads(raw)
    return None if value is None else parse_instant(value)


async def load_baseline(reader: Reader, company_id: str, run_date: date) -> Baseline | None:
    """One leaf as a rule; a query or two only where there is no snapshot of 30 days ago."""
    wanted = baseline_day(run_date)
    count = json.loads(
        await reader.get(f"{metrics_node.history_path(company_id, wanted)}/{EMPLOYEES}")
    )
    if count is not None:
        return Baseline(wanted, count)
    path = f"{metrics_node.path(company_id)}/history"
    for first, last, limit in (
        (wanted - BASELINE_SLACK_DAYS * DAY, wanted - DAY, "limitToLast"),
        (wanted + DAY, run_date - DAY, "limitToFirst"),
    ):
        bounds = {"startAt": first.isoformat(), "endAt": last.isoformat(), limit: 1}
        found = json.loads(await reader.get(path, orderBy="$key", **bounds)) or {}
        counts = {date.fromisoformat(day): node[EMPLOYEES] for day, node in found.items()}
        if baseline := choose_baseline(counts, run_date):
            return baseline
    return None
