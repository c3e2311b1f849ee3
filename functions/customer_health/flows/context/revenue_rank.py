"""The ranking of customers by revenue, for each currency."""

from datetime import datetime, timedelta
from typing import Any

from customer_health.domain.context.billing_record import BillingRecord
from customer_health.domain.context.revenue_rank import top_tenth
from customer_health.domain.instants import parse_instant
from customer_health.domain.money import Money
from customer_health.stores.context import revenue
from customer_health.stores.rtdb.client import Database

RANKED_EVERY = timedelta(hours=1)


def rank_revenue(
    database: Database, company_id: str, billing: BillingRecord, now: datetime
) -> None:
    """Store a customer's revenue. The first call in an hour also ranks all customers."""
    earned = billing.revenue_12m
    if earned is None:
        return
    updates = revenue.save(company_id, earned)
    rank = database.get(revenue.rank_path(earned.currency))
    if rank is None or now - parse_instant(rank["at"]) >= RANKED_EVERY:
        revenues = {**revenue.revenues(database, earned.currency), company_id: earned.cents}
        paid = [cents for cents in revenues.values() if cents > 0]
        updates |= revenue.save_rank(earned.currency, top_tenth(paid), len(paid), now)
    database.patch(updates)


def vip_from(ranks: Any, billing: BillingRecord | None) -> Money | None:
    """Return the revenue at which the top tenth starts, in the customer's currency.

    `ranks` is the node of all currencies' ranks.
    """
    earned = billing.revenue_12m if billing else None
    rank = (ranks or {}).get(earned.currency, {}) if earned else {}
    return Money(rank["cents"], earned.currency) if earned and "cents" in rank else None
