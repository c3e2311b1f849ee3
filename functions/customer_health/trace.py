"""The id under which all log lines, tasks and messages that one event causes are found together."""

import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from hashlib import sha256

_current: ContextVar[str | None] = ContextVar("trace", default=None)

HEADERS = (
    ("traceparent", re.compile(r"[0-9a-f]{2}-([0-9a-f]{32})-")),
    ("X-Cloud-Trace-Context", re.compile(r"([0-9a-f]{32})(?:/|$)")),
)
"""Headers of a request that name its trace, the W3C's and Google Cloud's own."""


def new() -> str:
    return secrets.token_hex(16)


def current() -> str | None:
    """Return the trace of the work in progress: 32 hexadecimal digits; None outside a function."""
    return _current.get()


def start(trace: str | None) -> None:
    """Give the work from here on a trace, or a new one if it has none.

    It is never taken back: the SDK logs an error only after the handler has ended. A thread that
    serves the next request gets the trace of that one.
    """
    _current.set(trace or new())


@contextmanager
def using(trace: str | None) -> Iterator[None]:
    """Give the work within the block a trace. With None it keeps the one that it has."""
    token = _current.set(trace or current())
    try:
        yield
    finally:
        _current.reset(token)


def derived(*parts: str) -> str:
    """Return the same trace for the same parts, so that a second attempt has that of the first."""
    return sha256("\n".join(parts).encode()).hexdigest()[:32]


def of_request(headers: Mapping[str, str]) -> str | None:
    """Return the trace that the headers of a request name, None if they name none."""
    for name, pattern in HEADERS:
        if found := pattern.match(headers.get(name, "")):
            return found[1]
    return None
