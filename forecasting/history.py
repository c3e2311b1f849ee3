"""Rows of this backend's own history, of an export of its database as JSON.

It needs `CustomerHealthMetrics`, `HealthScores` and `Departures`.
"""

from collections.abc import Callable, Iterator, Mapping
from datetime import date, timedelta
from typing import Any

from customer_health.domain.context.renewal import renewal
from customer_health.domain.insights.features import History, features, score_at
from customer_health.domain.insights.forecast import HORIZON
from customer_health.domain.instants import TORONTO
from customer_health.stores.context import health_scores
from customer_health.stores.customers import departures, snapshots
from customer_health.stores.rtdb.nodes import children
from forecasting.rows import CUT_EVERY, Row
from forecasting.training import RefusedError

Features = Callable[[History, date], Mapping[str, float] | None]


def histories(export: Mapping[str, Any]) -> dict[str, History]:
    scores = children(export.get(health_scores.ROOT))
    return {
        company_id: History(
            {
                day: one
                for day, one, _ in snapshots.readable(
                    company_id, children(children(node).get("history"))
                )
            },
            health_scores.readable(company_id, children(scores.get(company_id))),
        )
        for company_id, node in children(export.get("CustomerHealthMetrics")).items()
    }


def departures_of(export: Mapping[str, Any]) -> dict[str, date | None]:
    """Return the dates on which customers left, None for one whose departure can't be read. Those
    who never were customers count as none."""
    nodes = children(export.get(departures.ROOT))
    readable = {one.company_id: one for one in departures.readable(nodes)}
    left = {
        company_id: one.left_at.astimezone(TORONTO).date()
        for company_id, one in readable.items()
        if one.counts
    }
    return {**dict.fromkeys(nodes.keys() - readable.keys()), **left}


def rows(export: Mapping[str, Any], today: date, features_of: Features = features) -> Iterator[Row]:
    """Yield a row for each customer and cut, every 30 days, whose 90 days are over.

    Of a customer whose departure can't be read, nobody knows whether it left: it has no rows.

    Raises RefusedError if a feature at a cut changes when all that came after the cut is deleted.
    """
    known, left = histories(export), departures_of(export)
    days = [day for history in known.values() for day in history.snapshots]
    cut = min(days, default=today)
    while cut + timedelta(days=HORIZON) <= today:
        for company_id, history in known.items():
            gone = left.get(company_id, date.max)
            if gone is None or gone <= cut:
                continue
            values = features_of(history, cut)
            if values != features_of(history.until(cut), cut):
                raise RefusedError(f"a leak: a feature of {company_id} at {cut} knows later days")
            if values is not None:
                leaves = gone <= cut + timedelta(days=HORIZON)
                yield Row(company_id, cut, values, leaves, rule(history, cut))
        cut += timedelta(days=CUT_EVERY)


def rule(history: History, cut: date) -> float:
    """Return the index of the rule for the renewal risk, of what is known of that day. The CRM's
    probability, the contract's end and the use aren't kept by day."""
    newest = history.snapshots[max(day for day in history.snapshots if day <= cut)]
    score = score_at(history.scores, cut)
    found = renewal(
        None if score is None else round(score), None, None, cut, levels=newest.get("levels")
    )
    return 50.0 if found.probability is None else 100 - found.probability
