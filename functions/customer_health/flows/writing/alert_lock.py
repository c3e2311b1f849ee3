"""Writing what moves an alert: under its company's lock, and decided on what is there by then.

A multi-path update can't be conditional. So whoever finds that an alert moves takes the lock,
decides once more from what it reads under it, and lets the lock go in the update itself. What
moves no alert is written as it is. One lock a company: nobody waits for a second one.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any, Protocol
from uuid import uuid4

from customer_health.errors import Busy
from customer_health.stores.alerts import alerts
from customer_health.stores.rtdb.client import Database

LEASE = timedelta(seconds=20)
"""After which a lock that a crash left behind falls open."""
IN_TIME = LEASE / 2
"""So long after taking the lock its holder may still begin to write: the rest is the request's."""
PATIENCE = 25.0
PAUSE = 0.1

Updates = Mapping[str, Any]


class Bulk(Protocol):
    async def take_lease(
        self, path: str, now: datetime, length: timedelta, holder: str
    ) -> object | None: ...

    async def patch(self, updates: Updates) -> None: ...


def write_under_alert_lock(
    database: Database,
    updates: Updates,
    again: Callable[[], Updates],
    patience: float = PATIENCE,
) -> Updates:
    """Write `updates`, or, if they move an alert, what `again` decides under the lock; returns
    what was written. Raises Busy if others hold the lock for longer than `patience` seconds."""
    end = time.monotonic() + patience
    while lock := lock_for(updates):
        taken = datetime.now(UTC)
        if database.take_lease(lock, taken, LEASE, uuid4().hex):
            updates = {}
            try:
                updates = again()
            finally:
                if in_time := datetime.now(UTC) - taken < IN_TIME:
                    database.patch({**updates, lock: None})
            if in_time:
                return updates
        if time.monotonic() >= end:
            raise busy(lock)
        time.sleep(PAUSE)
        updates = again()
    if updates:
        database.patch(updates)
    return updates


async def write_bulk(
    bulk: Bulk,
    updates: Updates,
    again: Callable[[], Awaitable[Updates]],
    patience: float = PATIENCE,
) -> None:
    """As `write`, for the daily run."""
    end = time.monotonic() + patience
    while lock := lock_for(updates):
        taken = datetime.now(UTC)
        if await bulk.take_lease(lock, taken, LEASE, uuid4().hex):
            updates = {}
            try:
                updates = await again()
            finally:
                if in_time := datetime.now(UTC) - taken < IN_TIME:
                    await bulk.patch({**updates, lock: None})
            if in_time:
                return
        if time.monotonic() >= end:
            raise busy(lock)
        await asyncio.sleep(PAUSE)
        updates = await again()
    if updates:
        await bulk.patch(updates)


def lock_for(updates: Updates) -> str | None:
    """The lock that these updates need; none, if they move no alert."""
    moved = alerts.needs_lock(updates)
    if not moved:
        return None
    [company_id] = moved
    return alerts.lock_path(company_id)


def busy(lock: str) -> Busy:
    return Busy(f"{lock} has been held by others for too long; try again")
