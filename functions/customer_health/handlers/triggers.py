"""Events of the Pivot app's data. They say where to look; what is there is read again."""

from datetime import UTC, datetime
from typing import Any

from customer_health import bootstrap
from customer_health.flows.company_tracking import track_company
from customer_health.flows.employee_count import count_employee
from customer_health.flows.master_login import see_user


def employee_changed(event: Any) -> None:
    params = event.params
    count_employee(
        bootstrap.database(),
        params["companyId"],
        params["employeeId"],
        datetime.now(UTC),
        bootstrap.user_by_email,
    )


def employee_archived(event: Any) -> None:
    """`archived` that goes from absent to false, as in every new record, changes nothing."""
    if bool(event.data.before) != bool(event.data.after):
        employee_changed(event)


def user_seen(event: Any) -> None:
    see_user(bootstrap.database(), bootstrap.masters(), event.params["userId"], datetime.now(UTC))


def company_changed(event: Any) -> None:
    company_id = event.params["companyId"]
    track_company(bootstrap.database(), company_id, datetime.now(UTC), bootstrap.user_by_email)
