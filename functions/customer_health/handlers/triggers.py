"""Events of the Pivot app's data. They say where to look; what is there is read again."""

import time
from datetime import UTC, datetime
from typing import Any

from customer_health.bootstrap import firebase, instance, tasks
from customer_health.flows.matching.match_company import match_company
from customer_health.flows.tracking.count_employees import count_employee
from customer_health.flows.tracking.master_login import see_user
from customer_health.flows.tracking.track_company import track_company
from customer_health.stores.customers import rows
from customer_health.stores.metrics import employees
from customer_health.stores.rtdb.update import Update


def employee_changed(event: Any) -> None:
    params = event.params
    written = count_employee(
        firebase.database(),
        params["companyId"],
        params["employeeId"],
        datetime.now(UTC),
        firebase.user_by_email,
    )
    wake_sender(written.notifies)


def employee_archived(event: Any) -> None:
    """`archived` that goes from absent to false, as in every new record, changes nothing; from
    a malformed value, which is not counted, it does."""
    if employees.counts(event.data.before) != employees.counts(event.data.after):
        employee_changed(event)


def user_seen(event: Any) -> None:
    user_id, value, now = event.params["userId"], event.data.after, datetime.now(UTC)
    wake_sender(see_user(firebase.database(), instance.masters(), user_id, value, now))


def employee_updated(event: Any) -> None:
    """Track the company anew if an employee who was there before got, or lost, the e-mail address
    of its master account, or another user with it: the master account may follow from that."""
    before, after = (
        node if isinstance(node, dict) else {}
        for node in (
            event.data.before,
            event.data.after,
        )
    )
    if all(before.get(field) == after.get(field) for field in ("email", "userId")):
        return
    company_id = event.params["companyId"]
    email = firebase.database().get(f"{rows.path(company_id)}/email")
    if email and email in (before.get("email"), after.get("email")):
        wake_sender(track(company_id).notifies)


def company_written(event: Any) -> None:
    """Changed or deleted; a new one is `company_changed`'s."""
    if event.data.before is not None:
        company_changed(event)


def company_changed(event: Any) -> None:
    company_id = event.params["companyId"]
    matched = match_company(firebase.database(), company_id, datetime.now(UTC))
    tracked = track(company_id)
    wake_sender(matched.notifies or tracked.notifies)


def track(company_id: str) -> Update:
    return track_company(
        firebase.database(),
        company_id,
        datetime.now(UTC),
        firebase.user_by_email,
        wait=lambda: time.sleep(instance.MASTERS_MAX_AGE),
    )


def wake_sender(notifies: bool) -> None:
    """Queue the sender of the outbox, if there is something new in it."""
    if notifies:
        tasks.enqueue_delivery()
