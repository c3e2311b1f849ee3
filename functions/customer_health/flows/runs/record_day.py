"""Record what stays of a run's date: the snapshot, the row of the day's list, and the figures that
an earlier run of the same date found, if they were others."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from customer_health.domain.customers.customer import Customer
from customer_health.domain.metrics.data_issues import DataIssue
from customer_health.domain.metrics.window import Window
from customer_health.stores.customers import (
    daily_rows,
    metrics_node,
    restatements,
    rows,
    snapshots,
)
from customer_health.stores.rtdb.bulk_client import Reader
from customer_health.stores.rtdb.decoding import MALFORMED, malformed


async def load_snapshot(
    reader: Reader, company_id: str, row: Any, window: Window, issues: list[DataIssue]
) -> dict[str, Any] | None:
    """Read the stored snapshot of the run's date, None if there is none.

    Usually this reads nothing: a row of an older run says that today's is the first of its date.
    """
    before = rows.read_tracked(company_id, row)
    newest = before and before.run_date
    if newest and newest < window.run_date and not window.past:
        return None
    path = metrics_node.history_path(company_id, window.run_date)
    raw = await reader.get(path)
    try:
        return snapshots.decode(raw)
    except MALFORMED as error:
        issues.append(malformed(path, error, raw))
        return None


def save_day(
    customer: Customer, run_date: date, stored: Mapping[str, Any] | None
) -> dict[str, Any]:
    """Return the update that records a customer's figures of a date, in place of `stored`."""
    snapshot = metrics_node.snapshot(customer)
    version = restatements.next_version(stored, snapshot)
    return {
        **restatements.save(customer.id, run_date, stored, snapshot),
        **daily_rows.save(customer, run_date, version),
    }
