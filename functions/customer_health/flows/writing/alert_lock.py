"""Write an update, under the company's alert lock if it moves an alert.

A multi-path update can't be conditional. So a writer whose update moves an alert takes the
company's lock, reads and decides once more under the lock, and releases the lock in the update
itself. An update that moves no alert, as nearly all, is written without the lock.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any, Protocol
from uuid import uuid4

from customer_health import logs
from customer_health.errors import Busy
from customer_health.stores.alerts.alerts import HISTORY
from customer_health.stores.alerts.locks import lock_path
from customer_health.stores.rtdb.update import Update

LEASE = timedelta(seconds=20)
"""After this time a lock that a crash left behind can be taken by others."""
WRITES_WITHIN = LEASE / 2
"""A holder starts its write within this time or not at all. The rest of the lease is time for the
write to arrive while the lock still belongs to this holder."""
PATIENCE = 25.0
"""Seconds to wait for the lock."""
PAUSE = 0.1
"""Seconds between two attempts to take the lock."""


class Writer(Protocol):
    """The part of the database that writing needs."""

    def take_lease(
        self, path: str, now: datetime, length: timedelta, holder: str
    ) -> object | None: ...

    def patch(self, updates: Mapping[str, Any]) -> None: ...


class BulkWriter(Protocol):
    """The same part of the daily run's database."""

    async def take_lease(
        self, path: str, now: datetime, length: timedelta, holder: str
    ) -> object | None: ...

    async def patch(self, updates: Mapping[str, Any]) -> None: ...


def write_under_alert_lock(
    database: Writer, update: Update, decide: Callable[[], Update], patience: float = PATIENCE
) -> Update:
    """Write `update`; or, if it moves an alert, what `decide` returns once the lock is held.

    Returns what was written. Raises Busy if others hold the lock for longer than `patience`
    seconds.
    """
    end = time.monotonic() + patience
    while update.moves_alert_of:
        lock = lock_path(update.moves_alert_of)
        taken_at = datetime.now(UTC)
        if database.take_lease(lock, taken_at, LEASE, uuid4().hex):
            update = Update()
            try:
                update = decide()
            finally:  # also after an error, so that others don't wait for the lease to run out
                if in_time := datetime.now(UTC) - taken_at < WRITES_WITHIN:
                    database.patch({**update.values, lock: None})
            if in_time:
                log_moves(update)
                return update
            # Too late: the lease may end, and another holder write, before this write arrives.
        if time.monotonic() >= end:
            raise Busy(f"{lock} has been held by others for too long; try again")
        time.sleep(PAUSE)
        update = decide()  # what the holder wrote may have made the lock unnecessary
    if update:
        database.patch(update.values)
    return update


def log_moves(update: Update) -> None:
    """Log each move of an alert that an update has written."""
    moves = [path.split("/") for path in update.values if path.startswith(f"{HISTORY}/")]
    for _, company_id, key in moves:
        logs.event("alert_moved", company=company_id, move=key)


async def write_bulk(
    bulk: BulkWriter, update: Update, decide: Callable[[], Awaitable[Update]]
) -> None:
    """Write an update as `write_under_alert_lock` does, on the daily run's database. An update that
    moves an alert waits in a thread of its own, so that other companies go on."""
    if not update.moves_alert_of:
        if update:
            await bulk.patch(update.values)
        return
    blocking = Blocking(bulk, asyncio.get_running_loop())
    await asyncio.to_thread(
        write_under_alert_lock, blocking, update, lambda: blocking.result(decide)
    )


class Blocking:
    """Wraps the daily run's database for use from another thread, which waits for each answer."""

    def __init__(self, bulk: BulkWriter, loop: asyncio.AbstractEventLoop) -> None:
        self._bulk = bulk
        self._loop = loop

    def result(self, call: Callable[[], Awaitable[Any]]) -> Any:
        # Called only in the loop: a task that is cancelled before it starts would leave behind a
        # coroutine that nobody awaits.
        async def answer() -> Any:
            return await call()

        return asyncio.run_coroutine_threadsafe(answer(), self._loop).result()

    def take_lease(self, path: str, now: datetime, length: timedelta, holder: str) -> object | None:
        take = partial(self._bulk.take_lease, path, now, length, holder)
        lease: object | None = self.result(take)
        return lease

    def patch(self, updates: Mapping[str, Any]) -> None:
        self.result(partial(self._bulk.patch, updates))
