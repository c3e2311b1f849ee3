"""A notification that is due for an alert: find it, and write it by its kind of delivery."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from customer_health.domain.alerts.alert import Alert
from customer_health.domain.alerts.notifications import (
    Delivery,
    Reason,
    mark_notified,
    notification_reason,
    suppress,
)
from customer_health.domain.alerts.rules import Rule
from customer_health.domain.alerts.transitions import SYSTEM, Stamp
from customer_health.domain.customers.customer import Customer
from customer_health.flows.alerts.evaluate import facts_of, notify_change
from customer_health.stores.alerts import alerts
from customer_health.stores.customers import rows
from customer_health.stores.rtdb.update import Update


@dataclass(frozen=True, slots=True)
class Notification:
    """An alert of which Slack is to be notified, and the reason."""

    alert: Alert
    reason: Reason
    rule: Rule
    customer: Customer

    def facts(self, now: datetime) -> dict[str, Any]:
        """Return what a message says of the alert, as JSON."""
        return facts_of(self.alert, self.rule, self.customer, self.reason, now)


def due_notification(
    alert: Alert, row: Any, rules: Mapping[str, Rule], now: datetime
) -> Notification | None:
    """Return the notification that is due for an alert, given its customer's row; None if none is
    due, or if the customer is no longer tracked."""
    reason = notification_reason(alert, now)
    customer = rows.read_tracked(alert.company_id, row)
    if customer is None or reason.startswith("none:"):
        return None
    return Notification(alert, reason, rules[alert.rule], customer)


def save_delivery(
    notification: Notification,
    delivery: Delivery,
    run_date: date,
    now: datetime,
    under: str | None = None,
) -> Update:
    """Record in the alert how its notification is delivered, and queue its own message if it gets
    one: in the thread of the outbox entry `under`, if that is given."""
    alert = notification.alert
    if delivery == "digest":
        return alerts.save(alert, mark_notified(alert, notification.reason, now, own=False), ())
    if delivery == "suppressed":
        change = suppress(alert, Stamp(SYSTEM, now, run_date))
        return alerts.save(alert, change.alert, change.transitions)
    notified, entry = notify_change(
        alert, notification.rule, notification.customer, now, under=under
    )
    return alerts.save(alert, notified, ()) | entry
