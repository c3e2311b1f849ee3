"""One change at a time to what several people may be changing."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta

from customer_health.errors import Outdated
from customer_health.stores.rtdb.client import Database

LENGTH = timedelta(seconds=20)


@contextmanager
def lock(database: Database, key: str, now: datetime) -> Iterator[None]:
    """Hold `Locks/{key}`: a multi-path update can't be conditional. Raises Outdated if somebody
    else has it; one that a crash left behind falls open by itself."""
    path = f"Locks/{key}"
    if database.take_lease(path, now, LENGTH) is None:
        raise Outdated("somebody else is changing this right now; look again")
    try:
        yield
    finally:
        database.patch({path: None})
