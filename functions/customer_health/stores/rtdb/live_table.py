"""A table of the database kept in an instance's memory, at the cost of what changed."""

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from customer_health.stores.rtdb.client import Database


class ChangeFeed:
    """What changed in a table of rows with a `changedAt` by the server's clock and an index on it.

    The first time that is everything; or, where that is too much at once, what `first` reads.
    `clock` is in seconds and may stand anywhere at the start, such as time.monotonic. For one
    thread at a time.
    """

    def __init__(
        self,
        database: Database,
        path: str,
        max_age: float,
        clock: Callable[[], float],
        first: Callable[[], Iterable[Mapping[str, Any]]] | None = None,
    ) -> None:
        self._database = database
        self._path = path
        self._max_age = max_age
        self._clock = clock
        self._first = first
        self._newest = 0
        self._read_at: float | None = None

    def news(self) -> Iterator[Mapping[str, Any]]:
        """Nothing, if it was asked less than `max_age` seconds ago."""
        at, first = self._clock(), self._read_at is None
        if not first and at - (self._read_at or 0) < self._max_age:
            return
        if first and self._first:
            # What changes while the table is being read is read again by the next query.
            newest = self._database.last(self._path, "changedAt")
            self._newest = newest["changedAt"] if newest else 0
            yield from self._first()
        changed = self._database.since(self._path, "changedAt", self._newest)
        if changed:
            yield changed
            times = (row["changedAt"] for row in changed.values())
            self._newest = max((at for at in times if isinstance(at, int)), default=self._newest)
        self._read_at = at


class LiveTable:
    """All rows of a table by key. Safe to use from several threads."""

    def __init__(
        self, database: Database, path: str, max_age: float, clock: Callable[[], float]
    ) -> None:
        self._feed = ChangeFeed(database, path, max_age, clock)
        self._rows: dict[str, Any] = {}
        self._lock = threading.Lock()

    def rows(self) -> Mapping[str, Any]:
        """All rows, no older than `max_age` seconds."""
        with self._lock:
            for changed in self._feed.news():
                # A new dict, since others may be reading the old one.
                self._rows = {**self._rows, **changed}
            return self._rows
