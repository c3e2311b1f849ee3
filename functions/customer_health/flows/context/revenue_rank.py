"""Who is among the top tenth by revenue: each currency by itself."""

from datetime import datetime, timedelta
from typing import Any

from customer_health.domain.context.revenue_rank import top_tenth
from customer_health.domain.context.vendor_records import BillingRecord
from customer_health.domain.instants import parse_instant
from customer_health.domain.money import Money
from customer_health.stores.context import revenue
from customer_health.stores.rtdb.client import Database

RANKED_EVERY = timedelta(hours=1)


def keep_revenue(
    database: Database, company_id: str, billing: BillingRecord, now: datetime
) -> dict[str, Any]:
    """What to write with a customer's billing. Whoever comes first in an hour ranks them all,
    reading a leaf of each customer."""
    earned = billing.revenue_12m
    if earned is None:
        return {}
    updates = revenue.save(company_id, earned)
    rank = database.get(revenue.rank_path(earned.currency))
    if rank is None or now - parse_instant(rank["at"]) >= RANKED_EVERY:
        all_of_them = {**revenue.revenues(database, earned.currency), company_id: earned.cents}
        paid = [cents for cents in all_of_them.values() if cents > 0]
        updates |= revenue.save_rank(earned.currency, top_tenth(paid), len(paid), now)
    return updates


def vip_from(ranks: Any, billing: BillingRecord | None) -> Money | None:
    """From how much on a customer of this one's currency is among the top tenth, by the node of
    all currencies."""
    earned = billing.revenue_12m if billing else None
    rank = (ranks or {}).get(earned.currency, {}) if earned else {}
    return Money(rank["cents"], earned.currency) if earned and "cents" in rank else None
