"""`/v1/customers/{id}/metrics/…` for the two figures that are no percentage: the number of
employees and the last login. Both are read as they are now."""

from collections import Counter
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any

from flask import Blueprint

from customer_health.api.customers.presenters import change_of
from customer_health.api.customers.tracked import tracked
from customer_health.api.http.operation import Operation
from customer_health.api.http.services import services
from customer_health.api.metrics.models import (
    DepartmentMoves,
    EmployeeDrillDown,
    LoginDrillDown,
    MasterAccount,
    Move,
)
from customer_health.domain import timeline
from customer_health.domain.customers.customer import Customer, days_without_login
from customer_health.domain.customers.snapshot import Snapshot
from customer_health.domain.instants import TORONTO, clock_of
from customer_health.domain.metrics.employees import BASELINE_DAYS
from customer_health.domain.metrics.names import EMPLOYEES, LOGIN
from customer_health.stores.customers import origins, snapshots
from customer_health.stores.customers.origins import Origin
from customer_health.stores.metrics import employees, names
from customer_health.stores.rtdb.client import Database

live_metrics_routes = Blueprint("live_metrics", __name__)

LOGIN_DAYS = 90


@live_metrics_routes.get(f"/customers/<key:company_id>/metrics/{EMPLOYEES}")
@Operation(EmployeeDrillDown)
def employees_behind(company_id: str) -> EmployeeDrillDown:
    """Return the number of employees by day, and who came and went in which department."""
    database, customer, now = services().database(), tracked(company_id), services().now()
    baseline = customer.baseline
    since = clock_of(baseline.day) if baseline else now - timedelta(days=BASELINE_DAYS)
    origin = services().threads().submit(origin_of, database, customer, EMPLOYEES)
    known = history(company_id, since, now)
    staff = employees.hired_or_archived(database, company_id, since, now)
    departments = names.of_departments(database, company_id)
    hired = moves("hired", staff, departments, since, now)
    gone = {of: record for of, record in staff.items() if record.get("archived") is True}
    archived = moves("archived", gone, departments, since, now)
    return EmployeeDrillDown(
        count=customer.employees,
        change=change_of(customer.employees, baseline),
        since=since,
        dates=list(known),
        counts=[one.employees if one else None for one in known.values()],
        hired=hired,
        archived=archived,
        departments=by_department(hired, archived),
        inputs=origin.result().inputs,
        code=origin.result().code,
    )


def moves(
    kind: str,
    staff: Mapping[str, Any],
    departments: Mapping[str, str],
    since: datetime,
    until: datetime,
) -> list[Move]:
    """List the moves of one kind between two instants, the newest first."""
    events = timeline.of_employees(staff, names.names(staff))
    happened = sorted(events, key=lambda event: (-event.at.timestamp(), event.id))
    return [
        move_of(event, staff, departments)
        for event in happened
        if event.kind == kind and since <= event.at <= until
    ]


def move_of(
    event: timeline.Event, staff: Mapping[str, Any], departments: Mapping[str, str]
) -> Move:
    employee_id = event.about or ""
    department_id = text_or_none(staff[employee_id].get("departmentId"))
    return Move(
        id=employee_id,
        name=event.name,
        department_id=department_id,
        department=departments.get(department_id or ""),
        at=event.at,
    )


def by_department(hired: list[Move], archived: list[Move]) -> list[DepartmentMoves]:
    """Count the moves of each department, the one with the most moves first."""
    came, went = (Counter(move.department_id for move in some) for some in (hired, archived))
    called = {move.department_id: move.department for move in (*hired, *archived)}
    return [
        DepartmentMoves(id=of, name=called[of], hired=came[of], archived=went[of])
        for of in sorted(called, key=lambda of: (-came[of] - went[of], of or ""))
    ]


@live_metrics_routes.get(f"/customers/<key:company_id>/metrics/{LOGIN}")
@Operation(LoginDrillDown)
def login_behind(company_id: str) -> LoginDrillDown:
    """Return the master account, its last login, and the logins before."""
    database, customer, now = services().database(), tracked(company_id), services().now()
    origin = services().threads().submit(origin_of, database, customer, LOGIN)
    known = history(company_id, now - timedelta(days=LOGIN_DAYS), now).values()
    seen = {one.login for one in known if one and one.login}
    days = days_without_login(customer, customer.login, now)
    return LoginDrillDown(
        account=account_of(customer),
        unmatched=why_unmatched(customer),
        last_login=customer.login,
        days=None if days is None else float(days),
        created_at=customer.created_at,
        logins=sorted(seen | ({customer.login} if customer.login else set()), reverse=True),
        inputs=origin.result().inputs,
        code=origin.result().code,
    )


def origin_of(database: Database, customer: Customer, metric: str) -> Origin:
    """Read what the daily run made a figure of. Nothing is known of one that is newer."""
    if customer.run_date is None or customer.freshness.get(metric) != customer.ran_at:
        return Origin()
    return origins.read(database, customer.id, customer.run_date)


def account_of(customer: Customer) -> MasterAccount | None:
    user_id = customer.master_user_id
    if user_id is None:
        return None
    found = employees.of_user(services().database(), customer.id, user_id)
    employee_id = min(found, default=None)
    record = found.get(employee_id or "", {})
    return MasterAccount(
        user_id=user_id,
        employee_id=employee_id,
        name=text_or_none(record.get("name")),
        email=text_or_none(record.get("email")),
    )


def why_unmatched(customer: Customer) -> Any:
    if customer.master_user_id:
        return None
    return "no_user" if customer.email else "no_email"


def history(company_id: str, since: datetime, until: datetime) -> dict[date, Snapshot | None]:
    """Return the daily snapshot of each date between two instants, None for a date without one."""
    first, last = (at.astimezone(TORONTO).date() for at in (since, until))
    known = snapshots.between(services().database(), company_id, first, last)
    dates = (first + timedelta(days=n) for n in range((last - first).days + 1))
    return {day: known.get(day) for day in dates}


def text_or_none(value: object) -> str | None:
    return value if isinstance(value, str) else None
