"""Handle the events of the Pivot app's data. An event says where to look; the data there is read
again, as events come late, twice and out of order."""

from typing import Any

from customer_health.flows.matching.match_company import match_company
from customer_health.flows.tracking.count_employees import count_employee
from customer_health.flows.tracking.master_login import see_user
from customer_health.flows.tracking.track_company import track_company
from customer_health.handlers import traced
from customer_health.services import Services
from customer_health.stores.customers import rows
from customer_health.stores.metrics import employees
from customer_health.stores.rtdb.update import Update


@traced.event
def employee_changed(event: Any, services: Services) -> None:
    company_id, employee_id = event.params["companyId"], event.params["employeeId"]
    written = count_employee(
        services.database(),
        company_id,
        employee_id,
        services.now(),
        services.user_by_email,
        services.threads(),
    )
    wake_sender(written.notifies, services)


@traced.event
def employee_archived(event: Any, services: Services) -> None:
    """Count again only if the new value of `archived` counts differently: absent and false, as in
    every new record, are the same; a malformed value, which is not counted, differs from both."""
    if employees.counts(event.data.before) != employees.counts(event.data.after):
        employee_changed(event, services)


@traced.event
def employee_updated(event: Any, services: Services) -> None:
    """Track the company anew if an employee who was there before got, or lost, the e-mail address
    of its master account, or another user with it: the master account may follow from that."""
    nodes = event.data.before, event.data.after
    before, after = (node if isinstance(node, dict) else {} for node in nodes)
    if all(before.get(field) == after.get(field) for field in ("email", "userId")):
        return
    company_id = event.params["companyId"]
    email = services.database().get(f"{rows.path(company_id)}/email")
    if email and email in (before.get("email"), after.get("email")):
        wake_sender(track(company_id, services).notifies, services)


@traced.event
def user_seen(event: Any, services: Services) -> None:
    user_id, value = event.params["userId"], event.data.after
    database, masters = services.database(), services.master_accounts()
    wake_sender(see_user(database, masters, user_id, value, services.now()), services)


@traced.event
def company_written(event: Any, services: Services) -> None:
    """Handle a company that was changed or deleted. A new one has an event of its own."""
    if event.data.before is not None:
        company_changed(event, services)


@traced.event
def company_changed(event: Any, services: Services) -> None:
    company_id = event.params["companyId"]
    matched = match_company(services.database(), company_id, services.now())
    tracked = track(company_id, services)
    wake_sender(matched.notifies or tracked.notifies, services)


def track(company_id: str, services: Services) -> Update:
    return track_company(
        services.database(),
        company_id,
        services.now(),
        services.user_by_email,
        services.wait_for_masters,
    )


def wake_sender(notifies: bool, services: Services) -> None:
    """Queue the sender of the outbox, if there is something new in it."""
    if notifies:
        services.enqueue_delivery()
