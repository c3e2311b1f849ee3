"""Writing what follows from a state that others are changing too."""

from collections.abc import Callable, Mapping
from typing import Any

from customer_health.errors import Unsettled

ATTEMPTS = 12

Updates = Mapping[str, Any]


def settle(decide: Callable[[], Updates], write: Callable[[Updates], None]) -> set[str]:
    """Write what `decide` finds wanting, until it finds nothing; returns the paths written.

    `decide` reads everything it depends on, so whoever writes last also looks last: a stale write
    of one is mended by itself, and an event that comes twice writes nothing. Raises Unsettled
    when the state goes on changing; the next event or the daily run mends that.
    """
    written: set[str] = set()
    for _ in range(ATTEMPTS):
        updates = decide()
        if not updates:
            return written
        write(updates)
        written |= updates.keys()
    raise Unsettled(f"not settled after {ATTEMPTS} writes, of {sorted(updates)[:3]} last")
