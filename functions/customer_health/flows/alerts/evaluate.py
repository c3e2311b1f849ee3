"""From figures to alerts: every evaluation, its history, and what is to be told of it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from fractions import Fraction
from typing import Any, Literal

from customer_health.domain.alerts.alert import SYSTEM, Alert, DataState, Observation, Stamp
from customer_health.domain.alerts.alert_facts import AlertFacts, Trend
from customer_health.domain.alerts.evaluation import close, evaluate
from customer_health.domain.alerts.notifications import (
    Reason,
    mark_notified,
    notification_reason,
    outbox_key,
)
from customer_health.domain.alerts.rules import Rule
from customer_health.domain.codec import as_json
from customer_health.domain.customers.customer import Customer, breach
from customer_health.domain.instants import TORONTO
from customer_health.domain.metrics.levels import Level
from customer_health.domain.metrics.names import EMPLOYEES, LOGIN
from customer_health.stores.alerts import alerts, outbox
from customer_health.stores.rtdb.client import Database

Updates = dict[str, Any]
Figures = Mapping[str, Fraction | float | None]


def observe(
    company_id: str,
    rule: Rule,
    figure: Fraction | float | None,
    day: date,
    at: datetime,
    kind: Literal["daily", "live"],
) -> Observation:
    """One figure as the rule sees it: by the rule's own thresholds, not the stored level's."""
    level: Level = rule.level(figure)
    return Observation(
        company_id=company_id,
        rule=rule.metric,
        level=level,
        value=None if figure is None else float(figure),
        data="none" if figure is None else "fresh",
        date=day,
        at=at,
        kind=kind,
        rule_version=rule.version,
    )


@dataclass(frozen=True, slots=True)
class Evaluated:
    """An alert before and after, `ended` if its last episode closed in the same step."""

    before: Alert | None
    after: Alert | None
    ended: Alert | None
    updates: Updates


def evaluate_one(before: Alert | None, seen: Observation, rule: Rule) -> Evaluated:
    outcome = evaluate(before, seen, rule)
    updates = alerts.save(before, outcome.alert, outcome.transitions) if outcome.alert else {}
    return Evaluated(before, outcome.alert, outcome.ended, updates)


def daily_changes(
    known: Mapping[str, Alert],
    rules: Mapping[str, Rule],
    customer: Customer,
    figures: Figures,
    day: date,
    at: datetime,
) -> Updates:
    """All of a company's evaluations of a daily run. What Slack hears of them is decided once the
    run is complete (`planning.py`); until then a mark says so, in the same update."""
    updates: Updates = {}
    for metric, figure in figures.items():
        rule = rules[metric]
        seen = observe(customer.id, rule, figure, day, at, "daily")
        evaluated = evaluate_one(known.get(metric), seen, rule)
        updates |= evaluated.updates | mark(evaluated, day, at)
        if evaluated.ended:
            updates |= notify_change(evaluated.ended, rule, customer, at)[1]
    return updates


def mark(evaluated: Evaluated, day: date, at: datetime) -> Updates:
    if evaluated.after is None or notification_reason(evaluated.after, at).startswith("none:"):
        return {}
    return alerts.mark_unplanned(day, evaluated.after)


def unmeasured_changes(
    known: Mapping[str, Alert], rules: Mapping[str, Rule], data: DataState, day: date, at: datetime
) -> Updates:
    """The same where the figures could not be had: what is open is held at its last known value,
    and closed once that has gone on for too long. Nothing is opened."""
    updates: Updates = {}
    for metric, alert in known.items():
        nothing_seen = observe(alert.company_id, rules[metric], None, day, at, "daily")
        evaluated = evaluate_one(alert, replace(nothing_seen, data=data), rules[metric])
        updates |= evaluated.updates | mark(evaluated, day, at)
    return updates


def live_changes(
    before: Alert | None,
    rule: Rule,
    customer: Customer,
    figure: Fraction | float | None,
    now: datetime,
) -> Updates:
    """The evaluation of one figure that an event changed, and its notice, at once."""
    day = now.astimezone(TORONTO).date()
    seen = observe(customer.id, rule, figure, day, now, "live")
    evaluated = evaluate_one(before, seen, rule)
    updates = dict(evaluated.updates)
    if evaluated.ended:
        updates |= notify_change(evaluated.ended, rule, customer, now)[1]
    if evaluated.after:
        noted, entry = notify_change(evaluated.after, rule, customer, now)
        updates |= alerts.save(evaluated.after, noted, ()) | entry
    return updates


def event_changes(
    database: Database, before: Customer, after: Customer, metric: str, now: datetime
) -> Updates:
    """`live_changes` for an event, which asks for the alert only where there may be one. A company
    that no run has measured yet waits for its first, whose alerts go out together."""
    if after.ran_at is None:
        return {}
    rule = alerts.read_rules(database.get(alerts.RULES))[metric]
    figure = breach(after, metric, now)
    levels = rule.level(breach(before, metric, now)), rule.level(figure), before.levels[metric]
    if not {"warning", "critical"} & set(levels):
        return {}
    known = alerts.read(database.get(alerts.path(f"{after.id}:{metric}")))
    # The event is older than what a person did while it waited; what it has just read is not.
    return live_changes(known, rule, after, figure, max(now, known.known_at) if known else now)


def notify_change(
    alert: Alert, rule: Rule, customer: Customer, now: datetime, *, under: str | None = None
) -> tuple[Alert, Updates]:
    """The alert with its notice in its books, and the notice's outbox entry, if one is due."""
    reason = notification_reason(alert, now)
    notified = mark_notified(alert, reason, now)
    if reason.startswith("none:"):
        return alert, {}
    key = outbox_key(notified, "alerts")
    facts = facts_of(notified, rule, customer, reason, now)
    episode = alert.episode_id
    return notified, outbox.entry(key, "alerts", "alert", facts, now, episode=episode, under=under)


def facts_of(
    alert: Alert, rule: Rule, customer: Customer, reason: Reason, now: datetime
) -> dict[str, Any]:
    """What a message says of an alert, so that it can be sent without asking again."""
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
        data=alert.data,
        triage=alert.triage,
    )
    return as_json(facts)


def trend(alert: Alert, customer: Customer) -> Trend | None:
    if alert.rule != EMPLOYEES or customer.baseline is None:
        return None
    return Trend(customer.baseline.count, customer.employees)


def unlink_changes(
    known: Mapping[str, Alert], customer: Customer, rules: Mapping[str, Rule], now: datetime
) -> Updates:
    """Close the alerts of a company that is no longer tracked."""
    updates: Updates = {}
    stamp = Stamp(SYSTEM, now, now.astimezone(TORONTO).date())
    for alert in known.values():
        closed = close(alert, "company_unlinked", stamp)
        notified, entry = notify_change(closed.alert, rules[alert.rule], customer, now)
        updates |= alerts.save(alert, notified, closed.transitions) | entry
    return updates
