"""Count an employee who came, left or came back, live.

The event only says where to look. What is written follows from the employee's record, its bucket
of the ledger, the buckets' sizes and the index row, each a small read. So an event costs about the
same for five employees and for five thousand, and it may come twice or out of order.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from customer_health.domain.customers.customer import Customer, with_employees
from customer_health.domain.metrics.company import UserByEmail
from customer_health.domain.metrics.names import EMPLOYEES
from customer_health.flows.alerts.evaluate import LiveAlert, live_update, read_live_alert
from customer_health.flows.tracking.track_company import track_company
from customer_health.flows.writing.reconcile import reconcile
from customer_health.stores.customers import customers, rows
from customer_health.stores.metrics import companies, employee_ledger, employees
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.update import Update


@dataclass(frozen=True, slots=True)
class Count:
    """A customer as stored (`row`, `before`) and with the employee counted (`after`), what that
    changes in the ledger, and the alert that it may move."""

    row: Any
    before: Customer
    after: Customer
    ledger: Mapping[str, Any]
    alert: LiveAlert | None


def count_employee(
    database: Database, company_id: str, employee_id: str, now: datetime, user_by_email: UserByEmail
) -> Update:
    """Reconcile the figures with one employee's record. Returns what was written.

    A company that is not tracked is left alone. Where the event means more than one employee, the
    whole company is tracked anew: no ledger yet, a new master account, or a company being deleted.
    """
    more_than_one = False

    def read() -> Count | None:
        nonlocal more_than_one
        row = database.get(rows.path(company_id))
        before = rows.read_tracked(company_id, row)
        if before is None:
            return None
        record = database.get(f"{employees.path(company_id)}/{employee_id}")
        sizes = database.get(employee_ledger.sizes_path(company_id))
        if not employee_ledger.is_built(sizes) or may_be_master(record, row):
            more_than_one = True
            return None
        bucket = employee_ledger.bucket_of(employee_id)
        members = database.get(employee_ledger.members_path(company_id, bucket))
        ledger, count = employee_ledger.count_one(
            company_id, employee_id, employees.is_active(employee_id, record), members, sizes
        )
        if count < before.employees and not is_linked(database, company_id):
            # The employees go because the company does: that is no shrinking customer.
            more_than_one = True
            return None
        after = with_employees(before, count, now)
        alert = read_live_alert(database, row, before, after, EMPLOYEES, now)
        return Count(row, before, after, ledger, alert)

    def decide(found: Count | None) -> Update:
        if found is None:
            return Update()
        figures = customers.save_changes(found.before, found.after, found.row)
        alert = live_update(found.alert, found.after, EMPLOYEES, now) if figures else Update()
        return Update(found.ledger) | figures | alert

    written = reconcile(database, read, decide)
    if not more_than_one:
        return written
    return written | track_company(database, company_id, now, user_by_email)


def is_linked(database: Database, company_id: str) -> bool:
    return database.get(f"{companies.path(company_id)}/csmDashboardLinked") is True


def may_be_master(record: Any, row: Mapping[str, Any]) -> bool:
    """Whether an employee has the company's own e-mail and a userId that is not yet known as its
    master account."""
    if not isinstance(record, dict) or not record.get("email"):
        return False
    user_id = record.get("userId")
    return record["email"] == row.get("email") and bool(user_id) and user_id != row.get("master")
