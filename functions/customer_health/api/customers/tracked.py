"""Find a tracked customer by id, for every resource below `/v1/customers/{id}`."""

from collections.abc import Mapping
from typing import Any, cast

from werkzeug.exceptions import NotFound

from customer_health.api.http.services import services
from customer_health.domain.customers.customer import Customer
from customer_health.stores.customers import rows


def tracked(company_id: str) -> Customer:
    """Return a tracked customer, at the cost of one small read. Raises NotFound."""
    return rows.read_row(company_id, tracked_row(company_id))


def tracked_row(company_id: str) -> Mapping[str, Any]:
    """Return a tracked customer's index row. Raises NotFound."""
    row = services().database().get(rows.path(company_id))
    if not rows.is_tracked(row):
        raise NotFound(f"No tracked customer has the id {company_id!r}.")
    return cast(Mapping[str, Any], row)
