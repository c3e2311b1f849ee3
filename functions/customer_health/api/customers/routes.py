"""`/v1/customers`: the list of customers, and one customer."""

from flask import Blueprint

from customer_health.api.customers.models import (
    CustomerDetail,
    CustomerPage,
    LevelCounts,
    ListFreshness,
)
from customer_health.api.customers.presenters import as_detail, as_row
from customer_health.api.customers.query import CustomerQuery
from customer_health.api.customers.tracked import tracked_row
from customer_health.api.http.operation import Operation
from customer_health.api.http.paging import no_such_page, write_cursor
from customer_health.api.http.services import services
from customer_health.stores.alerts import row_copies
from customer_health.stores.customer_list import customer_of
from customer_health.stores.customers import rows

customers_routes = Blueprint("customers", __name__)


@customers_routes.get("/customers")
@Operation(CustomerPage, query=CustomerQuery, refuses=(404,))
def list_customers(query: CustomerQuery) -> CustomerPage:
    """List the tracked customers, a page at a time, by default the most critical first."""
    try:
        table = services().customer_table()
        page, newest = table.page(query.query(query.limit, query.cursor))
    except ValueError as error:
        raise no_such_page() from error
    return CustomerPage(
        customers=[as_row(customer_of(entry), table.alerts_of(entry.id)) for entry in page.entries],
        total=page.total,
        summary=LevelCounts(**page.levels),
        freshness=ListFreshness(
            last_updated=newest.updated_at,
            last_run=newest.ran_at,
            new_since=newest.new_since,
        ),
        next=write_cursor([query.sort, query.order, *page.cursor]) if page.cursor else None,
    )


@customers_routes.get("/customers/<key:company_id>")
@Operation(CustomerDetail)
def one_customer(company_id: str) -> CustomerDetail:
    """Return one customer, with the active alerts in plain words."""
    row = tracked_row(company_id)
    return as_detail(rows.read_row(company_id, row), row_copies.in_row(company_id, row))
