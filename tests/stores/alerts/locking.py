"""Find out, from its paths alone, whether an update must be written under an alert lock."""

from collections.abc import Iterable

from customer_health.stores.alerts import alerts
from customer_health.stores.alerts.locks import UNLOCKED_FIELDS
from customer_health.stores.customers import rows


def companies_to_lock(paths: Iterable[str]) -> set[str]:
    """Return the companies whose alert, or copy of one, is moved by a write to these paths."""
    found = set()
    for parts in (path.split("/") for path in paths):
        if parts[-1] in UNLOCKED_FIELDS:
            continue
        if parts[0] == alerts.ROOT:
            found.add(parts[1].rsplit(":", 1)[0])
        elif parts[0] == rows.ROOT and parts[2:3] == ["alerts"]:
            found.add(parts[1])
    return found
