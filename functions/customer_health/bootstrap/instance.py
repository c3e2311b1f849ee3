"""What an instance keeps in memory between requests."""

import time
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING, Any

from customer_health.bootstrap import firebase

if TYPE_CHECKING:
    from customer_health.stores.actions.quotas import RequestCounts
    from customer_health.stores.alerts.rules import RuleVersions
    from customer_health.stores.customer_list import CustomerTable
    from customer_health.stores.rtdb.live_table import LiveTable
    from customer_health.threads import Threads

MASTERS_MAX_AGE = 2.0
"""Seconds for which an instance may not know of a new master account. Tracking a company looks at
the account's login once more after that time."""

CUSTOMERS_MAX_AGE = 1.0
"""Seconds for which the list of customers may be out of date."""

CUSTOMERS_AT_A_TIME = 5000
READS_AT_ONCE = 16


@cache
def master_accounts() -> "LiveTable":
    from customer_health.stores.metrics import master_accounts
    from customer_health.stores.rtdb.live_table import LiveTable

    return LiveTable(firebase.database(), master_accounts.ROOT, MASTERS_MAX_AGE, time.monotonic)


@cache
def customer_table() -> "CustomerTable":
    from customer_health.stores.customer_list import CustomerTable
    from customer_health.stores.customers import rows
    from customer_health.stores.rtdb.live_table import ChangeFeed

    def pages() -> Iterator[dict[str, Any]]:
        return firebase.database().raw_pages(rows.ROOT, CUSTOMERS_AT_A_TIME)

    return CustomerTable(
        ChangeFeed(firebase.database(), rows.ROOT, CUSTOMERS_MAX_AGE, time.monotonic, pages)
    )


@cache
def rule_versions() -> "RuleVersions":
    from customer_health.stores.alerts.rules import RuleVersions

    return RuleVersions(firebase.database())


@cache
def threads() -> "Threads":
    """Return the threads for small reads side by side."""
    from customer_health.threads import Threads

    return Threads(READS_AT_ONCE, "reads")


@cache
def request_counts() -> "RequestCounts":
    from customer_health.stores.actions.quotas import RequestCounts

    return RequestCounts()


def wait_for_masters() -> None:
    """Return once every instance knows the master accounts that are stored now."""
    time.sleep(MASTERS_MAX_AGE)
