"""The queue of events, and their delivery to the functions emulator."""

import asyncio
import logging
import random
import time
from collections import deque
from collections.abc import Iterable

import aiohttp
import msgspec

from .event_faults import EventFaults
from .events import Event

CAPACITY = 100_000
CONCURRENCY = 2
"""Events delivered at a time. Few, as the functions emulator starts a process per busy worker."""
_TIMEOUT = aiohttp.ClientTimeout(total=600)
_HEADERS = {"Content-Type": "application/cloudevents+json"}
_log = logging.getLogger(__name__)


class Counts(msgspec.Struct, rename="camel"):
    """What became of the events so far.

    `dropped` events were never sent, because of a fault or a full queue; `failed` ones were
    answered with an error, or not at all.
    """

    queued: int = 0
    in_flight: int = 0
    delivered: int = 0
    failed: int = 0
    dropped: int = 0
    idle: bool = True
    last_delivered_at: int | None = None


class Delivery:
    """A bounded queue in front of `functions_url`. Without a URL, events are discarded."""

    def __init__(self, functions_url: str | None, concurrency: int = CONCURRENCY) -> None:
        self._functions_url = functions_url
        self._concurrency = concurrency
        self._queue: deque[Event] = deque()
        self._delayed = 0
        self._ready = asyncio.Semaphore(0)
        self._counts = Counts()
        self._workers: list[asyncio.Task[None]] = []
        self.set_faults(EventFaults())

    def set_faults(self, faults: EventFaults) -> None:
        """Apply `faults` to the events from now on."""
        self._faults = faults
        self._random = random.Random(faults.seed)

    def start(self) -> None:
        if self._functions_url:
            self._workers = [asyncio.create_task(self._work()) for _ in range(self._concurrency)]

    async def stop(self) -> None:
        for worker in self._workers:
            worker.cancel()
        await asyncio.gather(*self._workers, return_exceptions=True)

    def counts(self) -> Counts:
        queued = len(self._queue) + self._delayed
        idle = not queued and not self._counts.in_flight
        return msgspec.structs.replace(self._counts, queued=queued, idle=idle)

    def put(self, events: Iterable[Event]) -> None:
        if not self._functions_url:
            return
        for event in events:
            if self._chance(self._faults.drop):
                self._counts.dropped += 1
                continue
            self._schedule(event)
            if self._chance(self._faults.duplicate):
                self._schedule(event)

    def _chance(self, probability: float) -> bool:
        return probability > 0 and self._random.random() < probability

    def _schedule(self, event: Event) -> None:
        """Queue an event now, or after the delay that the faults ask for."""
        if len(self._queue) + self._delayed >= CAPACITY:
            self._counts.dropped += 1
            _log.warning("dropped an event for %s: %d are queued", event.key, CAPACITY)
        elif delay := self._faults.delay_ms / 1000:
            self._delayed += 1
            spread = self._random.random() if self._faults.shuffle else 1.0
            asyncio.get_running_loop().call_later(delay * spread, self._enqueue_delayed, event)
        else:
            self._enqueue(event)

    def _enqueue_delayed(self, event: Event) -> None:
        self._delayed -= 1
        self._enqueue(event)

    def _enqueue(self, event: Event) -> None:
        self._queue.append(event)
        self._ready.release()

    def _next(self) -> Event:
        """Take the oldest event from the queue; with `shuffle`, a random one of the oldest few."""
        window = min(len(self._queue), self._faults.window or len(self._queue))
        place = self._random.randrange(window)
        event = self._queue[place]
        del self._queue[place]
        return event

    async def _work(self) -> None:
        async with aiohttp.ClientSession(timeout=_TIMEOUT, headers=_HEADERS) as session:
            while True:
                await self._ready.acquire()
                event = self._next()
                self._counts.in_flight += 1
                try:
                    await self._deliver(session, event)
                finally:
                    self._counts.in_flight -= 1

    async def _deliver(self, session: aiohttp.ClientSession, event: Event) -> None:
        """Send an event once; production doesn't retry database events either.

        A 204 (disabled function) or 404 (unknown function) counts as delivered: the functions
        emulator doesn't unregister a trigger when it reloads.
        """
        url = f"{self._functions_url}/functions/projects/{event.project}/triggers/{event.key}"
        try:
            async with session.post(url, data=event.body) as response:
                await response.read()
                status = response.status
        except (aiohttp.ClientError, TimeoutError) as error:
            self._failed(event, repr(error))
            return
        if status >= 400 and status != 404:
            self._failed(event, f"HTTP {status}")
            return
        self._counts.delivered += 1
        self._counts.last_delivered_at = time.time_ns() // 1_000_000

    def _failed(self, event: Event, reason: str) -> None:
        self._counts.failed += 1
        _log.warning("an event for %s was not handled: %s", event.key, reason)
