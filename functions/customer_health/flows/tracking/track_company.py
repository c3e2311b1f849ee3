"""Track a company, or stop tracking it: its row, its ledger and its master account."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from customer_health.domain.alerts.alert import Alert
from customer_health.domain.alerts.rules import Rule
from customer_health.domain.customers.customer import (
    Customer,
    newly_tracked,
    with_employees,
    with_master,
)
from customer_health.domain.instants import iso
from customer_health.domain.metrics.company import Company, UserByEmail, master_among
from customer_health.domain.metrics.employees import Employee
from customer_health.domain.metrics.login import AHEAD
from customer_health.domain.metrics.names import EMPLOYEES, LOGIN
from customer_health.errors import BadRecord
from customer_health.flows.alerts.evaluate import (
    LiveAlert,
    live_update,
    read_live_alert,
    unlink_update,
)
from customer_health.flows.tracking.master_login import record_login
from customer_health.flows.writing.reconcile import reconcile
from customer_health.stores.alerts import alerts, row_copies
from customer_health.stores.alerts.rules import RULES, read_rules
from customer_health.stores.context import revenue
from customer_health.stores.customers import customers, departures, metrics_node, rows
from customer_health.stores.metrics import (
    availability_digests,
    companies,
    employee_ledger,
    employees,
    master_accounts,
    presence,
)
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.update import Update


@dataclass(frozen=True, slots=True)
class Tracked:
    """A linked company as stored and as it should be.

    `was_tracked` is false for a company that is new on the list. `ledger` is the ledger as stored,
    `master_listed` says whether the master account is in the table of master accounts. `alerts` are
    those of the live metrics that may move.
    """

    row: Any
    was_tracked: bool
    before: Customer
    after: Customer
    active: Sequence[Employee]
    ledger: Any
    master_listed: bool
    alerts: Mapping[str, LiveAlert | None]


@dataclass(frozen=True, slots=True)
class Untracked:
    """What is stored of a company that is no longer tracked, and must be closed or deleted."""

    company_id: str
    row: Any
    alerts: Mapping[str, Alert]
    rules: Mapping[str, Rule]
    revenues: Mapping[str, None]


def track_company(
    database: Database,
    company_id: str,
    now: datetime,
    user_by_email: UserByEmail,
    wait: Callable[[], None] = lambda: None,
) -> Update:
    """Reconcile row, ledger and master account with a company's record and its employees.

    Reads all of the company's employees, so call it when the company changes, not for one employee.
    Returns what was written. If the master account is new, `wait` is called, and then its login is
    looked up once more: `wait` returns once every instance has read the new account into memory,
    and until then an instance ignores its logins.
    """
    has_new_master = False

    def read_state() -> Tracked | Untracked | None:
        nonlocal has_new_master
        state = read(database, company_id, now, user_by_email)
        if isinstance(state, Tracked) and state.after.master_user_id:
            changed = state.before.master_user_id != state.after.master_user_id
            has_new_master = has_new_master or changed
        return state

    written = reconcile(database, read_state, lambda state: decide(state, now))
    if has_new_master:
        wait()
    master = rows.customer_fields(database.get(rows.path(company_id))).get("master")
    if master:
        seen = last_active(database.of(company_id), master, now)
        written |= record_login(database, company_id, master, seen, now)
    return written


def last_active(database: Database, user_id: str, now: datetime) -> datetime | None:
    """Return when a user was last seen; None if never, or at a time too far ahead of the clock."""
    seen = presence.read_last_active(user_id, database.get(presence.path(user_id)), [])
    return seen if seen and seen <= now + AHEAD else None


def read(
    database: Database, company_id: str, now: datetime, user_by_email: UserByEmail
) -> Tracked | Untracked | None:
    """Read what the tracking of a company depends on. Returns None if it is not tracked, and
    nothing of it is left to delete."""
    row = database.get(rows.path(company_id))
    company = read_company(database, company_id)
    if company is None or not company.linked:
        return read_untracked(database, company_id, row)
    active = active_employees(database, company_id)
    # user_by_email is a request to Firebase Auth: only for a company without such an employee.
    user_id = master_among(company, active) or (company.email and user_by_email(company.email))
    master = user_id or None
    tracked = rows.read_tracked(company_id, row)
    rules = read_rules(database.get(RULES)) if tracked and tracked.ran_at else {}
    before = tracked or metrics_node.with_recent_figures(database, newly_tracked(company, now))
    after = replace(
        with_employees(before, len(active), now),
        name=company.shown_name,
        email=company.email,
        created_at=company.created_at,
        contact=company.contact,
        location=company.location,
    )
    if master != before.master_user_id:
        login = last_active(database.of(company_id), master, now) if master else None
        after = with_master(after, master, login, now)
    return Tracked(
        row=row,
        was_tracked=tracked is not None,
        before=before,
        after=after,
        active=active,
        ledger=database.get(employee_ledger.path(company_id)),
        master_listed=bool(
            master and database.get(master_accounts.listed_path(master, company_id))
        ),
        alerts={
            metric: read_live_alert(database, rules, row, before, after, metric, now)
            if tracked
            else None
            for metric in (EMPLOYEES, LOGIN)
        },
    )


def decide(state: Tracked | Untracked | None, now: datetime) -> Update:
    """Return what has to be written so that a company is tracked, or no longer tracked."""
    if state is None:
        return Update()
    if isinstance(state, Untracked):
        return untrack(state, now)
    before, after = state.before, state.after
    if state.was_tracked:
        update = Update(customers.save_changes(before, after, state.row))
    else:
        update = Update(customers.save(after, state.row))
    if update:
        for metric, alert in state.alerts.items():
            update |= live_update(alert, after, metric, now)
    ledger = employee_ledger.build(employee.id for employee in state.active)
    if state.ledger != ledger:
        update |= {employee_ledger.path(after.id): ledger}
    old, new = before.master_user_id, after.master_user_id
    if old != new:
        login = iso(after.login) if after.login else None
        update |= {master_accounts.login_path(after.id): login}
    return update | master_accounts.assign(after.id, old, new, listed=state.master_listed)


def read_company(database: Database, company_id: str) -> Company | None:
    node = database.get(companies.path(company_id))
    try:
        return companies.read_company(company_id, json.dumps(node).encode(), [])
    except BadRecord:
        return None


def active_employees(database: Database, company_id: str) -> list[Employee]:
    node = database.get(employees.path(company_id))
    staff = employees.read_employees(company_id, json.dumps(node).encode(), [])
    return [employee for employee in staff.values() if not employee.archived]


def read_untracked(database: Database, company_id: str, row: Any) -> Untracked | None:
    """Read what is left of a company that is no longer tracked; None if nothing is left."""
    if rows.is_removed(row):
        return None
    nodes = database.between(alerts.ROOT, *alerts.bounds(company_id))
    return Untracked(
        company_id,
        row,
        alerts.read_all(company_id, nodes),
        read_rules(database.get(RULES)),
        revenue.forget(database, company_id),
    )


def untrack(state: Untracked, now: datetime) -> Update:
    """Take a company off the list, keep its departure, and close its alerts.

    Also cleans up a tombstone into which a late event, or a daily run that had started before, has
    written something.
    """
    company_id, row = state.company_id, state.row
    if rows.is_removed(row):
        return Update()
    return (
        row_copies.repair_row(company_id, {}, row)
        | unlink_update(state.alerts, last_known(company_id, row, now), state.rules, now)
        | rows.remove(company_id, row)
        | departures.save(company_id, row, now)
        | master_accounts.assign(company_id, rows.customer_fields(row).get("master"), None)
        | {employee_ledger.path(company_id): None, availability_digests.path(company_id): None}
        | state.revenues
    )


def last_known(company_id: str, row: Any, now: datetime) -> Customer:
    """Return the customer of a row that may be a tombstone, for the messages that name it."""
    customer = rows.read_tracked(company_id, {**rows.customer_fields(row), "gone": None})
    return customer or newly_tracked(companies.read_company(company_id, b"{}", []), now)
