"""Delete what has expired: cached sources, exports, who was there on a day, rows of old days."""

from datetime import datetime

from customer_health.stores import view_counts
from customer_health.stores.actions import exports
from customer_health.stores.context import context_cache
from customer_health.stores.customers import daily_rows
from customer_health.stores.rtdb.client import Database


def delete_expired(database: Database, now: datetime) -> None:
    kinds = (context_cache.expired, exports.expired, view_counts.close_days, daily_rows.expired)
    for expired in kinds:
        updates = expired(database, now)
        if updates:
            database.patch(updates)
