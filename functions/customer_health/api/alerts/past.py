"""Return the alerts that have ended, page by page. An index is used, so the cost of reading a page
does not grow with their number."""

from collections.abc import Callable
from typing import TypeVar

from customer_health.api.alerts.query import AlertQuery
from customer_health.api.http.paging import no_such_page, read_cursor, write_cursor
from customer_health.api.http.services import services
from customer_health.domain.alerts.alert import Alert
from customer_health.stores.alerts import alerts

MAX_BATCHES = 10
"""At most this many batches are read for one answer. If the filter left too few alerts by then, the
answer is shorter, and the client asks for the next page."""

Found = TypeVar("Found")


def page_of_past(
    query: AlertQuery, convert: Callable[[Alert], Found | None]
) -> tuple[list[Found], str | None]:
    """Return the next page, and the cursor of the page after it (None at the end). `convert` makes
    an entry of an alert, or returns None to leave the alert out."""
    after = place_after(query) if query.cursor else None
    found: list[Found] = []
    for _ in range(MAX_BATCHES):
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
            if (one := convert(alert)) is not None:
                found.append(one)
        if len(batch) <= query.limit:
            return found, None
    return found, write_cursor((query.sort, query.order, after))


def place_after(query: AlertQuery) -> str:
    """Return the sort position in the query's cursor. Raises NotFound if the cursor was made for
    another sort order."""
    match read_cursor(query.cursor):
        case (column, way, str(place)) if (column, way) == (query.sort, query.order):
            return place
    raise no_such_page()
