"""Delete cached sources and exports once they have expired."""

from datetime import datetime

from customer_health.stores.actions import exports
from customer_health.stores.context import context_cache
from customer_health.stores.rtdb.client import Database


def delete_expired(database: Database, now: datetime) -> None:
    for store in (context_cache, exports):
        updates = store.expired(database, now)
        if updates:
            database.patch(updates)
