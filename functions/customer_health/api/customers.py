"""`/v1/customers`: the list and one customer, from the index rows."""

from typing import Any

from flask import Blueprint
from werkzeug.exceptions import NotFound

from customer_health import bootstrap
from customer_health.domain.customer import Customer
from customer_health.domain.instants import iso
from customer_health.stores import customers

routes = Blueprint("customers", __name__)

SEVERITY = ("critical", "warning", "healthy", "unknown")


@routes.get("/customers")
def list_customers() -> dict[str, Any]:
    """All tracked customers, the worst first."""
    rows = bootstrap.customer_index().rows()
    found = [customers.read_row(key, row) for key, row in rows.items() if customers.is_tracked(row)]
    found.sort(key=lambda customer: (SEVERITY.index(customer.level), customer.name, customer.id))
    return {"total": len(found), "customers": [as_json(customer) for customer in found]}


@routes.get("/customers/<company_id>")
def one_customer(company_id: str) -> dict[str, Any]:
    try:
        row = bootstrap.database().get(customers.row_path(company_id))
    except ValueError:  # not a key that the database could hold
        row = None
    if not customers.is_tracked(row):
        raise NotFound(f"No tracked customer has the id {company_id!r}.")
    return as_json(customers.read_row(company_id, row))


def as_json(customer: Customer) -> dict[str, Any]:
    return {
        "id": customer.id,
        "name": customer.name,
        "email": customer.email,
        **customers.snapshot(customer),
        "freshness": {metric: iso(at) for metric, at in customer.freshness.items()},
    }
