"""Messages that name many alerts at once: summary, first digest, data fault, daily warnings."""

from collections.abc import Callable, Container, Mapping, Sequence
from datetime import date, datetime
from itertools import count
from typing import Any

from customer_health.domain.alerts.alert import Alert
from customer_health.domain.alerts.notifications import Delivery
from customer_health.domain.alerts.rules import Rule
from customer_health.flows.alerts.evaluate import facts_of
from customer_health.flows.alerts.notification import Notification
from customer_health.stores.alerts import outbox
from customer_health.stores.customers import rows
from customer_health.stores.rtdb.update import Update

NAMED = 300
"""A group message names this many alerts at most, and counts all of them."""

GROUPS: tuple[tuple[str, Delivery], ...] = (("summary", "summary"), ("first_run", "digest"))
"""The kind of message for each delivery that is not an alert's own message."""

Plan = Sequence[tuple[Notification, Delivery]]


def group_entries(
    plan: Plan,
    run_date: date,
    now: datetime,
    key_of: Callable[[str], str],
    taken_keys: Container[str],
) -> tuple[Update, dict[Delivery, str]]:
    """Queue the summary and the digest of a plan, as far as they have alerts to name.

    Returns the update, and the outbox key of each delivery's message. `taken_keys` are the keys of
    the date's messages in the outbox: a message whose key is taken is not written again.
    """
    update = Update()
    keys: dict[Delivery, str] = {}
    for kind, delivery in GROUPS:
        named = [notification.facts(now) for notification, way in plan if way == delivery]
        if named:
            key = keys[delivery] = key_of(kind)
            if key not in taken_keys:
                facts = digest_facts(run_date, named)
                update |= outbox.entry(key, "alerts", kind, facts, now)
    return update, keys


def group_key(run_date: date, kind: str) -> str:
    return f"{run_date.isoformat()}:{kind}:alerts"


def plan_key(run_date: date, run: Mapping[str, Any], taken_keys: Container[str], kind: str) -> str:
    """Return the outbox key for a run's group message.

    All attempts at one plan use the same key, so a repeated attempt sends nothing twice. What
    turns up after the plan was complete needs a new message, and so a free key.
    """
    if run.get("planned"):
        return free_key(run_date, taken_keys, kind)
    return group_key(run_date, f"{kind}-{run['request']}")


def free_key(run_date: date, taken_keys: Container[str], kind: str) -> str:
    """Return the first numbered key of a date for this kind of message that isn't taken."""
    keys = (group_key(run_date, f"{kind}-{number}") for number in count(1))
    return next(key for key in keys if key not in taken_keys)


def fault_entry(
    plan: Plan,
    metric: str,
    run: Mapping[str, Any],
    run_date: date,
    now: datetime,
    taken_keys: Container[str],
) -> Update:
    """Queue the message that says that a metric's notifications are suppressed, and why."""
    key = group_key(run_date, f"fault-{metric}")
    if key in taken_keys:
        return Update()
    suppressed = sum(n.alert.rule == metric and delivery == "suppressed" for n, delivery in plan)
    facts = {
        "date": run_date.isoformat(),
        "rule": metric,
        "worse": run["worse"][metric],
        "measured": run["measured"][metric],
        "held": suppressed,
    }
    return outbox.entry(key, "alerts", "data_fault", facts, now)


def digest_facts(run_date: date, named: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "date": run_date.isoformat(),
        "total": len(named),
        "alerts": list(named[:NAMED]),
    }


def warnings_among(alerts: Sequence[Alert]) -> list[Alert]:
    """Return the open alerts that only the daily digest names, the newest first: the warnings, and
    the flapping ones, whose own posts are suppressed."""
    warnings = [a for a in alerts if a.is_open and (a.severity == "warning" or a.flapping)]
    return sorted(warnings, key=lambda alert: (alert.since, alert.key), reverse=True)


def warnings_entry(
    warnings: Sequence[Alert],
    customer_rows: Sequence[Any],
    rules: Mapping[str, Rule],
    run_date: date,
    now: datetime,
) -> Update:
    """Queue the daily digest of warnings. `customer_rows` are those of the first NAMED alerts;
    alerts of customers that are no longer tracked are left out."""
    named = [
        facts_of(alert, rules[alert.rule], customer, "repeat", now)
        for alert, row in zip(warnings, customer_rows, strict=False)
        if (customer := rows.read_tracked(alert.company_id, row))
    ]
    if not named:
        return Update()
    unnamed = len(warnings) - len(warnings[:NAMED])
    facts = digest_facts(run_date, named) | {"total": len(named) + unnamed}
    key = group_key(run_date, "warnings")
    return outbox.entry(key, "alerts", "warnings", facts, now)
