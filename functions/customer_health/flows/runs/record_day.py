"""Record what stays of a run's date: the snapshot, the row of the day's list, and the figures that
an earlier run of the same date found, if they were others."""

import asyncio
import json
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from customer_health.domain.alerts.alert import Alert
from customer_health.domain.customers.customer import Customer
from customer_health.domain.metrics.data_issues import DataIssue
from customer_health.domain.metrics.window import Window
from customer_health.stores.customers import (
    daily_rows,
    metrics_node,
    origins,
    restatements,
    rows,
    snapshots,
)
from customer_health.stores.rtdb.bulk_client import Reader
from customer_health.stores.rtdb.decoding import MALFORMED, malformed


@dataclass(frozen=True, slots=True)
class StoredDay:
    """What an earlier run of the same date has stored: the snapshot, its origin, and whether the
    date, which is `past`, has a row in its list. That row stays as it is."""

    date: date
    past: bool
    snapshot: dict[str, Any] | None = None
    origin: dict[str, Any] = field(default_factory=dict)
    keeps_row: bool = False


async def load_day(
    reader: Reader, company_id: str, row: Any, window: Window, issues: list[DataIssue]
) -> StoredDay:
    """Read what is stored of the run's date.

    Usually this reads nothing: a row of an older run says that today's is the first of its date.
    """
    before = rows.read_tracked(company_id, row)
    newest = before and before.run_date
    if newest and newest < window.run_date and not window.past:
        return StoredDay(window.run_date, window.past)
    snapshot, origin, keeps_row = await asyncio.gather(
        load_node(reader, metrics_node.history_path(company_id, window.run_date), issues),
        load_node(reader, origins.path(company_id, window.run_date), issues),
        has_row(reader, company_id, window),
    )
    return StoredDay(window.run_date, window.past, snapshot, origin or {}, keeps_row)


async def load_node(reader: Reader, path: str, issues: list[DataIssue]) -> dict[str, Any] | None:
    raw = await reader.get(path)
    try:
        return snapshots.decode(raw)
    except MALFORMED as error:
        issues.append(malformed(path, error, raw))
        return None


async def has_row(reader: Reader, company_id: str, window: Window) -> bool:
    if not window.past:
        return False
    path = f"{daily_rows.path(window.run_date, company_id)}/name"
    return json.loads(await reader.get(path)) is not None


def save_day(
    customer: Customer,
    origin: Mapping[str, str],
    stored: StoredDay,
    open_alerts: Collection[Alert] | None = None,
) -> dict[str, Any]:
    """Return the update that records a customer's figures of a date in place of the stored ones.
    `origin` is a hash of their records, and the version of the code. Without `open_alerts` nobody
    knows which alerts were open."""
    day, past = stored.date, stored.past
    snapshot = metrics_node.snapshot(customer)
    updates = restatements.save(customer.id, day, stored.snapshot, stored.origin, snapshot, origin)
    if not stored.keeps_row:
        updates |= daily_rows.save(customer, day, open_alerts)
    if past and restatements.are_replaced(stored.snapshot, snapshot):
        updates |= daily_rows.mark_restated(customer.id, day)
    return updates
