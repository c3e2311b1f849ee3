"""Apply what people do with an alert: acknowledge, snooze, dismiss, resolve by hand, or reopen."""

from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any

from customer_health.domain.alerts.alert import Alert
from customer_health.domain.alerts.notifications import end_suppression
from customer_health.domain.alerts.rules import Rule
from customer_health.domain.alerts.transitions import Stamp
from customer_health.domain.alerts.triage import TriageAction, TriageRequest, apply
from customer_health.domain.codec import from_json
from customer_health.domain.customers.customer import Customer
from customer_health.domain.instants import TORONTO
from customer_health.errors import Busy, Missing, Outdated
from customer_health.flows.alerts.evaluate import facts_of, notify_change
from customer_health.flows.writing.alert_lock import write_under_alert_lock
from customer_health.stores.alerts import alerts
from customer_health.stores.alerts.rules import RULES, read_rules
from customer_health.stores.customers import rows
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.update import Update

PATIENCE = 2.0
"""Seconds to wait for the alert's lock: Slack wants the answer to a click within three."""


def triage_alert(
    database: Database,
    alert_key: str,
    kind: TriageAction,
    who: str,
    now: datetime,
    *,
    why: str = "",
    until: datetime | None = None,
    episode: int | None = None,
    seq: int | None = None,
) -> None:
    """Apply a person's triage to an alert, and write its history and its notification with it.

    `episode` and `seq` are those that the person saw. Raises Missing if there is no such alert,
    Outdated if it is in another episode or state by now, or is being changed by somebody else, and
    the domain's TriageError if the triage makes no sense in the alert's state.
    """

    def decide() -> Update:
        alert, rule, customer = find(database, alert_key, episode)
        if seq is not None and alert.seq != seq:
            raise Outdated(f"{alert_key} has changed since you looked; look again")
        stamp = Stamp(who, now, now.astimezone(TORONTO).date())
        changed = apply(alert, TriageRequest(kind, stamp, why, until))
        notified, entry = notify_change(changed.alert, rule, customer, now)
        return alerts.save(alert, notified, changed.transitions) | entry

    try:
        write_under_alert_lock(database, decide(), decide, PATIENCE)
    except Busy as error:
        raise Outdated("somebody else is changing this right now; look again") from error


def find(database: Database, alert_key: str, episode: int | None) -> tuple[Alert, Rule, Customer]:
    """Return an alert with its rule and customer. Raises Missing if there is no such alert, or its
    customer isn't tracked, Outdated if the alert is in another episode than the given one."""
    alert = alerts.read(database.get(alerts.path(alert_key)))
    row: Any = database.get(rows.path(alert.company_id)) if alert else None
    customer = rows.read_tracked(alert.company_id, row) if alert else None
    if alert is None or customer is None:
        raise Missing(f"there is no alert {alert_key} of a tracked customer")
    if episode is not None and alert.episode != episode:
        raise Outdated(
            f"{alert_key} is in episode {alert.episode} by now, not {episode}; look again"
        )
    rule = read_rules(database.get(RULES))[alert.rule]
    return alert, rule, customer


def facts_for(database: Database, alert_key: str, episode: int, now: datetime) -> dict[str, Any]:
    """Return what a form about an alert says of it, as JSON."""
    alert, rule, customer = find(database, alert_key, episode)
    return facts_of(alert, rule, customer, "edited", now)


def release_suppressed(database: Database, metric: str, who: str, now: datetime) -> int:
    """Release the notifications of a metric that were suppressed as a likely data fault. Returns
    how many."""
    stamp = Stamp(who, now, now.astimezone(TORONTO).date())
    suppressed = [
        alert.key
        for node in database.where(alerts.ROOT, "open", True).values()
        if (alert := from_json(Alert, node)).suppressed and alert.rule == metric
    ]

    def decide(key: str) -> Update:
        alert, rule, customer = find(database, key, None)
        change = end_suppression(alert, stamp)
        notified, entry = notify_change(change.alert, rule, customer, now)
        return alerts.save(alert, notified, change.transitions) | entry

    released = 0
    for key in suppressed:
        with suppress(Missing):  # the customer is no longer tracked: nothing to notify of
            write_under_alert_lock(database, decide(key), partial(decide, key))
            released += 1
    return released
