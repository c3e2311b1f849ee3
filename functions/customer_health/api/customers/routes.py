"""`/v1/customers`: the list and one customer, from the index rows."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar, cast

from flask import Blueprint
from werkzeug.exceptions import NotFound

from customer_health.api.alerts.presenters import as_answer
from customer_health.api.customers.models import (
    Contact,
    CustomerDetail,
    CustomerPage,
    CustomerRow,
    EmployeeChange,
    LevelCounts,
    ListFreshness,
    Location,
)
from customer_health.api.customers.query import CustomerQuery
from customer_health.api.http.models import Metric, Owner
from customer_health.api.http.operation import operation
from customer_health.api.http.paging import no_such_page, write_cursor
from customer_health.bootstrap import firebase, instance
from customer_health.domain.customers.customer import Customer
from customer_health.domain.instants import parse_instant
from customer_health.domain.metrics.names import EMPLOYEES, LOGIN
from customer_health.stores.alerts import row_copies
from customer_health.stores.customer_list import customer_of
from customer_health.stores.customers import rows

routes = Blueprint("customers", __name__)

Part = TypeVar("Part", Contact, Location)


@routes.get("/customers")
@operation(CustomerPage, query=CustomerQuery, refuses=(404,))
def list_customers(query: CustomerQuery) -> CustomerPage:
    """Tracked customers, a page at a time; the worst first unless asked otherwise."""
    try:
        page, newest = instance.customer_table().page(query.query(query.limit, query.cursor))
    except ValueError as error:
        raise no_such_page() from error
    return CustomerPage(
        customers=[CustomerRow(**row_of(customer_of(entry))) for entry in page.entries],
        total=page.total,
        summary=LevelCounts(**page.levels),
        freshness=ListFreshness(
            last_updated=instant_or_none(newest.updated_at),
            last_run=instant_or_none(newest.ran_at),
        ),
        next=write_cursor([query.sort, query.order, *page.cursor]) if page.cursor else None,
    )


@routes.get("/customers/<key:company_id>")
@operation(CustomerDetail)
def one_customer(company_id: str) -> CustomerDetail:
    """One customer, with the active alerts in plain words."""
    row = tracked_row(company_id)
    customer = rows.read_row(company_id, row)
    return CustomerDetail(
        **row_of(customer),
        contact=part_of(Contact, customer.contact),
        location=part_of(Location, customer.location),
        created_at=customer.created_at,
        coverage={Metric(metric): days for metric, days in customer.coverage.items()},
        alerts=[as_answer(alert, customer) for alert in row_copies.in_row(company_id, row)],
    )


def tracked(company_id: str) -> Customer:
    """One small read. Raises NotFound."""
    return rows.read_row(company_id, tracked_row(company_id))


def tracked_row(company_id: str) -> Mapping[str, Any]:
    row = firebase.database().get(rows.path(company_id))
    if not rows.is_tracked(row):
        raise NotFound(f"No tracked customer has the id {company_id!r}.")
    return cast(Mapping[str, Any], row)


def part_of(model: type[Part], known: Mapping[str, str] | None) -> Part | None:
    """What the model has a field for."""
    return model(**{name: known.get(name) for name in model.model_fields}) if known else None


def instant_or_none(text: str) -> datetime | None:
    return parse_instant(text) if text else None


def row_of(customer: Customer) -> dict[str, Any]:
    owner = customer.owner or {}
    return {
        "id": customer.id,
        "name": customer.name,
        "email": customer.email,
        "owner": Owner(name=owner.get("name"), email=owner.get("email")) if owner else None,
        EMPLOYEES: customer.employees,
        LOGIN: customer.login,
        **customer.results,
        "alert_level": customer.level,
        "levels": customer.levels,
        "averages": customer.averages,
        "freshness": customer.freshness,
        "employee_change_30d": change_of(customer),
        "last_updated": customer.updated_at,
        "trend": [*customer.trend, customer.employees],
    }


def change_of(customer: Customer) -> EmployeeChange | None:
    baseline, percent = customer.baseline, customer.change_percent
    if baseline is None or percent is None:
        return None
    count = customer.employees - baseline.count
    return EmployeeChange(
        from_=baseline.count,
        baseline_date=baseline.day,
        count=count,
        percent=percent,
        arrow=f"{'→' if not count else '↑' if count > 0 else '↓'} {count:{'+' if count else ''}}",
    )
