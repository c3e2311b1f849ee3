"""Records of our own that can't be read: told of once, and left out wherever many are read."""

import logging
from functools import lru_cache

log = logging.getLogger(__name__)

UNREADABLE = (ArithmeticError, AttributeError, LookupError, TypeError, ValueError)
"""What making something of a half-written or foreign record raises."""


def leave_out(path: str, error: Exception) -> None:
    _say_once(path, f"{type(error).__name__}: {error}")


@lru_cache(maxsize=1000)
def _say_once(path: str, why: str) -> None:
    """Once an instance: what can't be read is come upon again and again."""
    log.error("%s can't be read and is left out: %s", path, why)
