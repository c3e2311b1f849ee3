"""A copy of a table in an instance's memory, kept up to date by reading only what changed."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from customer_health.stores.rtdb.client import Database


class ChangeFeed:
    """Reads the changed rows of a table whose rows have a `changedAt` by the server's clock.

    The first call reads all rows. If `read_all` is given, it is used for that, for example to read
    a large table in pages. `clock` returns seconds from any start, as time.monotonic does. Not
    thread-safe.
    """

    def __init__(
        self,
        database: Database,
        path: str,
        max_age: float,
        clock: Callable[[], float],
        read_all: Callable[[], Iterable[Mapping[str, Any]]] | None = None,
    ) -> None:
        self._database = database
        self._path = path
        self._max_age = max_age
        self._clock = clock
        self._read_all = read_all
        self._newest = 0
        self._read_at: float | None = None

    def changes(self) -> Iterator[Mapping[str, Any]]:
        """Yield the rows that changed since the last read, as dicts of rows by key. Yields nothing
        if the last read was less than `max_age` seconds ago."""
        at, first = self._clock(), self._read_at is None
        if not first and at - (self._read_at or 0) < self._max_age:
            return
        if first and self._read_all:
            # The newest change is read before the table: rows that change while the table is being
            # read have a later time, and so are read once more by the query below.
            newest = self._database.last(self._path, "changedAt")
            self._newest = newest["changedAt"] if newest else 0
            yield from self._read_all()
        # The query includes the newest time itself: another row may have the same one.
        changed = self._database.since(self._path, "changedAt", self._newest)
        if changed:
            yield changed
            times = (row["changedAt"] for row in changed.values())
            self._newest = max((at for at in times if isinstance(at, int)), default=self._newest)
        self._read_at = at


class LiveTable:
    """All rows of a table by key. Thread-safe."""

    def __init__(
        self, database: Database, path: str, max_age: float, clock: Callable[[], float]
    ) -> None:
        self._feed = ChangeFeed(database, path, max_age, clock)
        self._rows: dict[str, Any] = {}
        self._lock = threading.Lock()

    def rows(self) -> Mapping[str, Any]:
        """Return all rows, as they were at most `max_age` seconds ago."""
        with self._lock:
            for changed in self._feed.changes():
                # A new dict, since another thread may be iterating over the old one.
                self._rows = {**self._rows, **changed}
            return self._rows
