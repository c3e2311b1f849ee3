"""Tasks of the context view: what is stale is asked for anew, and exports are put together."""

from datetime import UTC, datetime
from typing import Any

from customer_health.bootstrap import firebase, vendors
from customer_health.flows.context.view import identity_of
from customer_health.flows.export import put_together
from customer_health.stores.customers import rows as customers


def refresh(request: Any) -> None:
    """Nothing, for a customer that is no longer tracked."""
    company_id = request.data["companyId"]
    row = firebase.database().get(customers.row_path(company_id))
    if customers.is_tracked(row):
        identity = identity_of(customers.read_row(company_id, row))
        vendors.context(vendors.PATIENT).refresh(identity, request.data["source"])


def export(request: Any) -> None:
    put_together(firebase.database(), request.data["exportId"], datetime.now(UTC))
