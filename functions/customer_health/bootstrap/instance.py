"""What an instance keeps between requests."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from typing import TYPE_CHECKING, Any

from customer_health.bootstrap import firebase
from customer_health.stores.alerts.rules import RuleVersions
from customer_health.stores.customers import rows
from customer_health.stores.metrics import master_accounts
from customer_health.stores.rtdb.live_table import ChangeFeed, LiveTable

if TYPE_CHECKING:
    from customer_health.stores.customer_list import CustomerTable

MASTERS_MAX_AGE = 2.0
"""Seconds for which an instance may not know of a new master account. Tracking a company looks at
its login once more after that time."""

CUSTOMERS_MAX_AGE = 1.0
CUSTOMERS_AT_A_TIME = 5000
READS_AT_ONCE = 16


@cache
def masters() -> LiveTable:
    return LiveTable(firebase.database(), master_accounts.ROOT, MASTERS_MAX_AGE, time.monotonic)


@cache
def customer_table() -> "CustomerTable":
    from customer_health.stores.customer_list import CustomerTable

    def pages() -> Iterator[dict[str, Any]]:
        return firebase.database().pages(rows.ROOT, CUSTOMERS_AT_A_TIME)

    path = rows.ROOT
    return CustomerTable(
        ChangeFeed(firebase.database(), path, CUSTOMERS_MAX_AGE, time.monotonic, pages)
    )


@cache
def rule_versions() -> RuleVersions:
    return RuleVersions(firebase.database())


@cache
def threads() -> ThreadPoolExecutor:
    """For small reads side by side."""
    return ThreadPoolExecutor(READS_AT_ONCE, "reads")
