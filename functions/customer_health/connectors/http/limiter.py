"""A vendor's published rate limit, and a pause for a vendor that fails."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from pyrate_limiter import Limiter, Rate

from customer_health.errors import SourceDown

MAX_OUTAGES = 5
"""This many failures in a row start a pause, because each further request would probably wait for a
time-out."""

PAUSE = 30.0


class VendorLimiter:
    """The limiter of one vendor in one instance. All clients of the vendor share it."""

    def __init__(self, source: str, rate: Rate) -> None:
        """`rate` is what the vendor publishes, such as `Rate(100, Duration.SECOND * 10)`."""
        self.source = source
        self.window = rate.interval / 1000
        """Seconds after which an exceeded limit is certainly free again."""
        self._limiter = Limiter(rate)
        self._outages = 0
        self._paused_until = 0.0

    @contextmanager
    def turn(self, timeout_budget: float) -> Iterator[None]:
        """Wait for the right to send one request, which is sent inside this context.

        Raises SourceDown if that takes longer than `timeout_budget` seconds: at once if the vendor
        is paused for longer, else when the seconds are over. A SourceDown raised inside counts as
        an outage; one with a `retry_after` pauses the vendor for that long.
        """
        deadline = time.monotonic() + timeout_budget
        self._await_end_of_pause(timeout_budget)
        left = max(deadline - time.monotonic(), 0)
        if not self._limiter.try_acquire(self.source, timeout=left):
            raise SourceDown(f"{self.source}: as many requests were sent as its limit allows")
        try:
            yield
        except SourceDown as down:
            self._count_outage(down)
            raise
        except Exception:
            self._outages = 0
            raise
        self._outages = 0

    def _await_end_of_pause(self, timeout_budget: float) -> None:
        wait = self._paused_until - time.monotonic()
        if wait > timeout_budget:
            raise SourceDown(f"{self.source} failed, and is left alone for {wait:.0f} s more", wait)
        time.sleep(max(wait, 0))

    def _count_outage(self, down: SourceDown) -> None:
        self._outages += 1
        pause = down.retry_after or (PAUSE if self._outages >= MAX_OUTAGES else 0)
        self._paused_until = max(self._paused_until, time.monotonic() + pause)
