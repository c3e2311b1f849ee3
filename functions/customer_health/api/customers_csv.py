"""`/v1/customers.csv`: the list for a spreadsheet."""

import csv
from collections.abc import Callable, Iterable, Iterator, Mapping
from io import StringIO

from flask import Blueprint, Response

from customer_health import bootstrap
from customer_health.api.customer_query import CustomerFilter
from customer_health.api.operation import operation
from customer_health.domain.customer import Customer
from customer_health.domain.instants import iso
from customer_health.domain.metrics import EMPLOYEES, LOGIN, METRICS, PERCENTAGES
from customer_health.stores.customer_table import customer_of

routes = Blueprint("customers_csv", __name__)

Cell = str | int | float | None
BOM = "\ufeff"  # so that Excel reads UTF-8
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def result(metric: str) -> Callable[[Customer], Cell]:
    return lambda customer: customer.results[metric]


def average(metric: str) -> Callable[[Customer], Cell]:
    return lambda customer: customer.averages.get(metric)


def level(metric: str) -> Callable[[Customer], Cell]:
    return lambda customer: customer.levels[metric]


COLUMNS: Mapping[str, Callable[[Customer], Cell]] = {
    "id": lambda customer: customer.id,
    "name": lambda customer: customer.name,
    "email": lambda customer: customer.email,
    "owner": lambda customer: (customer.owner or {}).get("email"),
    "alertLevel": lambda customer: customer.level,
    EMPLOYEES: lambda customer: customer.employees,
    "employeeChange30d": lambda customer: customer.change_percent,
    LOGIN: lambda customer: iso(customer.login) if customer.login else None,
    **{metric: result(metric) for metric in PERCENTAGES},
    **{f"{metric}.average": average(metric) for metric in PERCENTAGES},
    **{f"{metric}.level": level(metric) for metric in METRICS},
    "lastUpdated": lambda customer: iso(customer.updated_at),
}


@routes.get("/customers.csv")
@operation(query=CustomerFilter, media="text/csv")
def export(query: CustomerFilter) -> Response:
    """All customers that the filters let through, in the list's order, for a spreadsheet."""
    entries = bootstrap.customer_table().all(query.query())
    response = Response(table(map(customer_of, entries)), content_type="text/csv; charset=utf-8")
    response.headers["Content-Disposition"] = "attachment; filename=customers.csv"
    return response


def table(customers: Iterable[Customer]) -> Iterator[str]:
    yield BOM + line(COLUMNS)
    for customer in customers:
        yield line(guarded(tell(customer)) for tell in COLUMNS.values())


def line(cells: Iterable[Cell]) -> str:
    written = StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()


def guarded(cell: Cell) -> Cell:
    """A text that a spreadsheet would run as a formula is marked as a text."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell
