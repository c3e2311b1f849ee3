"""Update the count of employees when one is hired, leaves or comes back.

An event only says which employee to look at. What is written depends on the employee's record, its
bucket of the ledger, the sizes of the buckets and the customer's row, each a small read. So an
event costs the same for five employees as for five thousand, and may come twice or out of order.
These reads go side by side, so that an event takes four round trips, not eleven.
"""

from collections.abc import Mapping
from concurrent.futures import Executor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from customer_health.domain.customers.customer import Customer, with_employees
from customer_health.domain.metrics.company import UserByEmail
from customer_health.domain.metrics.names import EMPLOYEES
from customer_health.flows.alerts.evaluate import LiveAlert, live_update, read_live_alert
from customer_health.flows.tracking.track_company import track_company
from customer_health.flows.writing.reconcile import reconcile
from customer_health.stores.alerts.rules import RULES, read_rules
from customer_health.stores.customers import customers, rows
from customer_health.stores.metrics import companies, employee_ledger, employees
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.update import Update


@dataclass(frozen=True, slots=True)
class Count:
    """A customer as stored (`row`, `before`) and with the employee counted (`after`), the changes
    of its ledger, and the alert that the count may move."""

    row: Any
    before: Customer
    after: Customer
    ledger: Mapping[str, Any]
    alert: LiveAlert | None


def count_employee(
    database: Database,
    company_id: str,
    employee_id: str,
    now: datetime,
    user_by_email: UserByEmail,
    threads: Executor,
) -> Update:
    """Reconcile the figures with one employee's record. Returns what was written.

    Does nothing for a company that is not tracked. Calls `track_company` instead if one employee is
    not enough to know: there is no ledger yet, the employee may be the master account, or the
    company is being deleted.
    """
    if not rows.is_tracked(database.get(rows.path(company_id))):
        return Update()  # by far the most companies may be untracked: one small read for those
    track_whole = False
    bucket = employee_ledger.bucket_of(employee_id)
    paths = (
        rows.path(company_id),
        f"{employees.path(company_id)}/{employee_id}",
        employee_ledger.sizes_path(company_id),
        employee_ledger.members_path(company_id, bucket),
    )
    # Read once: a rule that changes meanwhile applies from the next event or run on.
    rules = threads.submit(database.get, RULES)

    def read() -> Count | None:
        nonlocal track_whole
        row, record, sizes, members = threads.map(database.get, paths)
        before = rows.read_tracked(company_id, row)
        if before is None:
            return None
        if not employee_ledger.is_built(sizes) or may_be_master(record, row):
            track_whole = True
            return None
        ledger, count = employee_ledger.count_one(
            company_id, employee_id, employees.is_active(employee_id, record), members, sizes
        )
        if count < before.employees and not is_linked(database, company_id):
            # The company is being deleted with its employees: that must not raise an alert.
            track_whole = True
            return None
        after = with_employees(before, count, now)
        in_force = read_rules(rules.result())
        alert = read_live_alert(database, in_force, row, before, after, EMPLOYEES, now)
        return Count(row, before, after, ledger, alert)

    def decide(count: Count | None) -> Update:
        if count is None:
            return Update()
        figures = customers.save_changes(count.before, count.after, count.row)
        alert = live_update(count.alert, count.after, EMPLOYEES, now) if figures else Update()
        return Update(count.ledger) | figures | alert

    written = reconcile(database, read, decide)
    if not track_whole:
        return written
    return written | track_company(database, company_id, now, user_by_email)


def is_linked(database: Database, company_id: str) -> bool:
    return database.get(f"{companies.path(company_id)}/csmDashboardLinked") is True


def may_be_master(record: Any, row: Mapping[str, Any]) -> bool:
    """Return whether an employee has the company's e-mail, and a userId other than that of the
    stored master account."""
    if not isinstance(record, dict) or not record.get("email"):
        return False
    user_id = record.get("userId")
    return record["email"] == row.get("email") and bool(user_id) and user_id != row.get("master")
