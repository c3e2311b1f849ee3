"""Evaluate figures against the alert rules, and build the updates of alerts and outbox."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any

from customer_health.domain.alerts.alert import Alert, DataState
from customer_health.domain.alerts.alert_facts import AlertFacts, Trend
from customer_health.domain.alerts.evaluation import EvaluationResult, close, evaluate
from customer_health.domain.alerts.notifications import (
    Reason,
    mark_notified,
    notification_reason,
    outbox_key,
)
from customer_health.domain.alerts.observation import observe
from customer_health.domain.alerts.rules import Rule
from customer_health.domain.alerts.transitions import SYSTEM, Stamp
from customer_health.domain.codec import as_json
from customer_health.domain.customers.customer import Customer, breach
from customer_health.domain.instants import TORONTO
from customer_health.domain.metrics.names import EMPLOYEES, LOGIN
from customer_health.stores.alerts import alerts, outbox, row_copies
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.update import Update

Figures = Mapping[str, Fraction | float | None]


def daily_update(
    known: Mapping[str, Alert],
    rules: Mapping[str, Rule],
    customer: Customer,
    figures: Figures,
    day: date,
    at: datetime,
) -> tuple[Update, list[Alert]]:
    """Evaluate all five figures of a company in a daily run. Returns the update to write, and the
    alerts that are open then.

    Slack is notified after the whole run (`plan_notifications.py`), because only then is it known
    how many alerts there are. Until then the update marks each alert that is to be notified. Only
    an episode that ended in the same step is notified at once.
    """
    update, still_open = Update(), list[Alert]()
    for metric, figure in figures.items():
        before, rule = known.get(metric), rules[metric]
        found = evaluate(before, observe(customer.id, rule, figure, day, at, "daily"), rule)
        update |= save_and_mark(before, found, day, at)
        if found.ended:
            update |= notify_change(found.ended, rule, customer, at)[1]
        alert = found.alert or before
        if alert and alert.is_open:
            still_open.append(alert)
    return update, still_open


def unmeasured_update(
    known: Mapping[str, Alert], rules: Mapping[str, Rule], data: DataState, day: date, at: datetime
) -> Update:
    """Evaluate the open alerts of a company whose figures could not be computed.

    An open alert keeps its last known value, and is closed after 14 days without data. No alert is
    opened.
    """
    update = Update()
    for metric, before in known.items():
        nothing = observe(before.company_id, rules[metric], None, day, at, "daily")
        found = evaluate(before, replace(nothing, data=data), rules[metric])
        update |= save_and_mark(before, found, day, at)
    return update


def save_and_mark(before: Alert | None, found: EvaluationResult, day: date, at: datetime) -> Update:
    """Save an evaluated alert, with a mark if Slack has to be notified of it after the run."""
    if found.alert is None:
        return Update()
    update = alerts.save(before, found.alert, found.transitions)
    if notification_reason(found.alert, at).startswith("none:"):
        return update
    return update | alerts.mark_to_notify(day, found.alert)


@dataclass(frozen=True, slots=True)
class LiveAlert:
    """The alert that a live figure may change, with its rule. `alert` is None if there never was
    one."""

    rule: Rule
    alert: Alert | None


def read_live_alert(
    database: Database,
    rules: Mapping[str, Rule],
    row: Any,
    before: Customer,
    after: Customer,
    metric: str,
    now: datetime,
) -> LiveAlert | None:
    """Read the alert that an event's figure may change, or return None if it can't change any.

    To save a read, the alert is read only if the figure is or was in breach, or if the row has a
    copy of an open alert. A company that was never in a run waits for its first run: that sends its
    alerts together.
    """
    if after.ran_at is None:
        return None
    rule = rules[metric]
    figures = breach(before, metric, now), breach(after, metric, now)
    levels = {before.levels[metric], *map(rule.level, figures)}
    if not levels & {"warning", "critical"} and metric not in row_copies.copies(row):
        return None
    return LiveAlert(rule, alerts.read(database.get(alerts.path(f"{after.id}:{metric}"))))


def live_update(found: LiveAlert | None, customer: Customer, metric: str, now: datetime) -> Update:
    """Evaluate one figure that an event has changed, and notify Slack of it in the same update."""
    if found is None:
        return Update()
    rule, before = found.rule, found.alert
    # A person may have decided after the event was sent. The figure was read after that decision,
    # so the evaluation must not count as older than it.
    at = max(now, before.known_at) if before else now
    seen = observe(
        customer.id,
        rule,
        breach(customer, metric, now),
        at.astimezone(TORONTO).date(),
        at,
        "live",
    )
    result = evaluate(before, seen, rule)
    update = Update()
    if result.ended:
        update |= notify_change(result.ended, rule, customer, at)[1]
    if result.alert:
        notified, entry = notify_change(result.alert, rule, customer, at)
        update |= alerts.save(before, notified, result.transitions) | entry
    return update


def notify_change(
    alert: Alert, rule: Rule, customer: Customer, now: datetime, *, under: str | None = None
) -> tuple[Alert, Update]:
    """Write an outbox entry if Slack has to be notified of an alert now.

    Returns the alert with the notification recorded in it, and the update that writes the entry. If
    no notification is due, returns the alert unchanged and an empty update. With `under`, the
    message goes into the thread of the outbox entry with that key.
    """
    reason = notification_reason(alert, now)
    if reason.startswith("none:"):
        return alert, Update()
    notified = mark_notified(alert, reason, now)
    key = outbox_key(notified, "alerts")
    facts = facts_of(notified, rule, customer, reason, now)
    episode = alert.episode_id
    return notified, outbox.entry(key, "alerts", "alert", facts, now, episode=episode, under=under)


def facts_of(
    alert: Alert, rule: Rule, customer: Customer, reason: Reason, now: datetime
) -> dict[str, Any]:
    """Return the facts for a message about an alert, as JSON. The outbox stores them, so that the
    sender need not read the alert again."""
    owner = customer.owner or {}
    facts = AlertFacts(
        company_id=customer.id,
        company=customer.name,
        rule=alert.rule,
        severity=alert.severity,
        reason=reason,
        threshold=rule.threshold.critical
        if alert.severity == "critical"
        else rule.threshold.warning,
        opened=alert.opened_at.astimezone(TORONTO).date(),
        days=(now - alert.since).days,
        as_of=alert.as_of,
        alert_key=alert.key,
        episode=alert.episode,
        value=alert.value,
        trend=trend(alert, customer),
        coverage_days=customer.coverage.get(alert.rule),
        owner_name=owner.get("name") or owner.get("email"),
        owner_slack_id=owner.get("slackUserId"),
        why=alert.ended_why,
        never_logged_in=alert.rule == LOGIN and customer.login is None,
        recovering=alert.phase == "recovering",
        data=alert.data,
        triage=alert.triage,
    )
    return as_json(facts)


def trend(alert: Alert, customer: Customer) -> Trend | None:
    if alert.rule != EMPLOYEES or customer.baseline is None:
        return None
    return Trend(customer.baseline.count, customer.employees)


def unlink_update(
    known: Mapping[str, Alert], customer: Customer, rules: Mapping[str, Rule], now: datetime
) -> Update:
    """Close the alerts of a company that is no longer tracked."""
    update = Update()
    stamp = Stamp(SYSTEM, now, now.astimezone(TORONTO).date())
    for alert in known.values():
        closed = close(alert, "company_unlinked", stamp)
        notified, entry = notify_change(closed.alert, rules[alert.rule], customer, now)
        update |= alerts.save(alert, notified, closed.transitions) | entry
    return update
