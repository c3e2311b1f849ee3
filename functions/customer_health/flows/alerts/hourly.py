"""Between the runs: mutes that end, repeats that fall due, and what is done with."""

import logging
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import partial

from customer_health.domain.alerts.alert import SYSTEM, Alert, Stamp
from customer_health.domain.alerts.notifications import deliveries, notification_reason
from customer_health.domain.alerts.rules import Rule
from customer_health.domain.alerts.triage import expire
from customer_health.domain.codec import from_json
from customer_health.domain.instants import TORONTO, parse_instant
from customer_health.errors import Busy
from customer_health.flows.alerts.plan_notifications import News, deliver, free_key, group_entries
from customer_health.flows.writing.alert_lock import write_under_alert_lock
from customer_health.stores.alerts import alerts, outbox
from customer_health.stores.alerts.rules import RULES, read_rules
from customer_health.stores.customers import rows
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.update import Update
from customer_health.stores.runs import runs

KEPT = timedelta(days=30)
PLANNED_WITHIN = timedelta(minutes=30)
CLEANING_HOUR = 3
PATIENCE = 2.0
"""Seconds: the next hour comes."""

log = logging.getLogger(__name__)


def follow_up(database: Database, now: datetime) -> None:
    """Go through the open alerts, with a summary for many at once; forget what was sent long
    ago."""
    today = now.astimezone(TORONTO).date()
    rules = read_rules(database.get(RULES))
    stamp = Stamp(SYSTEM, now, today)
    awaited = awaited_by_run(database, today, now)
    nodes = database.where(alerts.ROOT, "open", True)
    open_alerts = [from_json(Alert, node) for key, node in nodes.items() if key not in awaited]
    news = [one for alert in open_alerts if (one := news_of(database, alert, rules, stamp))]
    ways = deliveries([(one.alert, one.reason) for one in news], first=False, faults=())
    plans = list(zip(news, ways, strict=True))
    taken_keys = database.between(outbox.ROOT, *outbox.keys_of(today))
    groups, keys = group_entries(
        plans, today, now, partial(free_key, today, taken_keys), taken_keys
    )
    if groups:
        database.patch(groups.values)
    news_by_key = {one.alert.key: one for one in news}
    ways_by_key = {one.alert.key: way for one, way in plans}

    def changes(alert: Alert, one: News | None) -> Update:
        """What is due on an alert."""
        expired = expire(alert, stamp)
        updates = alerts.save(alert, expired.alert, expired.transitions)
        if one:
            way = ways_by_key.get(alert.key, "single")
            updates |= deliver(one, way, today, now, under=keys.get(way))
        return updates

    def again(key: str) -> Update:
        """As it is by now."""
        alert = from_json(Alert, database.get(alerts.path(key)))
        return changes(alert, news_of(database, alert, rules, stamp))

    for alert in open_alerts:
        try:
            updates = changes(alert, news_by_key.get(alert.key))
            write_under_alert_lock(database, updates, partial(again, alert.key), PATIENCE)
        except Busy:
            log.warning("%s is in other hands, and left to the next hour", alert.key)
    if now.astimezone(TORONTO).hour == CLEANING_HOUR:
        forget_sent(database, now)


def news_of(
    database: Database, alert: Alert, rules: Mapping[str, Rule], stamp: Stamp
) -> News | None:
    """What Slack should hear of an alert, once time has ended what it ends."""
    now = expire(alert, stamp).alert
    reason = notification_reason(now, stamp.at)
    if reason.startswith("none:"):
        return None
    row = database.get(rows.path(now.company_id))
    customer = rows.read_tracked(now.company_id, row)
    return News(now, reason, rules[now.rule], customer) if customer else None


def awaited_by_run(database: Database, today: date, now: datetime) -> set[str]:
    """The alerts that a run under way is going to tell of, all together. Of one that has been
    complete for long, that can't be hoped for."""
    finished = database.get(f"{runs.path(today)}/finishedAt")
    if finished and now - parse_instant(finished) > PLANNED_WITHIN:
        return set()
    if database.get(runs.planned_path(today)):
        return set()
    return set(database.get(alerts.run_path(today), shallow=True) or ())


def forget_sent(database: Database, now: datetime) -> None:
    old = {
        outbox.path(key): None
        for state in ("sent", "dropped")
        for key, entry in database.where(outbox.ROOT, "state", state).items()
        if now - parse_instant(entry["createdAt"]) > KEPT
    }
    if old:
        database.patch(old)
