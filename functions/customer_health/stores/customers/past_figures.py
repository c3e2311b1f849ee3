"""One metric's figures of past runs, in its rule's unit: from `history/{date}` of a customer."""

from collections.abc import Iterator
from datetime import date, datetime
from typing import Any

from customer_health.domain.insights.rehearsal import DayFigure
from customer_health.domain.instants import parse_instant
from customer_health.domain.metrics.employees import Baseline, change, decrease
from customer_health.domain.metrics.levels import Number
from customer_health.domain.metrics.login import days_since
from customer_health.domain.metrics.names import EMPLOYEES, LOGIN
from customer_health.stores.customers import metrics_node
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.unreadable import UNREADABLE, log_unreadable


def between(
    database: Database,
    company_id: str,
    created_at: datetime | None,
    metric: str,
    first: date,
    last: date,
) -> Iterator[DayFigure]:
    """Yield a customer's figures of the runs between two dates, both included, the oldest first.

    `created_at` is when the company was created: without any login, the days count from there. A
    day that can't be read is logged and left out.
    """
    path = f"{metrics_node.path(company_id)}/history"
    nodes = database.between(path, first.isoformat(), last.isoformat())
    for day, node in sorted(nodes.items()):
        try:
            at = parse_instant(node["lastUpdated"])
            value = figure(node, metric, created_at, at)
            yield DayFigure(date.fromisoformat(day), at, value)
        except UNREADABLE as error:
            log_unreadable(f"{path}/{day}", error)


def figure(node: Any, metric: str, created_at: datetime | None, at: datetime) -> Number | None:
    """Return the figure of a snapshot that a run with the clock `at` has written."""
    if metric == EMPLOYEES:
        before = node.get("employeeChange30d")
        if before is None:
            return None
        baseline = Baseline(date.fromisoformat(before["baselineDate"]), before["from"])
        return decrease(change(node[EMPLOYEES], baseline))
    if metric == LOGIN:
        if node["levels"][LOGIN] == "none":
            return None
        login = node.get(LOGIN)
        return days_since(parse_instant(login) if login else None, created_at, at, is_unknown=False)
    average: float | None = node.get("averages", {}).get(metric)
    return average
