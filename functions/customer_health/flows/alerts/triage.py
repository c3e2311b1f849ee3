"""What people do with an alert: acknowledge, snooze, dismiss, resolve by hand, take it back."""

from contextlib import suppress
from datetime import datetime
from functools import partial
from typing import Any

from customer_health.domain.alerts.alert import Alert, Stamp
from customer_health.domain.alerts.notifications import end_suppression
from customer_health.domain.alerts.rules import Rule
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
"""Seconds: Slack wants its answer within three."""


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
    """Apply a person's act, with its history and what Slack hears of it.

    Raises Missing if there is no such alert, Outdated if the person looked at an earlier episode
    or, with `seq`, state, or somebody else is at it, and the domain's ActionError if the act makes
    no sense on it.
    """

    def changes() -> Update:
        alert, rule, customer = find(database, alert_key, episode)
        if seq is not None and alert.seq != seq:
            raise Outdated(f"{alert_key} has moved since; look again")
        stamp = Stamp(who, now, now.astimezone(TORONTO).date())
        changed = apply(alert, TriageRequest(kind, stamp, why, until))
        notified, entry = notify_change(changed.alert, rule, customer, now)
        return alerts.save(alert, notified, changed.transitions) | entry

    try:
        write_under_alert_lock(database, changes(), changes, PATIENCE)
    except Busy as error:
        raise Outdated("somebody else is changing this right now; look again") from error


def find(database: Database, alert_key: str, episode: int | None) -> tuple[Alert, Rule, Customer]:
    """An alert with its rule and customer, in the episode that a person looked at."""
    alert = alerts.read(database.get(alerts.path(alert_key)))
    row: Any = database.get(rows.path(alert.company_id)) if alert else None
    customer = rows.read_tracked(alert.company_id, row) if alert else None
    if alert is None or customer is None:
        raise Missing(f"there is no alert {alert_key} of a tracked customer")
    if episode is not None and alert.episode != episode:
        raise Outdated(f"{alert_key} is in episode {alert.episode} by now, not {episode}")
    rule = read_rules(database.get(RULES))[alert.rule]
    return alert, rule, customer


def facts_for(database: Database, alert_key: str, episode: int, now: datetime) -> dict[str, Any]:
    """What a form about an alert says of it."""
    alert, rule, customer = find(database, alert_key, episode)
    return facts_of(alert, rule, customer, "edited", now)


def release_held(database: Database, metric: str, who: str, now: datetime) -> int:
    """Let the posts go that a likely data fault of a metric holds back; returns how many."""
    stamp = Stamp(who, now, now.astimezone(TORONTO).date())
    held = [
        alert.key
        for node in database.where(alerts.ROOT, "open", True).values()
        if (alert := from_json(Alert, node)).suppressed and alert.rule == metric
    ]

    def changes(key: str) -> Update:
        alert, rule, customer = find(database, key, None)
        released = end_suppression(alert, stamp)
        notified, entry = notify_change(released.alert, rule, customer, now)
        return alerts.save(alert, notified, released.transitions) | entry

    released = 0
    for key in held:
        with suppress(Missing):  # a customer that has gone has nothing to tell
            write_under_alert_lock(database, changes(key), partial(changes, key))
            released += 1
    return released
