"""What the sources know of a customer: side by side, kept for a while, and asked by one at a time.

A record is fresh for five minutes. For an hour it is served at once though stale, and a task asks
for a newer one. An older one is served only if none can be had within the budget. A source that
failed is left alone until `retry_at`; what it said before is shown with what is wrong. Whoever
asks holds a lease in the database, and everybody else who wants the same waits for the answer.
"""

import logging
import secrets
import time
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from customer_health.domain.context.source import SOURCES, CustomerIdentity, Source, SourceName
from customer_health.domain.context.source_results import (
    FailureKind,
    Fetched,
    SourceFailure,
    SourceResults,
)
from customer_health.errors import (
    AmbiguousInSource,
    BadAnswer,
    NotInSource,
    SourceDown,
    SourceError,
    SourceRefused,
)
from customer_health.flows.context.revenue_rank import keep_revenue
from customer_health.flows.context.source_ids import with_id
from customer_health.stores.context import context_cache
from customer_health.stores.context.context_cache import CacheEntry
from customer_health.stores.rtdb.client import Database

FRESH = timedelta(minutes=5)
SERVED_STALE = timedelta(hours=1)
BUDGET = 2.5
"""Seconds for all sources together; who takes longer goes on, and is there for the next view."""

LEASE = timedelta(seconds=20)
TASK_LEASE = timedelta(seconds=60)
"""A task waits longer for each page; longer than this it does not live."""

LOOK_EVERY = 0.05
"""Seconds between two looks for the answer that somebody else is asking for."""

BACK_OFF = timedelta(seconds=30)
LONGEST_REST = 3600
"""Seconds for which a source may ask to be left alone."""

AT_ONCE = 8
"""Customers that one instance asks one source about at the same time: a slow source fills its own
threads, and nobody else's."""

KINDS: tuple[tuple[type[SourceError], FailureKind], ...] = (
    (SourceDown, "down"),
    (SourceRefused, "refused"),
    (BadAnswer, "bad_answer"),
    (NotInSource, "not_found"),
    (AmbiguousInSource, "ambiguous"),
)
NOT_CONFIGURED = SourceFailure(
    "not_configured", "this source has no key or address in the settings"
)
TOO_SLOW = SourceFailure("down", f"no answer within {BUDGET} s")

log = logging.getLogger(__name__)

Connectors = Mapping[SourceName, Source[Any] | None]
Queue = Callable[[str, SourceName, datetime], None]


class Context:
    """One for an instance; `queue` asks for `refresh` to be called by a task."""

    def __init__(
        self,
        database: Database,
        connectors: Connectors,
        queue: Queue,
        clock: Callable[[], datetime],
    ) -> None:
        self._database = database
        self._connectors = connectors
        self._queue = queue
        self._clock = clock
        self._pools = {source: ThreadPoolExecutor(AT_ONCE, source) for source in SOURCES}

    def gather(
        self, keys: CustomerIdentity, wanted: Collection[SourceName], *, anew: bool = False
    ) -> SourceResults:
        """The `wanted` sources, and of the others what is known already; `anew` asks whatever is
        known, but for a source that is to be left alone."""
        now = self._clock()
        node = self._database.get(context_cache.path(keys.company_id)) or {}
        entries = {source: context_cache.read(source, node.get(source)) for source in SOURCES}
        asked: dict[SourceName, Future[CacheEntry]] = {}
        for source in wanted:
            entry, pool, connector = entries[source], self._pools[source], self._connectors[source]
            if connector is None:
                continue
            if (anew and may_ask_anew(entry, now)) or must_ask(entry, now):
                asked[source] = pool.submit(self._newer, keys, source, connector, entry)
            elif not is_fresh(entry, now) and may_ask(entry, now):
                pool.submit(self._queue_refresh, keys.company_id, source, now)
        wait(asked.values(), BUDGET)
        return SourceResults(
            **{
                source: self._fetched(source, entries[source], asked.get(source))
                for source in SOURCES
            }
        )

    def refresh(self, keys: CustomerIdentity, source: SourceName) -> None:
        """Ask a source anew, unless somebody just has."""
        entry, now = self._read(keys, source), self._clock()
        connector = self._connectors[source]
        if connector and not is_fresh(entry, now) and may_ask(entry, now):
            self._newer(keys, source, connector, entry, TASK_LEASE)

    def _fetched(
        self, source: SourceName, entry: CacheEntry, asked: Future[CacheEntry] | None
    ) -> Fetched[Any]:
        if self._connectors[source] is None:
            return Fetched(failure=NOT_CONFIGURED)
        if asked is None:
            return as_fetched(entry, self._clock())
        if asked.done():
            error = asked.exception()
            if error:
                return Fetched(entry.record, entry.fetched_at, trouble_of(error))
            return as_fetched(asked.result(), self._clock())
        asked.cancel()
        return Fetched(entry.record, entry.fetched_at, TOO_SLOW)

    def _newer(
        self,
        keys: CustomerIdentity,
        source: SourceName,
        connector: Source[Any],
        old: CacheEntry,
        length: timedelta = LEASE,
    ) -> CacheEntry:
        """Runs in the source's own thread."""
        path = context_cache.lease_path(keys.company_id, source)
        holder, give_up = secrets.token_hex(8), time.monotonic() + BUDGET
        while self._database.take_lease(path, self._clock(), length, holder) is None:
            entry = self._read(keys, source)
            if is_newer(entry, old):
                return entry
            if time.monotonic() > give_up:
                return CacheEntry(old.record, old.fetched_at, TOO_SLOW)
            time.sleep(LOOK_EVERY)
        entry = self._read(keys, source)
        if is_newer(entry, old):  # somebody's answer came between the look and the lease
            self._database.patch({path: None})
            return entry
        return self._ask(keys, source, connector, entry, holder)

    def _ask(
        self,
        keys: CustomerIdentity,
        source: SourceName,
        connector: Source[Any],
        old: CacheEntry,
        holder: str,
    ) -> CacheEntry:
        try:
            return self._answer(keys, source, connector, holder)
        except Exception as error:  # one source's defect leaves the others standing
            trouble, now = trouble_of(error), self._clock()
            retry_at = now + patience(error)
            context_cache.save_failure(
                self._database, keys.company_id, source, holder, trouble, now, retry_at
            )
            return CacheEntry(old.record, old.fetched_at, trouble, now, retry_at)

    def _answer(
        self, keys: CustomerIdentity, source: SourceName, connector: Source[Any], holder: str
    ) -> CacheEntry:
        database, company_id, now = self._database, keys.company_id, self._clock()
        found = with_id(
            database, connector, source, keys, now, lambda key: connector.fetch(key, now)
        )
        text, record = context_cache.encoded(source, found)
        now = self._clock()
        kept = context_cache.save(database, company_id, source, holder, text, now)
        if (
            kept
            and source == "billing"
            and (updates := keep_revenue(database, company_id, record, now))
        ):
            database.patch(updates)
        return CacheEntry(record, now)

    def _read(self, keys: CustomerIdentity, source: SourceName) -> CacheEntry:
        node = self._database.get(context_cache.entry_path(keys.company_id, source))
        return context_cache.read(source, node)

    def _queue_refresh(self, company_id: str, source: SourceName, now: datetime) -> None:
        with suppress(Exception):  # the next view asks again
            self._queue(company_id, source, now)


def is_fresh(entry: CacheEntry, now: datetime) -> bool:
    is_young = entry.fetched_at is not None and now - entry.fetched_at < FRESH
    return is_young and entry.failure is None


def may_ask(entry: CacheEntry, now: datetime) -> bool:
    return entry.retry_at is None or now >= entry.retry_at


def may_ask_anew(entry: CacheEntry, now: datetime) -> bool:
    """What a person may just have put right is looked at again before its time."""
    is_down = entry.failure is not None and entry.failure.kind == "down"
    return not is_down or may_ask(entry, now)


def must_ask(entry: CacheEntry, now: datetime) -> bool:
    is_old = entry.fetched_at is None or now - entry.fetched_at >= SERVED_STALE
    return is_old and may_ask(entry, now)


def is_newer(entry: CacheEntry, old: CacheEntry) -> bool:
    return (entry.fetched_at, entry.failed_at) != (old.fetched_at, old.failed_at)


def as_fetched(entry: CacheEntry, now: datetime) -> Fetched[Any]:
    return Fetched(entry.record, entry.fetched_at, entry.failure, is_fresh(entry, now))


def trouble_of(error: BaseException) -> SourceFailure:
    candidates = error.candidates if isinstance(error, AmbiguousInSource) else ()
    for kind, name in KINDS:
        if isinstance(error, kind):
            return SourceFailure(name, storable(str(error)), tuple(map(storable, candidates)))
    log.error("a source failed otherwise than it may", exc_info=error)
    return SourceFailure("bad_answer", storable(f"{type(error).__name__}: {error}"))


def storable(text: str) -> str:
    """What a source said may not even be Unicode."""
    return text.encode(errors="replace").decode()


def patience(error: Exception) -> timedelta:
    """How long a source that failed is left alone."""
    if isinstance(error, SourceDown):
        rest = error.retry_after
        return timedelta(seconds=min(rest, LONGEST_REST)) if rest else BACK_OFF
    return FRESH
