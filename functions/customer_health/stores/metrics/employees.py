"""`Employees/{companyId}/{employeeId}`."""

from datetime import datetime, timedelta
from typing import Any

import msgspec

from customer_health.domain.metrics.data_issues import DataIssue
from customer_health.domain.metrics.employees import Employee
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.decoding import (
    Raw,
    Timestamp,
    check_instant,
    check_text,
    instant,
    is_key,
    read_children,
)


class EmployeeRecord(msgspec.Struct, rename="camel"):
    name: str | None = None
    email: str | None = None
    user_id: str | None = None
    department_id: str | None = None
    archived: bool | None = None
    created_at: Timestamp | None = None
    archived_at: Timestamp | None = None


ROOT = "Employees"
FIELDS = EmployeeRecord.__struct_encode_fields__
TIMES = ("createdAt", "archivedAt")
OFFSETS = timedelta(days=1)
"""More than any time zone's: by so much a text may say another date than the instant's in UTC."""

TEXTS = dict.fromkeys(("name", "email", "userId", "departmentId"), check_text)
UNNEEDED = {**TEXTS, **dict.fromkeys(TIMES, check_instant)}

DECODER = msgspec.json.Decoder(EmployeeRecord)


def path(company_id: str) -> str:
    return f"{ROOT}/{company_id}"


def read_employee(employee_id: str, record: EmployeeRecord) -> Employee:
    return Employee(
        id=employee_id,
        email=record.email or None,
        user_id=record.user_id if record.user_id and is_key(record.user_id) else None,
        archived=bool(record.archived),
        created_at=instant(record.created_at),
        archived_at=instant(record.archived_at),
        name=record.name,
    )


def read_employees(
    company_id: str, raw: Raw, issues: list[DataIssue], *, past: bool = False
) -> dict[str, Employee]:
    """The well-formed employees by id. Only a past run needs to know when they came and left."""
    unneeded = TEXTS if past else UNNEEDED
    employees = read_children(raw, path(company_id), DECODER, read_employee, issues, unneeded)
    return {employee.id: employee for employee in employees}


def is_active(employee_id: str, node: object) -> bool:
    """Whether a record, as the database's client read it, counts live: its `archived` is
    well-formed and not true, as in the daily run."""
    raw = msgspec.json.encode({employee_id: node})
    employee = read_employees("", raw, []).get(employee_id)
    return employee is not None and not employee.archived


def counts(archived: object) -> bool:
    """Whether a record counts live, as far as its `archived` tells."""
    return is_active("", {"archived": archived})


def of_user(database: Database, company_id: str, user_id: str) -> dict[str, Any]:
    """The records, by id, of a company's employees who are one user."""
    return database.where(path(company_id), "userId", user_id)


def hired_or_archived(
    database: Database, company_id: str, since: datetime, until: datetime
) -> dict[str, Any]:
    """The records, by id, of the employees whom a company hired or archived between two instants,
    and of a few more. A timestamp is a text or a number, and a query finds one or the other."""
    texts = ((since - OFFSETS).date().isoformat(), (until + 2 * OFFSETS).date().isoformat())
    numbers = (since.timestamp() * 1000, until.timestamp() * 1000)
    return {
        employee_id: record
        for child in TIMES
        for first, last in (texts, numbers)
        for employee_id, record in database.within(path(company_id), child, first, last).items()
    }
