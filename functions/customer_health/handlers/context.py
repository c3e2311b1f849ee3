"""Run the tasks of the context view: refresh a stale source, and put an export together."""

from typing import Any

from customer_health.flows.context.view import identity_of
from customer_health.flows.export import put_together
from customer_health.handlers import traced
from customer_health.services import Services
from customer_health.stores.customers import rows


@traced.task
def refresh(request: Any, services: Services) -> None:
    """Ask a source again, unless its record is fresh, it must not be asked yet, or the customer is
    no longer tracked."""
    company_id = request.data["companyId"]
    row = services.database().get(rows.path(company_id))
    if rows.is_tracked(row):
        identity = identity_of(rows.read_row(company_id, row))
        services.context().refresh(identity, request.data["source"])


@traced.task
def export(request: Any, services: Services) -> None:
    put_together(services.database(), request.data["exportId"], services.now())
