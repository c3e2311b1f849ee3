"""The alerts that have ended: read by an index, a page at a time, however many there are."""

from collections.abc import Callable
from typing import TypeVar

from customer_health.api.http.paging import no_such_page, read_cursor, write_cursor
from customer_health.api.http.services import services
from customer_health.domain.alerts.alert import Alert
from customer_health.stores.alerts import alerts

READS = 10
"""So many pages are looked through for what a filter wants, before the asker must ask again."""

Found = TypeVar("Found")


def page_of_past(
    wanted: Callable[[Alert], Found | None],
    limit: int,
    cursor: str,
    by: str,
    order: str,
    company_id: str,
) -> tuple[list[Found], str | None]:
    """What `wanted` makes of the next alerts, and the cursor of those after them."""
    after = place_after(cursor, by, order) if cursor else None
    found: list[Found] = []
    for _ in range(READS):
        batch = alerts.past(
            services().database(),
            by,
            limit + 1,
            after,
            descending=order == "desc",
            company_id=company_id,
        )
        for place, alert in batch:
            if len(found) == limit:
                return found, write_cursor((by, order, after))
            after = place
            if (one := wanted(alert)) is not None:
                found.append(one)
        if len(batch) <= limit:
            return found, None
    return found, write_cursor((by, order, after))


def place_after(cursor: str, by: str, order: str) -> str:
    match read_cursor(cursor):
        case (column, way, str(place)) if (column, way) == (by, order):
            return place
    raise no_such_page()
