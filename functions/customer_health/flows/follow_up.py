"""Between the runs: mutes that end, repeats that fall due, and what is done with."""

from datetime import datetime, timedelta

from customer_health.domain.alert_json import from_json
from customer_health.domain.alerts import SYSTEM, Alert, Stamp
from customer_health.domain.instants import TORONTO, parse_instant
from customer_health.domain.triage import expire
from customer_health.flows.alerting import tell
from customer_health.stores import alerts, customers, outbox
from customer_health.stores.database import Database

KEPT = timedelta(days=30)


def follow_up(database: Database, now: datetime) -> None:
    """Go through the open alerts; and forget what was sent long ago."""
    rules = alerts.read_rules(database.get(alerts.RULES))
    stamp = Stamp(SYSTEM, now, now.astimezone(TORONTO).date())
    for node in database.where(alerts.ROOT, "open", True).values():
        alert = from_json(Alert, node)
        row = database.get(customers.row_path(alert.company_id))
        if not customers.is_tracked(row):
            continue
        expired = expire(alert, stamp)
        customer = customers.read_row(alert.company_id, row)
        told, entry = tell(expired.alert, rules[alert.rule], customer, now)
        updates = alerts.save(alert, told, expired.transitions) | entry
        if updates:
            database.patch(updates)
    forget_sent(database, now)


def forget_sent(database: Database, now: datetime) -> None:
    old = {
        outbox.path(key): None
        for key, entry in database.where(outbox.ROOT, "state", "sent").items()
        if now - parse_instant(entry["sentAt"]) > KEPT
    }
    if old:
        database.patch(old)
