"""Plan the notifications of a complete run: each alone, in a summary, in a digest, or suppressed.

Runs once every shard has reported. Each alert is compared with the last notification that is
recorded in it, so a plan that is made again queues nothing twice.
"""

import asyncio
import json
import logging
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import partial
from types import MappingProxyType
from typing import Any

from customer_health.domain.alerts.alert import Alert
from customer_health.domain.alerts.notifications import Delivery, deliveries, is_data_fault
from customer_health.domain.alerts.rules import Rule
from customer_health.errors import Busy
from customer_health.flows.alerts.group_messages import (
    NAMED,
    Plan,
    fault_entry,
    group_entries,
    group_key,
    plan_key,
    warnings_among,
    warnings_entry,
)
from customer_health.flows.alerts.notification import (
    Notification,
    due_notification,
    save_delivery,
)
from customer_health.flows.writing.alert_lock import write_bulk
from customer_health.stores.alerts import alerts, outbox
from customer_health.stores.alerts.rules import RULES, read_rules
from customer_health.stores.customers import rows
from customer_health.stores.rtdb.bulk_client import BulkDatabase
from customer_health.stores.rtdb.update import Update
from customer_health.stores.runs import runs

log = logging.getLogger(__name__)


async def plan_notifications(bulk: BulkDatabase, run_date: date, now: datetime) -> None:
    """Queue the notifications of a run in the outbox, and delete the marks that asked for them."""
    first_key, last_key = outbox.keys_of(run_date)
    marks, first_run, run, rule_nodes, taken_keys = await asyncio.gather(
        fetch(bulk, alerts.run_path(run_date)),
        fetch(bulk, alerts.FIRST_RUN),
        fetch(bulk, runs.path(run_date)),
        fetch(bulk, RULES),
        fetch(bulk, outbox.ROOT, orderBy="$key", startAt=first_key, endAt=last_key),
    )
    marks, taken_keys = marks or {}, taken_keys or {}
    # After the marks: an alert must be read as it was when it was marked, or newer.
    open_alerts = await fetch(bulk, alerts.ROOT, orderBy="open", equalTo=True) or {}
    rules = read_rules(rule_nodes)
    notifications = await load_notifications(bulk, sorted(marks), rules, now, open_alerts)
    is_first = first_run in (None, run_date.isoformat())
    faults = data_faults(run)
    key_of = partial(plan_key, run_date, run, taken_keys)
    reasons = [(n.alert, n.reason) for n in notifications]
    # An earlier attempt may have queued the summary and then failed: what it named stays in it.
    has_summary = key_of("summary") in taken_keys
    chosen = deliveries(reasons, first=is_first, faults=faults, summed_up=has_summary)
    plan = list(zip(notifications, chosen, strict=True))
    update, keys = group_entries(plan, run_date, now, key_of, taken_keys)
    if is_first and run.get("done"):
        update |= {alerts.FIRST_RUN: run_date.isoformat()}
    for metric in faults:
        update |= fault_entry(plan, metric, run, run_date, now, taken_keys)
    if group_key(run_date, "warnings") not in taken_keys:
        update |= await plan_warnings(bulk, open_alerts, rules, run_date, now)
    # Group messages first: the companies' own messages go into their threads.
    await bulk.patch(update.values)
    by_company: dict[str, list[tuple[Notification, Delivery]]] = {}
    for notification, delivery in plan:
        by_company.setdefault(notification.customer.id, []).append((notification, delivery))
    await asyncio.gather(
        *(notify_company(bulk, part, rules, run_date, now, keys) for part in by_company.values())
    )
    # The marks go last: an attempt that fails before this is repeated with all of them.
    done = {f"{alerts.run_path(run_date)}/{key}": None for key in marks}
    await bulk.patch({**done, runs.planned_path(run_date): True})


async def notify_company(
    bulk: BulkDatabase,
    plan: Plan,
    rules: Mapping[str, Rule],
    run_date: date,
    now: datetime,
    keys: Mapping[Delivery, str],
) -> None:
    """Write a company's part of the plan, under its alert lock. An alert that is no longer due by
    then is left out; if others hold the lock for too long, the hourly check notifies instead."""
    delivery_of = {notification.alert.key: delivery for notification, delivery in plan}

    def decide(due: Sequence[Notification]) -> Update:
        update = Update()
        for notification in due:
            delivery = delivery_of[notification.alert.key]
            under = keys.get(delivery)
            update |= save_delivery(notification, delivery, run_date, now, under=under)
        return update

    async def decide_again() -> Update:
        return decide(await load_notifications(bulk, sorted(delivery_of), rules, now))

    try:
        await write_bulk(bulk, decide([notification for notification, _ in plan]), decide_again)
    except Busy:
        log.warning("%s is left to followAlerts", ", ".join(delivery_of))


async def fetch(bulk: BulkDatabase, path: str, **query: Any) -> Any:
    return json.loads(await bulk.get(path, **query))


async def fetch_rows(bulk: BulkDatabase, of_alerts: Sequence[Alert]) -> list[Any]:
    """Return the customer's row of each alert. Reads each customer's row once."""
    company_ids = sorted({alert.company_id for alert in of_alerts})
    found = await asyncio.gather(*(fetch(bulk, rows.path(one)) for one in company_ids))
    row_of = dict(zip(company_ids, found, strict=True))
    return [row_of[alert.company_id] for alert in of_alerts]


async def load_notifications(
    bulk: BulkDatabase,
    alert_keys: Sequence[str],
    rules: Mapping[str, Rule],
    now: datetime,
    known: Mapping[str, Any] = MappingProxyType({}),
) -> list[Notification]:
    """Return the notifications that are due among these alerts. Those that are not in `known`, by
    key, are read."""
    others = [key for key in alert_keys if key not in known]
    found = await asyncio.gather(*(fetch(bulk, alerts.path(key)) for key in others))
    node_of = {**known, **dict(zip(others, found, strict=True))}
    marked = [alert for key in alert_keys if (alert := alerts.read(node_of[key]))]
    customer_rows = await fetch_rows(bulk, marked)
    due = (
        due_notification(alert, row, rules, now)
        for alert, row in zip(marked, customer_rows, strict=True)
    )
    return [notification for notification in due if notification]


def data_faults(run: Mapping[str, Any]) -> set[str]:
    """Return the metrics on which so many companies got worse at once that the data is suspect."""
    worse, measured = run.get("worse", {}), run.get("measured", {})
    return {m for m, count in worse.items() if is_data_fault(count, measured.get(m, 0))}


async def plan_warnings(
    bulk: BulkDatabase,
    nodes: Mapping[str, Any],
    rules: Mapping[str, Rule],
    run_date: date,
    now: datetime,
) -> Update:
    """Queue the daily digest of warnings among the open alerts, given as nodes."""
    open_alerts = [alert for alert in map(alerts.read, nodes.values()) if alert]
    warnings = warnings_among(open_alerts)
    customer_rows = await fetch_rows(bulk, warnings[:NAMED])
    return warnings_entry(warnings, customer_rows, rules, run_date, now)
