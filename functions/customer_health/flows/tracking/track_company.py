"""A company came, changed or went: whether it is tracked, and who its master account is."""

import json
from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Any

from customer_health.domain.alerts.alert import Alert
from customer_health.domain.alerts.rules import Rule
from customer_health.domain.customers.customer import Customer, newly_tracked, with_employees
from customer_health.domain.metrics.company import Company, UserByEmail, master_among
from customer_health.domain.metrics.employees import Employee
from customer_health.domain.metrics.names import EMPLOYEES
from customer_health.errors import BadRecord
from customer_health.flows.alerts.evaluate import event_changes, unlink_changes
from customer_health.flows.tracking.master_login import record_login
from customer_health.flows.writing.reconcile import reconcile
from customer_health.stores.alerts import alerts
from customer_health.stores.context import revenue
from customer_health.stores.customers import rows as customers
from customer_health.stores.metrics import (
    companies,
    employee_ledger,
    employees,
    master_accounts,
    presence,
)
from customer_health.stores.rtdb.client import Database


def track_company(
    database: Database, company_id: str, now: datetime, user_by_email: UserByEmail
) -> set[str]:
    """Bring row, ledger and master account in line with a company's record and its employees.

    Reads all of the company's employees: for changes of the company, not of one employee. Returns
    the paths that were written.
    """
    written = reconcile(database, lambda: changes(database, company_id, now, user_by_email))
    row = database.get(customers.row_path(company_id))
    master = row.get("master") if customers.is_tracked(row) else None
    if master:
        seen = presence.read_last_active(master, database.get(presence.path(master)), [])
        written |= record_login(database, company_id, seen, now)
    return written


def changes(
    database: Database, company_id: str, now: datetime, user_by_email: UserByEmail
) -> dict[str, Any]:
    node = database.get(customers.row_path(company_id))
    company = read_company(database, company_id)
    if company is None or not company.linked:
        return forget(database, company_id, node, now)
    active = active_employees(database, company_id)
    master = master_among(company, active) or (company.email and user_by_email(company.email))
    known = customers.read_tracked(company_id, node)
    before = known or customers.read_kept(database, newly_tracked(company, now))
    after = replace(
        with_employees(before, len(active), now),
        name=company.name,
        email=company.email,
        created_at=company.created_at,
        contact=company.contact,
        location=company.location,
        master_user_id=master or None,
    )
    figures = customers.save_changes(before, after, node) if known else customers.save(after, node)
    if known and figures:
        figures |= event_changes(database, before, after, EMPLOYEES, now)
    return {
        **figures,
        **ledger_changes(database, company_id, active),
        **master_accounts.move(company_id, before.master_user_id, after.master_user_id),
    }


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


def ledger_changes(database: Database, company_id: str, active: list[Employee]) -> dict[str, Any]:
    path = employee_ledger.path(company_id)
    wanted = employee_ledger.build(employee.id for employee in active)
    return {} if database.get(path) == wanted else {path: wanted}


def forget(database: Database, company_id: str, node: Any, now: datetime) -> dict[str, Any]:
    """Take a company that is no longer tracked off the list, and close its alerts."""
    if customers.is_forgotten(node):
        return {}
    known = alerts.read_all(company_id, database.between(alerts.ROOT, *alerts.bounds(company_id)))
    rules = alerts.read_rules(database.get(alerts.RULES))
    return {
        **forgotten(company_id, node, known, rules, now),
        **revenue.forget(database, company_id),
    }


def forgotten(
    company_id: str, node: Any, known: Mapping[str, Alert], rules: Mapping[str, Rule], now: datetime
) -> dict[str, Any]:
    """`node` is its row: also one that is gone, into which an event that came too late has put
    something back, or a daily run that had begun before."""
    if customers.is_forgotten(node):
        return {}
    return {
        **alerts.repair_row(company_id, {}, node),
        **unlink_changes(known, last_known(company_id, node, now), rules, now),
        **customers.remove(company_id, node),
        **master_accounts.move(company_id, customers.own(node).get("master"), None),
        employee_ledger.path(company_id): None,
    }


def last_known(company_id: str, node: Any, now: datetime) -> Customer:
    """What a message about a company that has gone says of it."""
    customer = customers.read_tracked(company_id, {**customers.own(node), "gone": None})
    return customer or newly_tracked(companies.read_company(company_id, b"{}", []), now)
