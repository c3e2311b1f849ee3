"""Rehearse other weights of the health score over the customers' history. This writes nothing."""

from collections.abc import Collection
from datetime import datetime
from functools import partial

from customer_health.domain.insights.weights import Reweighing, Weights, reweigh
from customer_health.domain.instants import TORONTO
from customer_health.flows.insights.rehearse import READS_AT_ONCE
from customer_health.stores.context import health_scores
from customer_health.stores.rtdb.client import Database
from customer_health.threads import Threads


def rehearse_weights(
    database: Database, draft: Weights, company_ids: Collection[str], now: datetime
) -> Reweighing:
    """Compare a draft of the weights with the present ones, over the scores of the last 90 days."""
    today = now.astimezone(TORONTO).date()
    read = partial(health_scores.shown, database, today=today)
    with Threads(READS_AT_ONCE, "rehearsal") as threads:
        return reweigh(dict(zip(company_ids, threads.map(read, company_ids), strict=True)), draft)
