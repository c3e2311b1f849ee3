"""What people do with an alert: acknowledge, snooze, dismiss, resolve by hand, take it back."""

from datetime import datetime
from typing import Any

from customer_health.domain.alert_json import from_json
from customer_health.domain.alerts import Alert, Stamp
from customer_health.domain.customer import Customer
from customer_health.domain.instants import TORONTO
from customer_health.domain.notices import release
from customer_health.domain.rules import Rule
from customer_health.domain.triage import Action, ActionKind, act
from customer_health.errors import Missing, Outdated
from customer_health.flows.alerting import facts_of, tell
from customer_health.flows.alone import alone
from customer_health.stores import alerts, customers
from customer_health.stores.database import Database


def act_on_alert(
    database: Database,
    alert_key: str,
    kind: ActionKind,
    who: str,
    now: datetime,
    *,
    why: str = "",
    until: datetime | None = None,
    episode: int | None = None,
    seq: int | None = None,
) -> Alert:
    """Apply a person's act, with its history and what Slack hears of it.

    Raises Missing if there is no such alert, Outdated if the person looked at an earlier episode
    or, with `seq`, state, and the domain's ActionError if the act makes no sense on it.
    """
    with alone(database, alert_key, now):
        alert, rule, customer = find(database, alert_key, episode)
        if seq is not None and alert.seq != seq:
            raise Outdated(f"{alert_key} has moved since; look again")
        stamp = Stamp(who, now, now.astimezone(TORONTO).date())
        changed = act(alert, Action(kind, stamp, why, until))
        told, entry = tell(changed.alert, rule, customer, now)
        updates = alerts.save(alert, told, changed.transitions) | entry
        if updates:
            database.patch(updates)
        return told


def find(database: Database, alert_key: str, episode: int | None) -> tuple[Alert, Rule, Customer]:
    """An alert with its rule and customer, in the episode that a person looked at."""
    alert = alerts.read(database.get(alerts.path(alert_key)))
    row: Any = database.get(customers.row_path(alert.company_id)) if alert else None
    if alert is None or not customers.is_tracked(row):
        raise Missing(f"there is no alert {alert_key} of a tracked customer")
    if episode is not None and alert.episode != episode:
        raise Outdated(f"{alert_key} is in episode {alert.episode} by now, not {episode}")
    rule = alerts.read_rules(database.get(alerts.RULES))[alert.rule]
    return alert, rule, customers.read_row(alert.company_id, row)


def facts_for(database: Database, alert_key: str, episode: int, now: datetime) -> dict[str, Any]:
    """What a form about an alert says of it."""
    alert, rule, customer = find(database, alert_key, episode)
    return facts_of(alert, rule, customer, "edited", now)


def release_held(database: Database, metric: str, who: str, now: datetime) -> int:
    """Let the posts go that a likely data fault of a metric holds back; returns how many."""
    stamp = Stamp(who, now, now.astimezone(TORONTO).date())
    held = [
        alert
        for node in database.where(alerts.ROOT, "open", True).values()
        if (alert := from_json(Alert, node)).held and alert.rule == metric
    ]
    for alert in held:
        released = release(alert, stamp)
        _, rule, customer = find(database, alert.key, None)
        told, entry = tell(released.alert, rule, customer, now)
        database.patch(alerts.save(alert, told, released.transitions) | entry)
    return len(held)
