"""What each account has asked for in the current window of a quota.

Quotas/{quota}/{hash of the user's id}: {window, used}
                            where all instances count together; `window` numbers the quota's windows
                            since 1970, and one record for each account is written over in the next
"""

from collections import Counter
from datetime import datetime
from hashlib import sha256
from threading import Lock
from typing import Any

from customer_health.domain.quota import Quota
from customer_health.stores.rtdb.client import Database

ROOT = "Quotas"


def path(quota: Quota, uid: str) -> str:
    # A user's id may have characters that a key can't have.
    return f"{ROOT}/{quota.name}/{sha256(uid.encode()).hexdigest()[:32]}"


def add(database: Database, quota: Quota, uid: str, now: datetime) -> int:
    """Count a request, and return how many there are in this window. Serialised by ETag. One above
    the limit is the last that is written."""
    window, _ = quota.window(now)

    def with_one_more(node: Any) -> Any:
        used = node["used"] if node and node["window"] == window else 0
        return node if used > quota.limit else {"window": window, "used": used + 1}

    counted: dict[str, int] = database.change(path(quota, uid), with_one_more)
    return counted["used"]


class RequestCounts:
    """The requests of each account to this instance, in memory."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._windows: dict[str, int] = {}
        self._counts: dict[str, Counter[str]] = {}

    def add(self, quota: Quota, uid: str, now: datetime) -> int:
        """Count a request, and return how many the account has sent in this window."""
        window, _ = quota.window(now)
        with self._lock:
            if self._windows.get(quota.name) != window:
                self._windows[quota.name], self._counts[quota.name] = window, Counter()
            self._counts[quota.name][uid] += 1
            return self._counts[quota.name][uid]
