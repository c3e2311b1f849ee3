"""The usage section's source: this backend's own database.

A seat is an employee who is not archived and has an account (`userId`), without which nobody can
log in. A seat is active if its user was present within 30 days. The trend compares the features'
30-day counts with those that were recorded about 30 days ago. A customer of whom the app has
recorded no use of any feature has no data: the source raises NotInSource.
"""

import asyncio
import json
from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

from customer_health.domain.context.product_features import HIGH_VALUE, OFFERED, used_features
from customer_health.domain.context.usage_history import change
from customer_health.domain.context.vendor_records import Feature, Usage
from customer_health.domain.instants import TORONTO
from customer_health.errors import BadAnswer, DatabaseDown, NotInSource, SourceDown
from customer_health.stores.context import product_usage
from customer_health.stores.metrics import employees, presence
from customer_health.stores.rtdb.bulk_client import BulkDatabase
from customer_health.stores.rtdb.decoding import MALFORMED

ACTIVE_WITHIN = timedelta(days=30)


class UsageSource:
    """A `Source[Usage]`. The customer's id is the company's."""

    def __init__(self, database: Callable[[], BulkDatabase]) -> None:
        self._database = database

    def fetch(self, source_id: str, now: datetime) -> Usage:
        try:
            return asyncio.run(self._fetch(source_id, now))
        except DatabaseDown as error:
            raise SourceDown(str(error)) from error
        except MALFORMED as error:
            raise BadAnswer(f"usage of {source_id} can't be read: {error}") from error

    async def _fetch(self, company_id: str, now: datetime) -> Usage:
        async with self._database() as instances:
            database = instances.of(company_id)
            staff, (features, totals) = await asyncio.gather(
                database.get(employees.path(company_id)),
                product_usage.load(database, company_id),
            )
            if features is None:
                raise NotInSource(f"the app has recorded no use of {company_id}")
            people = employees.read_employees(company_id, staff, []).values()
            seats = {one.user_id: one.name for one in people if one.user_id and not one.archived}
            times = await asyncio.gather(*(last_seen(database, user_id, now) for user_id in seats))
            seen = {user_id: at for user_id, at in zip(seats, times, strict=True) if at}
            total, today = product_usage.total_of(features), now.astimezone(TORONTO).date()
            updates = product_usage.save(company_id, today, total, totals)
            if updates:
                await database.patch(updates)
        return usage(seats, seen, features, change(total, totals, today), now)


async def last_seen(database: BulkDatabase, user_id: str, now: datetime) -> datetime | None:
    """Return when a user was last present, None if unknown. A future time, from a wrong clock, is
    returned as `now`."""
    raw = await database.get(presence.path(user_id))
    seen = presence.read_last_active(user_id, json.loads(raw), [])
    return min(seen, now) if seen else None


def usage(
    seats: Mapping[str, str | None],
    seen: Mapping[str, datetime],
    features: list[Feature],
    trend_percent: float | None,
    now: datetime,
) -> Usage:
    """Build the record. `seats` has the names by user, `seen` their last presence."""
    used = used_features(features, now)
    newest = max(seen, key=seen.__getitem__, default=None)
    return Usage(
        active_users=sum(now - at <= ACTIVE_WITHIN for at in seen.values()),
        seats=len(seats),
        last_login=seen[newest] if newest else None,
        last_login_by=seats[newest] if newest else None,
        features=features,
        unused_high_value=[feature for feature in HIGH_VALUE if feature not in used],
        features_offered=len(OFFERED),
        trend_percent=trend_percent,
    )
