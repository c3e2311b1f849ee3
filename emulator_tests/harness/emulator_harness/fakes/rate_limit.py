"""A limit on requests in a sliding window, as the vendors' APIs have it."""

import time
from collections import deque


def acquire(accepted: deque[float], limit: int | None, window: float) -> float:
    """Accept a request now and return 0, or return the seconds until one is accepted again.

    Args:
        accepted: the times of the requests that were accepted; it is updated.
        limit: how many are accepted in `window` seconds; None is no limit.
    """
    now = time.monotonic()
    while accepted and accepted[0] <= now - window:
        accepted.popleft()
    if limit is not None and len(accepted) >= limit:
        return accepted[0] + window - now
    accepted.append(now)
    return 0
