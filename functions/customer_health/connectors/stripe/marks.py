"""Marks on objects in Stripe, by which an action finds what it made before.

Stripe forgets an idempotency key after a day or so; a mark in the metadata stays.
"""

from collections.abc import Iterable
from itertools import islice
from typing import Any, Protocol, TypeVar

MARK = "customer_health_action"
LOOK_BACK = 500
"""The number of newest objects that are searched for a mark."""

MAX_VALUE = 500
"""Characters of a metadata value, at most."""


class Marked(Protocol):
    @property
    def metadata(self) -> Any: ...


Made = TypeVar("Made", bound=Marked)


def marks(key: str, reason: str) -> dict[str, str]:
    """Return the metadata for an object that an action makes."""
    return {MARK: mark(key), "reason": reason[:MAX_VALUE]}


def mark(key: str) -> str:
    """Return the part of a key that all attempts of an action share."""
    return key.partition(":")[0]


def already(made: Iterable[Made], key: str) -> Made | None:
    """Find the object that an action made before, among `made`, newest first."""
    newest = islice(made, LOOK_BACK)
    return next((one for one in newest if one.metadata and _has(one.metadata, key)), None)


def _has(metadata: Any, key: str) -> bool:
    return MARK in metadata and metadata[MARK] == mark(key)
