"""Writing what follows from a state that others are changing too."""

from collections.abc import Callable, Mapping
from typing import Any

from customer_health.errors import NotConverged
from customer_health.flows.writing.alert_lock import write_under_alert_lock
from customer_health.stores.rtdb.client import Database

ATTEMPTS = 12

Updates = Mapping[str, Any]


def reconcile(database: Database, decide: Callable[[], Updates]) -> set[str]:
    """Write what `decide` finds wanting, until it finds nothing; returns the paths written.

    `decide` reads everything it depends on, so whoever writes last also looks last: a stale write
    of one is mended by itself, and an event that comes twice writes nothing. Raises Unsettled
    when the state goes on changing; the next event or the daily run mends that. `decide` may be
    called while a company's alerts are locked: it settles nothing else on its way.
    """
    written: set[str] = set()
    for _ in range(ATTEMPTS):
        updates = decide()
        if not updates:
            return written
        written |= write_under_alert_lock(database, updates, decide).keys()
    raise NotConverged(f"not settled after {ATTEMPTS} writes, of {sorted(updates)[:3]} last")
