"""Show customers as the API's models."""

from collections.abc import Collection, Mapping
from dataclasses import asdict
from functools import lru_cache
from typing import Any, TypeVar

from customer_health.api.alerts.models import Triage
from customer_health.api.alerts.presenters import as_answer as alert_as_answer
from customer_health.api.customers.models import (
    Contact,
    CustomerDetail,
    CustomerRow,
    EmployeeChange,
    Location,
    OpenAlert,
)
from customer_health.api.http.models import Metric, Money, Owner
from customer_health.api.http.operation import as_json
from customer_health.domain.alerts.alert import Alert
from customer_health.domain.customers.customer import Customer
from customer_health.domain.customers.list_entry import ListEntry
from customer_health.domain.customers.worsening import worsened_at
from customer_health.domain.metrics.employees import Baseline, change
from customer_health.domain.metrics.names import EMPLOYEES, LOGIN
from customer_health.stores import day_list
from customer_health.stores.customer_list import alerts_of, customer_of

Part = TypeVar("Part", Contact, Location)


@lru_cache(maxsize=10_000)
def row_json(entry: ListEntry) -> str:
    """Return a row of the list as JSON, made when it is first shown.

    A row depends on what is stored of its customer only, not on who asks or when; a change makes a
    new entry. 10,000 rows take 15 MB.
    """
    return as_json(as_row(customer_of(entry), alerts_of(entry)))


def past_row_json(entry: ListEntry) -> str:
    """Return a row of the list as of a date as JSON."""
    row, state = as_row(customer_of(entry), ()), day_list.state_of(entry)
    known = state.open_by_metric
    open_alerts = [
        OpenAlert(rule=Metric(metric), severity=one.severity, triage=Triage(kind=one.triage))
        for metric, one in (known or {}).items()
    ]
    past = {
        "restated": state.restated,
        "alerts_known": known is not None,
        "open_alerts": open_alerts,
    }
    return as_json(row.model_copy(update=past))


def as_row(customer: Customer, active: Collection[Alert]) -> CustomerRow:
    return CustomerRow(**row_fields(customer), **list_fields(customer, active))


def as_detail(customer: Customer, active: list[Alert]) -> CustomerDetail:
    return CustomerDetail(
        **row_fields(customer),
        **list_fields(customer, active),
        contact=part_of(Contact, customer.contact),
        location=part_of(Location, customer.location),
        created_at=customer.created_at,
        coverage={Metric(metric): days for metric, days in customer.coverage.items()},
        alerts=[alert_as_answer(alert, customer) for alert in active],
    )


def part_of(model: type[Part], known: Mapping[str, str] | None) -> Part | None:
    """Return the fields of `known` that the model has, or None if nothing is known."""
    return model(**{name: known.get(name) for name in model.model_fields}) if known else None


def row_fields(customer: Customer) -> dict[str, Any]:
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
        "employee_change_30d": change_of(customer.employees, customer.baseline),
        "last_updated": customer.updated_at,
        "trend": [*customer.trend, customer.employees],
    }


def list_fields(customer: Customer, active: Collection[Alert]) -> dict[str, Any]:
    """Return what the list needs beside the figures, to sort by it and to say who handles what."""
    score, revenue = customer.score, customer.revenue
    return {
        "criticals": list(customer.levels.values()).count("critical"),
        "score": score and score.score,
        "score_coverage": score and score.coverage,
        "revenue": revenue and Money(cents=revenue.cents, currency=revenue.currency),
        "plan": customer.plan,
        "worsened_at": worsened_at(customer.levels, customer.worsened_on, active),
        "open_alerts": [
            OpenAlert(
                rule=Metric(alert.rule),
                severity=alert.severity,
                triage=Triage(**asdict(alert.triage)),
            )
            for alert in active
        ],
    }


def change_of(employees: int, baseline: Baseline | None) -> EmployeeChange | None:
    """Return the change of the number of employees in 30 days, or None without a baseline."""
    percent = change(employees, baseline)
    if baseline is None or percent is None:
        return None
    count = employees - baseline.count
    return EmployeeChange(
        from_=baseline.count,
        baseline_date=baseline.day,
        count=count,
        percent=float(percent),
        arrow=f"{'→' if not count else '↑' if count > 0 else '↓'} {count:{'+' if count else ''}}",
    )
