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
FEW = 50
"""So many records, about 10 kB, cost less in one request than some of them in five."""
OFFSETS = timedelta(days=1)
"""More than any time zone's offset: a local date in a text may differ this much from UTC's date."""


def user_key(user_id: str | None) -> str | None:
    """Return the id of an employee's user. Raises ValueError for a text that is no key of the
    database: such a user has no presence."""
    if user_id and not is_key(user_id):
        raise ValueError(f"userId {user_id!r:.50} can't be a key in PresenceStatus")
    return user_id or None


def check_user_id(raw: Raw) -> None:
    user_key(check_text(raw))


TEXTS = {
    **dict.fromkeys(("name", "email", "departmentId"), check_text),
    "userId": check_user_id,
}
UNNEEDED = {**TEXTS, **dict.fromkeys(TIMES, check_instant)}


def path(company_id: str) -> str:
    return f"{ROOT}/{company_id}"


def read_employee(employee_id: str, record: EmployeeRecord) -> Employee:
    return Employee(
        id=employee_id,
        email=record.email or None,
        user_id=user_key(record.user_id),
        archived=bool(record.archived),
        created_at=instant(record.created_at),
        archived_at=instant(record.archived_at),
        name=record.name,
    )


def read_employees(
    company_id: str, raw: Raw, issues: list[DataIssue], *, past: bool = False
) -> dict[str, Employee]:
    """Read the well-formed employees, by id. Only in a past run is an employee left out for a bad
    `createdAt` or `archivedAt`; today's run does not need these fields."""
    unneeded = TEXTS if past else UNNEEDED
    employees = read_children(
        raw, path(company_id), EmployeeRecord, read_employee, issues, unneeded
    )
    return {employee.id: employee for employee in employees}


def is_active(employee_id: str, node: object) -> bool:
    """Whether a record, as read by the database's client, counts as an active employee today.

    As in the daily run, the record must be well-formed and its `archived` must not be true.
    """
    raw = msgspec.json.encode({employee_id: node})
    employee = read_employees("", raw, []).get(employee_id)
    return employee is not None and not employee.archived


def counts(archived: object) -> bool:
    """Whether a record with this `archived` counts as an active employee, if the rest of it is
    well-formed."""
    return is_active("", {"archived": archived})


def all_of_few(database: Database, company_id: str) -> dict[str, Any] | None:
    """Read the records, by id, of all employees of a company, also archived ones. Returns None if
    it has more than FEW."""
    found = next(database.pages(path(company_id), FEW + 1), {})
    return found if len(found) <= FEW else None


def of_user(database: Database, company_id: str, user_id: str) -> dict[str, Any]:
    """Read the records, by id, of a company's employees with this userId."""
    return database.where(path(company_id), "userId", user_id)


def hired_or_archived(
    database: Database, company_id: str, since: datetime, until: datetime
) -> dict[str, Any]:
    """Read the records, by id, of the employees hired or archived between two instants.

    A timestamp is stored as a text or as a number, and a query finds one of the two kinds: there
    are four queries. Texts are compared by date, so the result may have a few employees too many.
    """
    texts = ((since - OFFSETS).date().isoformat(), (until + 2 * OFFSETS).date().isoformat())
    numbers = (since.timestamp() * 1000, until.timestamp() * 1000)
    return {
        employee_id: record
        for child in TIMES
        for first, last in (texts, numbers)
        for employee_id, record in database.within(path(company_id), child, first, last).items()
    }
