"""Start and stop a shadow of an alert rule, and say what it did.

A shadow needs no work in the daily run: its alerts follow from the draft and from the figures that
the runs keep, by the state machine of production. So they are played when somebody asks.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from customer_health.domain.alerts.rules import amend
from customer_health.domain.alerts.shadow import Shadow
from customer_health.domain.codec import from_json
from customer_health.domain.customers.customer import Customer
from customer_health.domain.instants import newest_run_date
from customer_health.errors import Conflicting, Missing
from customer_health.flows.insights.rehearse import LONGEST, Draft, Rehearsal, rehearse
from customer_health.flows.writing.lock import lock
from customer_health.stores.alerts import shadows
from customer_health.stores.alerts.rules import RULES, read_rules
from customer_health.stores.rtdb.client import Database


def start_shadow(database: Database, draft: Draft, reason: str, who: str, now: datetime) -> Shadow:
    """Run a draft beside its rule from now on. What the draft leaves open is fixed as it is in
    force.

    Raises Conflicting if the rule has a shadow that runs, ValueError on thresholds that make no
    sense.
    """
    metric = draft.metric
    with lock(database, f"rule:{metric}", now):
        others = shadows.read_all(metric, database.get(shadows.of_rule(metric)))
        if any(other.is_running for other in others):
            raise Conflicting(f"a shadow of the rule {metric} is running: stop it first")
        rule = amend(
            read_rules(database.get(RULES))[metric],
            who=who,
            at=now,
            threshold=draft.threshold,
            clears_after=draft.clears_after,
            enabled=draft.enabled,
        )
        shadow = Shadow(
            metric=metric,
            number=1 + max((other.number for other in others), default=0),
            threshold=rule.threshold,
            clears_after=rule.clears_after,
            enabled=rule.enabled,
            reason=reason,
            started_by=who,
            started_at=now,
        )
        database.patch(shadows.save(shadow))
        return shadow


def stop_shadow(database: Database, metric: str, key: str, who: str, now: datetime) -> Shadow:
    """Stop a shadow, and return it. One that is stopped already stays as it is. Raises Missing."""
    with lock(database, f"rule:{metric}", now):
        shadow = get_shadow(database, metric, key)
        if not shadow.is_running:
            return shadow
        stopped = replace(shadow, stopped_by=who, stopped_at=now)
        database.patch(shadows.save(stopped))
        return stopped


def get_shadow(database: Database, metric: str, key: str) -> Shadow:
    """Return a shadow of a rule. Raises Missing."""
    node = database.get(shadows.path(metric, key))
    if node is None:
        raise Missing(f"the rule {metric} has no shadow {key!r}")
    return from_json(Shadow, node)


def what_it_did(
    database: Database, shadow: Shadow, customers: Iterable[Customer], now: datetime
) -> Rehearsal:
    """Compare a shadow with its rule, from the run whose figures were the newest when it started
    until its end, or until now; of a longer time the newest LONGEST days."""
    until = shadow.stopped_at or now
    ran = newest_run_date(until) - newest_run_date(shadow.started_at)
    draft = Draft(shadow.metric, shadow.threshold, shadow.clears_after, shadow.enabled)
    return rehearse(database, draft, customers, min(ran.days + 1, LONGEST), until)
