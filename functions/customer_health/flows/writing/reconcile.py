"""Reconcile stored results with the records they are computed from, while both may be changing."""

from collections.abc import Callable
from typing import TypeVar

from customer_health.errors import NotConverged
from customer_health.flows.writing.alert_lock import write_under_alert_lock
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.update import Update

ATTEMPTS = 50
"""During an import, other events often write between the read and the write of this one. If they do
so three times out of four, 12 attempts fail for one event in 30, and 50 for one in a million."""

State = TypeVar("State")


def reconcile(
    database: Database, read: Callable[[], State], decide: Callable[[State], Update]
) -> Update:
    """Read, decide and write until there is nothing left to write. Returns all that was written.

    `read` reads everything that the result depends on, and the stored result. `decide` is pure, and
    returns how the two differ. As the last read comes after the last write, a write that was
    outdated by another event is corrected, and an event that comes twice writes nothing. Raises
    NotConverged if the state keeps changing; then the next event or the daily run corrects it.
    """

    def read_and_decide() -> Update:
        return decide(read())

    written = Update()
    for _ in range(ATTEMPTS):
        update = read_and_decide()
        if not update:
            return written
        written |= write_under_alert_lock(database, update, read_and_decide)
    raise NotConverged(
        f"still changing after {ATTEMPTS} writes, the last one of {sorted(update.values)[:3]}"
    )
