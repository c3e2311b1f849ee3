"""Reconcile what is stored with what it follows from, while others are changing both."""

from collections.abc import Callable
from typing import TypeVar

from customer_health.errors import NotConverged
from customer_health.flows.writing.alert_lock import write_under_alert_lock
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.update import Update

ATTEMPTS = 12

State = TypeVar("State")


def reconcile(
    database: Database, read: Callable[[], State], decide: Callable[[State], Update]
) -> Update:
    """Read, decide and write until there is nothing left to write. Returns all that was written.

    `read` reads everything that the result depends on. `decide` is pure: it compares that with
    what should be stored. Since the last look comes after the last write, a stale write is
    corrected, and an event that comes twice writes nothing. Raises NotConverged if the state goes
    on changing; the next event or the daily run corrects it then.
    """

    def look() -> Update:
        return decide(read())

    written = Update()
    for _ in range(ATTEMPTS):
        update = look()
        if not update:
            return written
        written |= write_under_alert_lock(database, update, look)
    raise NotConverged(
        f"still changing after {ATTEMPTS} writes, the last of {sorted(update.values)[:3]}"
    )
