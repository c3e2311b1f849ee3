"""Handle the events of the Pivot app's data. An event says where to look; the data there is read
again, as events come late, twice and out of order."""

from typing import Any

from customer_health.flows.matching.match_company import match_company
from customer_health.flows.tracking.count_employees import count_employee
from customer_health.flows.tracking.master_login import see_user
from customer_health.flows.tracking.track_company import track_company
from customer_health.services import Services
from customer_health.stores.alerts import outbox
from customer_health.stores.metrics import employees


def employee_changed(event: Any, services: Services) -> None:
    company_id, employee_id = event.params["companyId"], event.params["employeeId"]
    written = count_employee(
        services.database(), company_id, employee_id, services.now(), services.user_by_email
    )
    wake_sender(written, services)


def employee_archived(event: Any, services: Services) -> None:
    """Count again only if the new value of `archived` counts differently: absent and false, as in
    every new record, are the same; a malformed value, which is not counted, differs from both."""
    if employees.counts(event.data.before) != employees.counts(event.data.after):
        employee_changed(event, services)


def user_seen(event: Any, services: Services) -> None:
    user_id, value = event.params["userId"], event.data.after
    database, masters = services.database(), services.master_accounts()
    wake_sender(see_user(database, masters, user_id, value, services.now()), services)


def company_written(event: Any, services: Services) -> None:
    """Handle a company that was changed or deleted. A new one has an event of its own."""
    if event.data.before is not None:
        company_changed(event, services)


def company_changed(event: Any, services: Services) -> None:
    database, company_id, now = services.database(), event.params["companyId"], services.now()
    matched = match_company(database, company_id, now)
    tracked = track_company(database, company_id, now, services.user_by_email)
    wake_sender(matched | tracked, services)


def wake_sender(written: set[str], services: Services) -> None:
    """Queue the sender if the paths that were written include the outbox's."""
    if outbox.is_among(written):
        services.enqueue_delivery()
