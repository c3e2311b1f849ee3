"""Page through the alerts that have ended: by an index, so that a page costs the same however many
there are."""

from collections.abc import Callable
from typing import TypeVar

from customer_health.api.alerts.query import AlertQuery
from customer_health.api.http.paging import no_such_page, read_cursor, write_cursor
from customer_health.api.http.services import services
from customer_health.domain.alerts.alert import Alert
from customer_health.stores.alerts import alerts

READS = 10
"""Pages to read in search of what a filter wants, before the client has to ask for the next one."""

Found = TypeVar("Found")


def page_of_past(
    query: AlertQuery, wanted: Callable[[Alert], Found | None]
) -> tuple[list[Found], str | None]:
    """Return what `wanted` makes of the next alerts, and the cursor of the alerts after them."""
    after = place_after(query) if query.cursor else None
    found: list[Found] = []
    for _ in range(READS):
        batch = alerts.past(
            services().database(),
            query.sort,
            query.limit + 1,
            after,
            descending=query.order == "desc",
            company_id=query.company_id,
        )
        for place, alert in batch:
            if len(found) == query.limit:
                return found, write_cursor((query.sort, query.order, after))
            after = place
            if (one := wanted(alert)) is not None:
                found.append(one)
        if len(batch) <= query.limit:
            return found, None
    return found, write_cursor((query.sort, query.order, after))


def place_after(query: AlertQuery) -> str:
    """Return the place in the query's cursor. Raises NotFound unless its list had this order."""
    match read_cursor(query.cursor):
        case (column, way, str(place)) if (column, way) == (query.sort, query.order):
            return place
    raise no_such_page()
