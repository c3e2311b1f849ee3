"""What holds requests to a source back: its published limit, and rest where it is in trouble."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from pyrate_limiter import Limiter, Rate

from customer_health.errors import SourceDown

OUTAGES = 5
"""So many in a row, and the source is left alone for a while: each would cost a time-out."""

REST = 30.0


class VendorLimiter:
    """One for each source and instance; what several clients of a source share."""

    def __init__(self, source: str, rate: Rate) -> None:
        """`rate` is what the vendor publishes, such as `Rate(100, Duration.SECOND * 10)`."""
        self.source = source
        self.window = rate.interval / 1000
        """Seconds after which a limit that was exceeded is sure to be free again."""
        self._limiter = Limiter(rate)
        self._outages = 0
        self._closed_until = 0.0

    @contextmanager
    def turn(self, patience: float) -> Iterator[None]:
        """One request, made inside of this. Waits up to `patience` seconds for its turn; raises
        SourceDown if it would not come by then. A SourceDown that is raised inside counts as an
        outage, and one with a `retry_after` closes the gate for as long."""
        deadline = time.monotonic() + patience
        self._await_opening(patience)
        left = max(deadline - time.monotonic(), 0)
        if not self._limiter.try_acquire(self.source, timeout=left):
            raise SourceDown(f"{self.source}: it has as many requests now as it takes")
        try:
            yield
        except SourceDown as down:
            self._failed(down)
            raise
        except Exception:
            self._outages = 0
            raise
        self._outages = 0

    def _await_opening(self, patience: float) -> None:
        wait = self._closed_until - time.monotonic()
        if wait > patience:
            raise SourceDown(f"{self.source} is left alone for {wait:.0f} s more", wait)
        time.sleep(max(wait, 0))

    def _failed(self, down: SourceDown) -> None:
        self._outages += 1
        rest = down.retry_after or (REST if self._outages >= OUTAGES else 0)
        self._closed_until = max(self._closed_until, time.monotonic() + rest)
