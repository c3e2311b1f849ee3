"""How a complete run's notices go out: one by one, as a summary, a digest, or held.

Runs once all shards are in. Each alert is compared with what Slack was last told of it, so a plan
that is made again adds nothing.
"""

import asyncio
import json
import logging
from collections.abc import Callable, Container, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import count
from typing import Any

from customer_health.domain.alerts.alert import SYSTEM, Alert, Stamp
from customer_health.domain.alerts.notifications import (
    Delivery,
    Reason,
    deliveries,
    is_data_fault,
    mark_notified,
    notification_reason,
    suppress,
)
from customer_health.domain.alerts.rules import Rule
from customer_health.domain.customers.customer import Customer
from customer_health.errors import Busy
from customer_health.flows.alerts.evaluate import facts_of, notify_change
from customer_health.flows.writing.alert_lock import write_bulk
from customer_health.stores.alerts import alerts, outbox
from customer_health.stores.alerts.rules import RULES, read_rules
from customer_health.stores.customers import rows as customer_rows
from customer_health.stores.rtdb.bulk_client import BulkDatabase
from customer_health.stores.rtdb.update import Update
from customer_health.stores.runs import runs

NAMED = 300
"""So many alerts are named in a digest; all are counted."""

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class News:
    """An alert that the run moved, and why Slack should hear of it."""

    alert: Alert
    reason: Reason
    rule: Rule
    customer: Customer


async def plan_notices(bulk: BulkDatabase, run_date: date, now: datetime) -> None:
    """Put what the run has to tell into the outbox, and the marks that asked for it away."""
    marks, first_run, run, rules, open_alerts, taken_keys = await asyncio.gather(
        fetch(bulk, alerts.run_path(run_date)),
        fetch(bulk, alerts.FIRST_RUN),
        fetch(bulk, runs.path(run_date)),
        fetch(bulk, RULES),
        fetch(bulk, alerts.ROOT, orderBy="open", equalTo=True),
        fetch(bulk, outbox.ROOT, orderBy="$key", **between(outbox.keys_of(run_date))),
    )
    all_rules = read_rules(rules)
    news = await load_news(bulk, sorted(marks or ()), all_rules, now)
    first = first_run in (None, run_date.isoformat())
    faults = data_faults(run)
    key_of = partial(plan_key, run_date, run, taken_keys or ())
    summed_up = key_of("summary") in (taken_keys or ())  # by an attempt that got no further
    reasons = [(n.alert, n.reason) for n in news]
    ways = deliveries(reasons, first=first, faults=faults, summed_up=summed_up)
    plans = list(zip(news, ways, strict=True))
    updates, keys = group_entries(plans, run_date, now, key_of, taken_keys or ())
    if first and run.get("done"):
        updates |= {alerts.FIRST_RUN: run_date.isoformat()}
    for metric in faults:
        updates |= fault_entry(plans, metric, run, run_date, now, taken_keys or ())
    if group_key(run_date, "warnings") not in (taken_keys or ()):
        updates |= await warnings_entry(bulk, open_alerts or {}, all_rules, run_date, now)
    await bulk.patch(updates.values)
    by_company: dict[str, list[tuple[News, Delivery]]] = {}
    for one, way in plans:
        by_company.setdefault(one.customer.id, []).append((one, way))
    await asyncio.gather(
        *(tell_company(bulk, its, all_rules, run_date, now, keys) for its in by_company.values())
    )
    done = {f"{alerts.run_path(run_date)}/{key}": None for key in marks or ()}
    await bulk.patch({**done, runs.planned_path(run_date): True})


async def tell_company(
    bulk: BulkDatabase,
    plans: Sequence[tuple[News, Delivery]],
    rules: Mapping[str, Rule],
    run_date: date,
    now: datetime,
    keys: Mapping[Delivery, str],
) -> None:
    """Each of a company's alerts gets its share of the plan, if it is still news by then."""
    ways = {news.alert.key: way for news, way in plans}

    def shares(found: Sequence[News]) -> Update:
        updates = Update()
        for news in found:
            way = ways[news.alert.key]
            updates |= deliver(news, way, run_date, now, under=keys.get(way))
        return updates

    async def again() -> Update:
        return shares(await load_news(bulk, sorted(ways), rules, now))

    try:
        await write_bulk(bulk, shares([news for news, _ in plans]), again)
    except Busy:
        log.warning("%s is left to followAlerts", ", ".join(ways))


async def fetch(bulk: BulkDatabase, path: str, **query: Any) -> Any:
    return json.loads(await bulk.get(path, **query))


async def load_news(
    bulk: BulkDatabase, keys: Sequence[str], rules: Mapping[str, Rule], now: datetime
) -> list[News]:
    nodes = await asyncio.gather(*(fetch(bulk, alerts.path(key)) for key in keys))
    moved = [alert for alert in map(alerts.read, nodes) if alert]
    rows = await asyncio.gather(
        *(fetch(bulk, customer_rows.path(alert.company_id)) for alert in moved)
    )
    found = [
        (alert, customer_rows.read_tracked(alert.company_id, row))
        for alert, row in zip(moved, rows, strict=True)
    ]
    return [
        News(alert, reason, rules[alert.rule], customer)
        for alert, customer in found
        if customer and not (reason := notification_reason(alert, now)).startswith("none:")
    ]


def data_faults(run: Mapping[str, Any]) -> set[str]:
    """The metrics on which so many companies got worse at once that the data is suspected."""
    worse, measured = run.get("worse", {}), run.get("measured", {})
    return {m for m, count in worse.items() if is_data_fault(count, measured.get(m, 0))}


def between(bounds: tuple[str, str]) -> dict[str, str]:
    return {"startAt": bounds[0], "endAt": bounds[1]}


def group_entries(
    plans: Sequence[tuple[News, Delivery]],
    run_date: date,
    now: datetime,
    key_of: Callable[[str], str],
    taken_keys: Container[str],
) -> tuple[Update, dict[Delivery, str]]:
    """The messages that speak for many, and their keys. `taken_keys` are the date's in the outbox:
    one that is there already speaks for these too."""
    updates = Update()
    keys: dict[Delivery, str] = {}
    groups: tuple[tuple[str, Delivery], ...] = (("summary", "summary"), ("first_run", "digest"))
    for kind, way in groups:
        named = [facts_of_news(news, now) for news, chosen in plans if chosen == way]
        if named:
            key = keys[way] = key_of(kind)
            if key not in taken_keys:
                facts = digest_facts(run_date, named)
                updates |= outbox.entry(key, "alerts", kind, facts, now)
    return updates, keys


def deliver(
    news: News, way: Delivery, run_date: date, now: datetime, under: str | None = None
) -> Update:
    """One alert's share of the plan: its books, and its own entry if it gets one, in the thread
    of the summary `under` that key."""
    alert = news.alert
    if way == "digest":
        return alerts.save(alert, mark_notified(alert, news.reason, now, own=False), ())
    if way == "held":
        held = suppress(alert, Stamp(SYSTEM, now, run_date))
        return alerts.save(alert, held.alert, held.transitions)
    notified, entry = notify_change(alert, news.rule, news.customer, now, under=under)
    return alerts.save(alert, notified, ()) | entry


def group_key(run_date: date, kind: str) -> str:
    return f"{run_date.isoformat()}:{kind}:alerts"


def plan_key(run_date: date, run: Mapping[str, Any], taken_keys: Container[str], kind: str) -> str:
    """One for all attempts at a run's plan; what comes to light after it is told in another."""
    if run.get("planned"):
        return free_key(run_date, taken_keys, kind)
    return group_key(run_date, f"{kind}-{run['request']}")


def free_key(run_date: date, taken_keys: Container[str], kind: str) -> str:
    """The first of the date's keys for such a message that no earlier one has."""
    keys = (group_key(run_date, f"{kind}-{number}") for number in count(1))
    return next(key for key in keys if key not in taken_keys)


def fault_entry(
    plans: Sequence[tuple[News, Delivery]],
    metric: str,
    run: Mapping[str, Any],
    run_date: date,
    now: datetime,
    taken_keys: Container[str],
) -> Update:
    """The one message that says what is held, and why."""
    key = group_key(run_date, f"fault-{metric}")
    if key in taken_keys:
        return Update()
    held = sum(news.alert.rule == metric and way == "held" for news, way in plans)
    facts = {
        "date": run_date.isoformat(),
        "rule": metric,
        "worse": run["worse"][metric],
        "measured": run["measured"][metric],
        "held": held,
    }
    return outbox.entry(key, "alerts", "data_fault", facts, now)


def facts_of_news(news: News, now: datetime) -> dict[str, Any]:
    return facts_of(news.alert, news.rule, news.customer, news.reason, now)


def digest_facts(run_date: date, named: Sequence[Mapping[str, Any]]) -> dict[str, Any]:
    return {
        "date": run_date.isoformat(),
        "total": len(named),
        "alerts": list(named[:NAMED]),
    }


async def warnings_entry(
    bulk: BulkDatabase,
    nodes: Mapping[str, Any],
    rules: Mapping[str, Rule],
    run_date: date,
    now: datetime,
) -> Update:
    """The daily digest of warnings, which nobody is called for; the review list has them all. A
    flapping critical is named here only."""
    found = [alert for alert in map(alerts.read, nodes.values()) if alert]
    mild = (alert for alert in found if alert.severity == "warning" or alert.flapping)
    warnings = [alert for alert in mild if alert.is_open]
    if not warnings:
        return Update()
    warnings.sort(key=lambda alert: (alert.since, alert.key), reverse=True)
    rows = await asyncio.gather(
        *(fetch(bulk, customer_rows.path(alert.company_id)) for alert in warnings[:NAMED])
    )
    named = [
        facts_of(alert, rules[alert.rule], customer, "repeat", now)
        for alert, row in zip(warnings, rows, strict=False)
        if (customer := customer_rows.read_tracked(alert.company_id, row))
    ]
    if not named:
        return Update()
    unnamed = len(warnings) - len(warnings[:NAMED])
    facts = digest_facts(run_date, named) | {"total": len(named) + unnamed}
    key = group_key(run_date, "warnings")
    return outbox.entry(key, "alerts", "warnings", facts, now)
