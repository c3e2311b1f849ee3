"""An employee came, left or came back: the company's count, live.

The event only says where to look. What is written follows from the employee's record, its bucket
of the ledger, the buckets' sizes and the index row, each a small read, so that a count costs about
the same for five employees and for five thousand, and events may come twice or out of order.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from customer_health.domain.customers.customer import with_employees
from customer_health.domain.metrics.company import UserByEmail
from customer_health.domain.metrics.names import EMPLOYEES
from customer_health.flows.alerts.evaluate import event_changes
from customer_health.flows.tracking.track_company import track_company
from customer_health.flows.writing.reconcile import reconcile
from customer_health.stores.customers import rows as customers
from customer_health.stores.metrics import companies, employee_ledger, employees
from customer_health.stores.rtdb.client import Database


def count_employee(
    database: Database, company_id: str, employee_id: str, now: datetime, user_by_email: UserByEmail
) -> set[str]:
    """Bring the figures in line with one employee's record. Untracked companies are left alone.

    Returns the paths that were written.
    """
    left: list[str] = []
    """To be tracked anew: more than this one employee has changed."""

    def changes() -> dict[str, Any]:
        row = database.get(customers.row_path(company_id))
        before = customers.read_tracked(company_id, row)
        if before is None:
            return {}
        record = database.get(f"{employees.path(company_id)}/{employee_id}")
        sizes = database.get(employee_ledger.sizes_path(company_id))
        if not employee_ledger.is_built(sizes) or may_be_master(record, row):
            left.append(company_id)
            return {}
        bucket = employee_ledger.bucket_of(employee_id)
        members = database.get(employee_ledger.members_path(company_id, bucket))
        ledger, count = employee_ledger.count_one(
            company_id, employee_id, employees.is_active(employee_id, record), members, sizes
        )
        if count < before.employees and not is_linked(database, company_id):
            # Its employees go because the company does: that is no shrinking customer.
            left.append(company_id)
            return {}
        after = with_employees(before, count, now)
        figures = customers.save_changes(before, after, row)
        if figures:
            figures |= event_changes(database, before, after, EMPLOYEES, now)
        return ledger | figures

    written = reconcile(database, changes)
    return written | track_company(database, company_id, now, user_by_email) if left else written


def is_linked(database: Database, company_id: str) -> bool:
    return database.get(f"{companies.path(company_id)}/csmDashboardLinked") is True


def may_be_master(record: Any, row: Mapping[str, Any]) -> bool:
    """The company's own e-mail on a userId that is not known as its master account yet."""
    if not isinstance(record, dict) or not record.get("email"):
        return False
    user_id = record.get("userId")
    return record["email"] == row.get("email") and bool(user_id) and user_id != row.get("master")
