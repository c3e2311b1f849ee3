"""Which paths may only be written under a company's alert lock, worked out from the paths alone."""

from collections.abc import Iterable

from customer_health.stores.alerts import alerts
from customer_health.stores.alerts.locks import UNLOCKED_FIELDS
from customer_health.stores.customers import rows


def companies_to_lock(paths: Iterable[str]) -> set[str]:
    """Return the companies of which one of these paths moves an alert, or its copy in the row."""
    found = set()
    for parts in (path.split("/") for path in paths):
        if parts[-1] in UNLOCKED_FIELDS:
            continue
        if parts[0] == alerts.ROOT:
            found.add(parts[1].rsplit(":", 1)[0])
        elif parts[0] == rows.ROOT and parts[2:3] == ["alerts"]:
            found.add(parts[1])
    return found
