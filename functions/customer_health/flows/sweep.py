"""What is kept for a while only, deleted when its time is over."""

from datetime import datetime

from customer_health.stores import context_cache, exports
from customer_health.stores.database import Database


def sweep(database: Database, now: datetime) -> None:
    for store in (context_cache, exports):
        updates = store.expired(database, now)
        if updates:
            database.patch(updates)
