"""Follow up the open alerts every hour: end snoozes and dismissals whose time is over, repeat
notifications, delete old outbox entries.

A critical alert is repeated a day after its last post.
"""

import logging
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import partial

from customer_health.domain.alerts.alert import Alert
from customer_health.domain.alerts.notifications import deliveries, notification_reason
from customer_health.domain.alerts.rules import Rule
from customer_health.domain.alerts.transitions import SYSTEM, Stamp
from customer_health.domain.alerts.triage import expire
from customer_health.domain.codec import from_json
from customer_health.domain.instants import TORONTO, parse_instant
from customer_health.errors import Busy
from customer_health.flows.alerts.group_messages import free_key, group_entries
from customer_health.flows.alerts.notification import (
    Notification,
    due_notification,
    save_delivery,
)
from customer_health.flows.writing.alert_lock import write_under_alert_lock
from customer_health.stores.alerts import alerts, outbox
from customer_health.stores.alerts.rules import RULES, read_rules
from customer_health.stores.customers import rows
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.update import Update
from customer_health.stores.runs import runs

KEPT = timedelta(days=30)
"""How long a sent or dropped outbox entry is kept."""
PLANNED_WITHIN = timedelta(minutes=30)
"""A run's plan that takes longer than this has failed: the hourly check takes over its alerts."""
CLEANING_HOUR = 3
PATIENCE = 2.0
"""Seconds to wait for an alert's lock. Short, as an alert that is skipped has its turn an hour
later."""

log = logging.getLogger(__name__)


def follow_up(database: Database, now: datetime) -> None:
    """Write what is due on each open alert, with one summary if many are due; at CLEANING_HOUR,
    also delete old outbox entries."""
    today = now.astimezone(TORONTO).date()
    rules = read_rules(database.get(RULES))
    stamp = Stamp(SYSTEM, now, today)
    awaited = awaited_by_run(database, today, now)
    nodes = database.where(alerts.ROOT, "open", True)
    open_alerts = [from_json(Alert, node) for key, node in nodes.items() if key not in awaited]
    due = [n for alert in open_alerts if (n := find_due(database, alert, rules, stamp))]
    chosen = deliveries([(n.alert, n.reason) for n in due], first=False, faults=())
    plan = list(zip(due, chosen, strict=True))
    taken_keys = database.between(outbox.ROOT, *outbox.keys_of(today))
    key_of = partial(free_key, today, taken_keys)
    groups, keys = group_entries(plan, today, now, key_of, taken_keys)
    if groups:
        database.patch(groups.values)
    due_by_key = {notification.alert.key: notification for notification in due}
    delivery_of = {notification.alert.key: delivery for notification, delivery in plan}

    def changes(alert: Alert, notification: Notification | None) -> Update:
        """Return what is due on an alert."""
        expired = expire(alert, stamp)
        update = alerts.save(alert, expired.alert, expired.transitions)
        if notification:
            delivery = delivery_of.get(alert.key, "single")
            under = keys.get(delivery)
            update |= save_delivery(notification, delivery, today, now, under=under)
        return update

    def decide_again(key: str) -> Update:
        """Return what is due on an alert as it is stored by now."""
        alert = from_json(Alert, database.get(alerts.path(key)))
        return changes(alert, find_due(database, alert, rules, stamp))

    for alert in open_alerts:
        try:
            update = changes(alert, due_by_key.get(alert.key))
            write_under_alert_lock(database, update, partial(decide_again, alert.key), PATIENCE)
        except Busy:
            log.warning("%s is locked by others, and left to the next hour", alert.key)
    if now.astimezone(TORONTO).hour == CLEANING_HOUR:
        delete_old_entries(database, now)


def find_due(
    database: Database, alert: Alert, rules: Mapping[str, Rule], stamp: Stamp
) -> Notification | None:
    """Return the notification that is due for an alert, after ending a snooze or
    dismissal whose time is over."""
    expired = expire(alert, stamp).alert
    if notification_reason(expired, stamp.at).startswith("none:"):
        return None  # without reading the customer's row: that is nearly every alert
    row = database.get(rows.path(expired.company_id))
    return due_notification(expired, row, rules, stamp.at)


def awaited_by_run(database: Database, today: date, now: datetime) -> set[str]:
    """Return the keys of the alerts that today's run is about to notify of, all together.

    Empty if the run's notifications are planned, or if it finished long ago without a plan: then
    the plan must have failed.
    """
    finished = database.get(runs.finished_path(today))
    if finished and now - parse_instant(finished) > PLANNED_WITHIN:
        return set()
    if database.get(runs.planned_path(today)):
        return set()
    return set(database.get(alerts.run_path(today), shallow=True) or ())


def delete_old_entries(database: Database, now: datetime) -> None:
    old = {
        outbox.path(key): None
        for state in ("sent", "dropped")
        for key, entry in database.where(outbox.ROOT, "state", state).items()
        if now - parse_instant(entry["createdAt"]) > KEPT
    }
    if old:
        database.patch(old)
