"""`{until, firstTriedAt, attempts, holder?}`: a node that is somebody's for a while."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from customer_health.domain.instants import iso


def next_lease(
    held: Mapping[str, Any] | None, now: datetime, length: timedelta, holder: str | None
) -> dict[str, Any] | None:
    """What to write over what is there, to take it; None while somebody holds it."""
    if held and held.get("until", "") > iso(now):
        return None
    before = held or {"firstTriedAt": iso(now), "attempts": 0}
    return {
        **before,
        "attempts": before["attempts"] + 1,
        "until": iso(now + length),
        **({"holder": holder} if holder else {}),
    }
