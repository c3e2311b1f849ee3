"""Run the tasks of the context view: refresh a stale source, and put an export together."""

from typing import Any

from customer_health.flows.context.view import keys_of
from customer_health.flows.export import put_together
from customer_health.services import Services
from customer_health.stores.customers import rows


def refresh(request: Any, services: Services) -> None:
    """Ask a source anew. Does nothing for a customer that is no longer tracked."""
    company_id = request.data["companyId"]
    row = services.database().get(rows.path(company_id))
    if rows.is_tracked(row):
        keys = keys_of(rows.read_row(company_id, row))
        services.context().refresh(keys, request.data["source"])


def export(request: Any, services: Services) -> None:
    put_together(services.database(), request.data["exportId"], services.now())
