"""Writing what follows from a state that others are changing too."""

from collections.abc import Callable, Mapping
from typing import Any

from customer_health.errors import Unsettled

ATTEMPTS = 12

Updates = Mapping[str, Any]


def settle(decide: Callable[[], Updates], write: Callable[[Updates], None]) -> None:
    """Write what `decide` finds wanting, until it finds nothing.

    `decide` reads everything it depends on, so whoever writes last also looks last: a stale write
    of one is mended by itself, and an event that comes twice writes nothing. Raises Unsettled
    when the state goes on changing; the next event or the daily run mends that.
    """
    for _ in range(ATTEMPTS):
        updates = decide()
        if not updates:
            return
        write(updates)
    raise Unsettled(f"not settled after {ATTEMPTS} writes, of {sorted(updates)[:3]} last")
