"""Amend an alert rule, by a new version that names its author and its time."""

from datetime import datetime

from customer_health.domain.alerts.rules import Rule, amend
from customer_health.domain.metrics.levels import Threshold
from customer_health.errors import Outdated
from customer_health.flows.writing.lock import lock
from customer_health.stores.alerts.rules import RULES, read_rules, save_rule
from customer_health.stores.rtdb.client import Database


def change_rule(
    database: Database,
    metric: str,
    threshold: Threshold,
    who: str,
    now: datetime,
    *,
    clears_after: int | None = None,
    enabled: bool,
    version: int,
) -> Rule:
    """Save a new version of a rule, and return it. The alerts follow at their next evaluation.

    Raises Outdated unless `version` is the newest one, ValueError on thresholds that make no sense.
    """
    with lock(database, f"rule:{metric}", now):
        rule = read_rules(database.get(RULES))[metric]
        if rule.version != version:
            raise Outdated(f"the rule is in version {rule.version} by now, not {version}")
        amended = amend(
            rule,
            who=who,
            at=now,
            threshold=threshold,
            clears_after=clears_after,
            enabled=enabled,
        )
        if amended != rule:
            database.patch(save_rule(amended))
        return amended
