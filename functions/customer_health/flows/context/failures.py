"""Failures of sources: what is stored of an error, and when the source may be asked again."""

import logging
from datetime import timedelta

from customer_health.domain.context.source_results import FailureKind, SourceFailure
from customer_health.errors import (
    AmbiguousInSource,
    BadAnswer,
    NotInSource,
    SourceDown,
    SourceError,
    SourceRefused,
)

BACK_OFF = timedelta(seconds=30)
MAX_RETRY_AFTER = 3600
"""Seconds. A source's Retry-After is followed up to this."""

REST = timedelta(minutes=5)
"""How long a source isn't asked again after a failure that waiting doesn't repair."""

KINDS: tuple[tuple[type[SourceError], FailureKind], ...] = (
    (SourceDown, "down"),
    (SourceRefused, "refused"),
    (BadAnswer, "bad_answer"),
    (NotInSource, "not_found"),
    (AmbiguousInSource, "ambiguous"),
)

log = logging.getLogger(__name__)


def failure_of(error: BaseException) -> SourceFailure:
    """Return what is stored and shown of an error."""
    candidates = error.candidates if isinstance(error, AmbiguousInSource) else ()
    for kind, name in KINDS:
        if isinstance(error, kind):
            return SourceFailure(name, storable(str(error)), tuple(map(storable, candidates)))
    log.error("a connector raised an error that is not a SourceError", exc_info=error)
    return SourceFailure("bad_answer", storable(f"{type(error).__name__}: {error}"))


def storable(text: str) -> str:
    """Return a source's text without what can't be stored, such as half a surrogate pair."""
    return text.encode(errors="replace").decode()


def rest_after(error: Exception) -> timedelta:
    """Return how long a source isn't asked after an error."""
    if not isinstance(error, SourceDown):
        return REST
    if error.retry_after:
        return timedelta(seconds=min(error.retry_after, MAX_RETRY_AFTER))
    return BACK_OFF
