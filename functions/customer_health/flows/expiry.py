"""Delete cached sources and exports once they have expired, and who was there on a day."""

from datetime import datetime

from customer_health.stores import view_counts
from customer_health.stores.actions import exports
from customer_health.stores.context import context_cache
from customer_health.stores.rtdb.client import Database


def delete_expired(database: Database, now: datetime) -> None:
    for expired in (context_cache.expired, exports.expired, view_counts.close_days):
        updates = expired(database, now)
        if updates:
            database.patch(updates)
