"""Read the part of a customer's timeline that is in our own database."""

from collections.abc import Callable
from concurrent.futures import Executor
from datetime import datetime
from typing import Any

from customer_health.domain import timeline
from customer_health.domain.customers.customer import Customer
from customer_health.domain.instants import TORONTO
from customer_health.domain.timeline import Event
from customer_health.stores.actions import actions, notes
from customer_health.stores.alerts import alerts
from customer_health.stores.context import product_usage
from customer_health.stores.customers import snapshots
from customer_health.stores.metrics import employees, names
from customer_health.stores.rtdb.client import Database


def begin(
    database: Database, customer: Customer, since: datetime, now: datetime, threads: Executor
) -> Callable[[], list[Event]]:
    """Start to read the events between two instants, in parallel. Returns a function that waits for
    them, and returns them unsorted."""
    company_id = customer.id
    first, today = (at.astimezone(TORONTO).date() for at in (since, now))
    staff = threads.submit(people, database, customer, since, now)
    transitions = threads.submit(alerts.transitions_between, database, company_id, since, now)
    history = threads.submit(snapshots.between, database, company_id, first, today)
    written_notes = threads.submit(notes.between, database, company_id, since, now)
    quick_actions = threads.submit(actions.of_company, database, company_id)
    usage = threads.submit(product_usage.history, database, company_id)

    def wait() -> list[Event]:
        nodes, master = staff.result()
        events = [
            *timeline.of_employees(nodes, names.names(nodes)),
            *timeline.of_alerts(transitions.result()),
            *timeline.of_history(history.result(), customer, master),
            *timeline.of_notes(written_notes.result()),
            *timeline.of_actions(quick_actions.result()),
            *timeline.of_use(usage.result(), today),
        ]
        return between(events, since, now)

    return wait


def people(
    database: Database, customer: Customer, since: datetime, now: datetime
) -> tuple[dict[str, Any], str | None]:
    """Read the records of the employees hired or archived between two instants, or of more, and the
    name of the master account's owner."""
    company_id, user_id = customer.id, customer.master_user_id
    few = (
        employees.all_of_few(database, company_id) if customer.employees <= employees.FEW else None
    )
    if few is not None:
        return few, name_of(few, user_id)
    found = employees.hired_or_archived(database, company_id, since, now)
    master = employees.of_user(database, company_id, user_id) if user_id else {}
    return found, name_of(master, user_id)


def name_of(nodes: dict[str, Any], user_id: str | None) -> str | None:
    """Return the name of the first employee with a userId."""
    theirs = {
        employee_id: node
        for employee_id, node in nodes.items()
        if user_id and isinstance(node, dict) and node.get("userId") == user_id
    }
    return next(iter(names.names(theirs).values()), None)


def between(events: list[Event], since: datetime, now: datetime) -> list[Event]:
    return [event for event in events if since <= event.at <= now]
