"""Gather the sources' records of a customer: in parallel, cached, with one request at a time.

A record is fresh for five minutes. For an hour it is served stale at once, while a task fetches a
newer one. An older record is served only if no newer one arrives within the budget. A source that
failed isn't asked again before `retry_at`; its old record is shown with the failure. The instance
that asks a source holds a lease in the database, and others that need the same record wait for it.
"""

import secrets
import time
from collections.abc import Callable, Collection, Mapping
from concurrent.futures import Future, wait
from contextlib import suppress
from datetime import datetime, timedelta
from typing import Any

from customer_health.domain.context.source import SOURCES, CustomerIdentity, Source, SourceName
from customer_health.domain.context.source_results import Fetched, SourceFailure, SourceResults
from customer_health.flows.context.failures import failure_of, rest_after
from customer_health.flows.context.revenue_rank import rank_revenue
from customer_health.flows.context.source_ids import with_id
from customer_health.stores.context import context_cache
from customer_health.stores.context.context_cache import CacheEntry
from customer_health.stores.rtdb.client import Database
from customer_health.threads import Threads

FRESH = timedelta(minutes=5)
SERVED_STALE = timedelta(hours=1)
BUDGET = 2.5
"""Seconds for all sources together. A slower request goes on, and serves the next view."""

LEASE = timedelta(seconds=20)
TASK_LEASE = timedelta(seconds=60)
"""A task has a larger time-out for each request, and is killed after this time."""

POLL_EVERY = 0.05
"""Seconds between two reads of the cache while another instance asks the source."""

THREADS = 8
"""Threads for each source in an instance: a slow source occupies only its own."""

NOT_CONFIGURED = SourceFailure(
    "not_configured", "this source has no key or address in the settings"
)
TOO_SLOW = SourceFailure("down", f"no answer within {BUDGET} s")

Connectors = Mapping[SourceName, Source[Any] | None]
Queue = Callable[[str, SourceName, datetime], None]


class Context:
    """Gathers records; one for an instance. `queue` starts a task that calls `refresh`."""

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
        self._pools = {source: Threads(THREADS, source) for source in SOURCES}

    def gather(
        self, customer: CustomerIdentity, needed: Collection[SourceName], *, anew: bool = False
    ) -> SourceResults:
        """Return the records of the `needed` sources, and those of the others that are cached.

        `anew` asks the needed sources even if their records are fresh, except for one that is down
        and has a `retry_at` to wait for.
        """
        now = self._clock()
        node = self._database.get(context_cache.path(customer.company_id)) or {}
        entries = {source: context_cache.read(source, node.get(source)) for source in SOURCES}
        requests: dict[SourceName, Future[CacheEntry]] = {}
        for source in needed:
            entry, pool, connector = entries[source], self._pools[source], self._connectors[source]
            if connector is None:
                continue
            if (anew and may_ask_anew(entry, now)) or must_ask(entry, now):
                requests[source] = pool.submit(self._newer, customer, source, connector, entry)
            elif not is_fresh(entry, now) and may_ask(entry, now):
                pool.submit(self._queue_refresh, customer.company_id, source, now)
        wait(requests.values(), BUDGET)
        return SourceResults(
            **{
                source: self._fetched(source, entries[source], requests.get(source))
                for source in SOURCES
            }
        )

    def refresh(self, customer: CustomerIdentity, source: SourceName) -> None:
        """Ask a source again, unless its record is fresh or it must not be asked yet."""
        entry, now = self._read(customer, source), self._clock()
        connector = self._connectors[source]
        if connector and not is_fresh(entry, now) and may_ask(entry, now):
            self._newer(customer, source, connector, entry, TASK_LEASE)

    def _fetched(
        self, source: SourceName, entry: CacheEntry, request: Future[CacheEntry] | None
    ) -> Fetched[Any]:
        if self._connectors[source] is None:
            return Fetched(failure=NOT_CONFIGURED)
        if request is None:
            return as_fetched(entry, self._clock())
        if request.done():
            error = request.exception()
            if error:
                return Fetched(entry.record, entry.fetched_at, failure_of(error))
            return as_fetched(request.result(), self._clock())
        request.cancel()
        return Fetched(entry.record, entry.fetched_at, TOO_SLOW)

    def _newer(
        self,
        customer: CustomerIdentity,
        source: SourceName,
        connector: Source[Any],
        old: CacheEntry,
        length: timedelta = LEASE,
    ) -> CacheEntry:
        """Return an entry newer than `old`: another instance's, or this one's own.

        Runs in a thread of the source.
        """
        path = context_cache.lease_path(customer.company_id, source)
        holder, give_up = secrets.token_hex(8), time.monotonic() + BUDGET
        while self._database.take_lease(path, self._clock(), length, holder) is None:
            entry = self._read(customer, source)
            if is_newer(entry, old):
                return entry
            if time.monotonic() > give_up:
                return CacheEntry(old.record, old.fetched_at, TOO_SLOW)
            time.sleep(POLL_EVERY)
        entry = self._read(customer, source)
        if is_newer(entry, old):  # another instance's answer came before the lease was free
            self._database.patch({path: None})
            return entry
        return self._ask(customer, source, connector, entry, holder)

    def _ask(
        self,
        customer: CustomerIdentity,
        source: SourceName,
        connector: Source[Any],
        old: CacheEntry,
        holder: str,
    ) -> CacheEntry:
        try:
            return self._answer(customer, source, connector, holder)
        except Exception as error:  # a bug in one connector must not fail the other sources
            failure, now = failure_of(error), self._clock()
            retry_at = now + rest_after(error)
            context_cache.save_failure(
                self._database, customer.company_id, source, holder, failure, now, retry_at
            )
            return CacheEntry(old.record, old.fetched_at, failure, now, retry_at)

    def _answer(
        self, customer: CustomerIdentity, source: SourceName, connector: Source[Any], holder: str
    ) -> CacheEntry:
        database, company_id, now = self._database, customer.company_id, self._clock()
        found = with_id(
            database, connector, source, customer, now, lambda id_: connector.fetch(id_, now)
        )
        text, record = context_cache.encoded(source, found)
        now = self._clock()
        saved = context_cache.save(database, company_id, source, holder, text, now)
        if saved and source == "billing":
            rank_revenue(database, company_id, record, now)
        return CacheEntry(record, now)

    def _read(self, customer: CustomerIdentity, source: SourceName) -> CacheEntry:
        node = self._database.get(context_cache.entry_path(customer.company_id, source))
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
    """Return whether a person's request may ask now.

    A failure that people can repair, such as a wrong key, may be tried again before `retry_at`.
    """
    is_down = entry.failure is not None and entry.failure.kind == "down"
    return not is_down or may_ask(entry, now)


def must_ask(entry: CacheEntry, now: datetime) -> bool:
    is_old = entry.fetched_at is None or now - entry.fetched_at >= SERVED_STALE
    return is_old and may_ask(entry, now)


def is_newer(entry: CacheEntry, old: CacheEntry) -> bool:
    return (entry.fetched_at, entry.failed_at) != (old.fetched_at, old.failed_at)


def as_fetched(entry: CacheEntry, now: datetime) -> Fetched[Any]:
    return Fetched(entry.record, entry.fetched_at, entry.failure, is_fresh(entry, now))
