"""What was made in Stripe carries the key of the action that made it, and is found by it.

Stripe knows an idempotency key for a day or longer; the mark stays.
"""

from collections.abc import Iterable
from itertools import islice
from typing import Any, Protocol, TypeVar

MARK = "customer_health_action"
LOOK_BACK = 500
"""So many of the newest are looked through."""

SHORT = 500
"""Characters of a value in Stripe's metadata."""


class Marked(Protocol):
    @property
    def metadata(self) -> Any: ...


Made = TypeVar("Made", bound=Marked)


def marks(key: str, reason: str) -> dict[str, str]:
    return {MARK: mark(key), "reason": reason[:SHORT]}


def mark(key: str) -> str:
    """The same for every time that a person has it tried again."""
    return key.partition(":")[0]


def already(made: Iterable[Made], key: str) -> Made | None:
    newest = islice(made, LOOK_BACK)
    return next((one for one in newest if one.metadata and _has(one.metadata, key)), None)


def _has(metadata: Any, key: str) -> bool:
    return MARK in metadata and metadata[MARK] == mark(key)
