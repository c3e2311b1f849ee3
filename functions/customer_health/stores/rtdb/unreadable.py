"""Log records of our own that can't be read. Lists skip them; one bad record must not fail all."""

import logging
from functools import lru_cache

import msgspec

log = logging.getLogger(__name__)

UNREADABLE = (
    ArithmeticError,
    AttributeError,
    LookupError,
    TypeError,
    ValueError,
    msgspec.MsgspecError,
)
"""The exceptions of reading a record that is half-written, or not ours."""


def log_unreadable(path: str, error: Exception) -> None:
    """Log that the record at a path is skipped, once an instance for each error."""
    _log_once(path, f"{type(error).__name__}: {error}")


@lru_cache(maxsize=1000)
def _log_once(path: str, why: str) -> None:
    log.error("%s can't be read and is skipped: %s", path, why)
