"""Read the part of a customer's timeline that is in our own database."""

from collections.abc import Callable
from concurrent.futures import Executor
from datetime import datetime

from customer_health.domain import timeline
from customer_health.domain.customers.customer import Customer
from customer_health.domain.instants import TORONTO
from customer_health.domain.timeline import Event
from customer_health.stores.actions import actions, notes
from customer_health.stores.alerts import alerts
from customer_health.stores.context import product_usage
from customer_health.stores.customers import metrics_node
from customer_health.stores.metrics import employees, names
from customer_health.stores.rtdb.client import Database


def begin(
    database: Database, customer: Customer, since: datetime, now: datetime, threads: Executor
) -> Callable[[], list[Event]]:
    """Start to read the events between two instants, in parallel. Returns a function that waits for
    them, and returns them unsorted."""
    company_id, today = customer.id, now.astimezone(TORONTO).date()
    first, last = since.astimezone(TORONTO).date().isoformat(), today.isoformat()
    path = f"{metrics_node.path(company_id)}/history"
    staff = threads.submit(employees.hired_or_archived, database, company_id, since, now)
    transitions = threads.submit(alerts.transitions_between, database, company_id, since, now)
    history = threads.submit(database.between, path, first, last)
    written_notes = threads.submit(notes.between, database, company_id, since, now)
    quick_actions = threads.submit(actions.of_company, database, company_id)
    usage = threads.submit(product_usage.history, database, company_id)
    master = threads.submit(name_of_master, database, customer)

    def wait() -> list[Event]:
        events = [
            *timeline.of_employees(staff.result(), names.names(staff.result())),
            *timeline.of_alerts(transitions.result()),
            *timeline.of_history(history.result(), customer, master.result()),
            *timeline.of_notes(written_notes.result()),
            *timeline.of_actions(quick_actions.result()),
            *timeline.of_use(usage.result(), today),
        ]
        return between(events, since, now)

    return wait


def name_of_master(database: Database, customer: Customer) -> str | None:
    user_id = customer.master_user_id
    nodes = employees.of_user(database, customer.id, user_id) if user_id else {}
    return next(iter(names.names(nodes).values()), None)


def between(events: list[Event], since: datetime, now: datetime) -> list[Event]:
    return [event for event in events if since <= event.at <= now]
