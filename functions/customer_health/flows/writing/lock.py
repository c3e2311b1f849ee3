"""A lock on a thing that several people may change at the same time."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from uuid import uuid4

from customer_health.errors import Outdated
from customer_health.stores.rtdb.client import Database

LENGTH = timedelta(seconds=20)
"""After this time a lock that a crash left behind can be taken by others."""


@contextmanager
def lock(database: Database, key: str, now: datetime) -> Iterator[None]:
    """Hold `Locks/{key}` while the block runs, because a multi-path update can't be conditional.

    Raises Outdated if somebody else holds the lock. At the end the lock is released, unless it ran
    out meanwhile and somebody else has taken it.
    """
    path, holder = f"Locks/{key}", uuid4().hex
    if database.take_lease(path, now, LENGTH, holder) is None:
        raise Outdated("somebody else is changing this right now; look again")
    try:
        yield
    finally:
        database.release_lease(path, holder)
