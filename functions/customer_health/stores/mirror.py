"""A table of the database kept in an instance's memory, at the cost of what changed."""

import threading
from collections.abc import Callable, Mapping
from typing import Any

from customer_health.stores.database import Database


class Mirror:
    """Rows by key, each with a `changedAt` by the server's clock and an index on it.

    A refresh reads only rows changed since the newest one seen. `clock` is in seconds and may
    stand anywhere at the start, such as time.monotonic. Safe to use from several threads.
    """

    def __init__(
        self, database: Database, path: str, max_age: float, clock: Callable[[], float]
    ) -> None:
        self._database = database
        self._path = path
        self._max_age = max_age
        self._clock = clock
        self._rows: dict[str, Any] = {}
        self._newest = 0
        self._read_at: float | None = None
        self._lock = threading.Lock()

    def rows(self) -> Mapping[str, Any]:
        """All rows, no older than `max_age` seconds."""
        with self._lock:
            if self._read_at is None or self._clock() - self._read_at >= self._max_age:
                self._refresh()
            return self._rows

    def _refresh(self) -> None:
        at = self._clock()
        changed = self._database.since(self._path, "changedAt", self._newest)
        # A new dict, since others may be reading the old one.
        self._rows = {**self._rows, **changed} if changed else self._rows
        self._newest = max((row["changedAt"] for row in changed.values()), default=self._newest)
        self._read_at = at
