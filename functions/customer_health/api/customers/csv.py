"""`/v1/customers.csv`: the list of customers for a spreadsheet."""

from collections.abc import Callable

from flask import Blueprint, Response

from customer_health.api.customers.csv_headings import for_people
from customer_health.api.customers.past_list import list_of
from customer_health.api.customers.query import ListQuery
from customer_health.api.http.csv_table import Cell, Columns, CsvQuery, as_csv
from customer_health.api.http.operation import Operation
from customer_health.api.http.services import services
from customer_health.domain.customers.customer import Customer
from customer_health.domain.instants import iso
from customer_health.domain.metrics.names import EMPLOYEES, LOGIN, METRICS, PERCENTAGES
from customer_health.notify.text.language import Language
from customer_health.stores.customer_list import customer_of

customers_csv_routes = Blueprint("customers_csv", __name__)


def result(metric: str) -> Callable[[Customer], Cell]:
    return lambda customer: customer.results[metric]


def average(metric: str) -> Callable[[Customer], Cell]:
    return lambda customer: customer.averages.get(metric)


def level(metric: str) -> Callable[[Customer], Cell]:
    return lambda customer: customer.levels[metric]


COLUMNS: Columns[Customer] = {
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
    "contact": lambda customer: (customer.contact or {}).get("name"),
    "plan": lambda customer: customer.plan,
    "score": lambda customer: customer.score.score if customer.score else None,
}


class CustomersCsvQuery(ListQuery, CsvQuery):
    headings: Language | None = None
    """For people: headings and words in this language, and figures with one decimal. Without it,
    headings are field names and figures are not rounded."""


@customers_csv_routes.get("/customers.csv")
@Operation(query=CustomersCsvQuery, media="text/csv", refuses=(404, 409))
def export(query: CustomersCsvQuery) -> Response:
    """Write all customers that pass the filters as CSV, in the list's order."""
    table = list_of(query, query.as_of) if query.as_of else services().customer_table()
    entries = table.all(query.query())
    columns = for_people(COLUMNS, query.headings) if query.headings else COLUMNS
    return as_csv("customers.csv", columns, map(customer_of, entries), query.separator)
