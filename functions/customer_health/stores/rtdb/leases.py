"""Leases `{until, firstTriedAt, attempts, holder}`: locks that end by themselves after a crash."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from customer_health.domain.instants import iso


def next_lease(
    current: Mapping[str, Any] | None, now: datetime, length: timedelta, holder: str
) -> dict[str, Any] | None:
    """Return the lease to write over the current one; None while that one has not run out."""
    if current and current.get("until", "") > iso(now):
        return None
    before = current or {"firstTriedAt": iso(now), "attempts": 0}
    return {
        **before,
        "attempts": before["attempts"] + 1,
        "until": iso(now + length),
        "holder": holder,
    }
