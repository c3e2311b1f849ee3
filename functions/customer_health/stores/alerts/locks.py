"""The lock of a company's alerts, and what may be written without it."""

from collections.abc import Iterable

UNLOCKED_FIELDS = frozenset({"asOf", "value", "valueAt", "lastDate", "changes", "unmeasuredSince"})
"""Fields that an evaluation may write without the lock: no decision depends on one of them alone.
A write of any other field moves the alert, and needs the lock."""


def lock_path(company_id: str) -> str:
    return f"Locks/alerts:{company_id}"


def needs_lock(fields: Iterable[str]) -> bool:
    """Return whether a write of these fields of an alert moves it."""
    return any(field not in UNLOCKED_FIELDS for field in fields)
