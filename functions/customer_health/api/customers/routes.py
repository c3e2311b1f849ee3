"""`/v1/customers`: the list of customers, and one customer."""

from collections.abc import Callable

from flask import Blueprint, Response

from customer_health.api.customers.models import (
    CustomerDetail,
    CustomerPage,
    LevelCounts,
    ListFreshness,
)
from customer_health.api.customers.past_list import list_of
from customer_health.api.customers.presenters import as_detail, past_row_json, row_json
from customer_health.api.customers.query import CustomerQuery
from customer_health.api.customers.tracked import tracked_row
from customer_health.api.http.operation import Operation, as_json, json_response
from customer_health.api.http.paging import no_such_page, write_cursor
from customer_health.api.http.services import services
from customer_health.domain.customers.customer_list import Page
from customer_health.domain.customers.list_entry import ListEntry
from customer_health.domain.instants import clock_of
from customer_health.stores.alerts import row_copies
from customer_health.stores.customers import rows

customers_routes = Blueprint("customers", __name__)


@customers_routes.get("/customers")
@Operation(CustomerPage, query=CustomerQuery, refuses=(404, 409))
def list_customers(query: CustomerQuery) -> Response:
    """List the tracked customers, a page at a time, by default the most critical first.

    With `asOf` these are the customers that the run of that date computed, as it found them.
    """
    try:
        if query.as_of:
            past = list_of(query, query.as_of).page(query.query(query.limit, query.cursor))
            freshness = ListFreshness(last_run=clock_of(query.as_of))
            return page_response(query, past, freshness, past_row_json)
        table = services().customer_table()
        page, newest = table.page(query.query(query.limit, query.cursor))
    except ValueError as error:
        raise no_such_page() from error
    freshness = ListFreshness(
        last_updated=newest.updated_at,
        last_run=newest.ran_at,
        new_since=newest.new_since,
    )
    return page_response(query, page, freshness, row_json)


def page_response(
    query: CustomerQuery, page: Page, freshness: ListFreshness, row: Callable[[ListEntry], str]
) -> Response:
    """Return a page of the list; `row` gives an entry as JSON."""
    answer = CustomerPage(
        customers=[],
        total=page.total,
        summary=LevelCounts(**page.levels),
        freshness=freshness,
        version=page.version,
        as_of=query.as_of,
        next=write_cursor([query.sort, query.order, *page.cursor]) if page.cursor else None,
    )
    rest = as_json(answer).removeprefix('{"customers":[]')
    return json_response(f'{{"customers":[{",".join(map(row, page.entries))}]{rest}')


@customers_routes.get("/customers/<key:company_id>")
@Operation(CustomerDetail)
def one_customer(company_id: str) -> CustomerDetail:
    """Return one customer, with the active alerts in plain words."""
    row = tracked_row(company_id)
    return as_detail(rows.read_row(company_id, row), row_copies.in_row(company_id, row))
