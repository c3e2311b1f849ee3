"""Between the runs: mutes that end, repeats that fall due, and what is done with."""

from datetime import date, datetime, timedelta

from customer_health.domain.alert_json import from_json
from customer_health.domain.alerts import SYSTEM, Alert, Stamp
from customer_health.domain.instants import TORONTO, parse_instant
from customer_health.domain.notices import deliveries, notice
from customer_health.domain.triage import expire
from customer_health.flows.planning import News, deliver_all
from customer_health.stores import alerts, customers, outbox, runs
from customer_health.stores.database import Database

KEPT = timedelta(days=30)
PLANNED_WITHIN = timedelta(minutes=30)
CLEANING_HOUR = 3


def follow_up(database: Database, now: datetime) -> None:
    """Go through the open alerts, with a summary for many at once; forget what was sent long
    ago."""
    today = now.astimezone(TORONTO).date()
    rules = alerts.read_rules(database.get(alerts.RULES))
    stamp = Stamp(SYSTEM, now, today)
    awaited = awaited_by_run(database, today, now)
    updates: alerts.Updates = {}
    news: list[News] = []
    for key, node in database.where(alerts.ROOT, "open", True).items():
        if key in awaited:
            continue
        alert = from_json(Alert, node)
        expired = expire(alert, stamp)
        updates |= alerts.save(alert, expired.alert, expired.transitions)
        reason = notice(expired.alert, now)
        if reason.startswith("none:"):
            continue
        row = database.get(customers.row_path(alert.company_id))
        if customer := customers.read_tracked(alert.company_id, row):
            news.append(News(expired.alert, reason, rules[alert.rule], customer))
    ways = deliveries([(one.alert, one.reason) for one in news], first=False, faults=())
    told = database.between(outbox.ROOT, *outbox.keys_of(today))
    updates |= deliver_all(list(zip(news, ways, strict=True)), today, now, told)
    if updates:
        database.patch(updates)
    if now.astimezone(TORONTO).hour == CLEANING_HOUR:
        forget_sent(database, now)


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
