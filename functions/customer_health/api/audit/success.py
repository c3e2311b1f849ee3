"""`/v1/reports/success`: the requirements' success metrics of a month."""

from collections.abc import Iterator
from datetime import date
from typing import Annotated

from flask import Blueprint, Response
from pydantic import Field

from customer_health.api.audit.reports import MonthCsvQuery, MonthQuery
from customer_health.api.customers.departures import Departure, departure_fields
from customer_health.api.http.csv_table import Columns, as_csv
from customer_health.api.http.models import Model
from customer_health.api.http.operation import Operation
from customer_health.api.http.services import services
from customer_health.domain.audit.reports import months
from customer_health.domain.insights.success import GOALS, MeasureName
from customer_health.domain.roles import Role
from customer_health.flows.success import Success, month_before, success_of

success_routes = Blueprint("success", __name__)


class SuccessMeasure(Model):
    """A measure of a month. Without data its value is absent, and not 0."""

    name: MeasureName
    """Hours until people responded to a critical alert, in the mean; then percentages: responses in
    less than 24 hours, customers at risk contacted in the 90 days before they left, contexts shown
    within 30 seconds, customers that left; the mean health score; the percentage of the customers
    whose master account logged in within 7 days; and reads and bytes of a daily run, and its price
    in US cents, which is an estimate."""
    value: float | None = None
    """The value, absent if it is unknown. Example: `11.4`"""
    before: float | None = None
    """The value of the month before. Example: `30.2`"""
    of: int
    """Of how many it is: alerts, customers, contexts or runs. Example: `18`"""
    goal: float | None = None
    """The requirements' goal. Example: `24`"""
    met: bool | None = None
    """Whether the goal is reached."""


class CustomerLeft(Departure):
    """A customer that left in the month, and is not back."""

    at_risk: bool
    """Whether it had an alert in the 90 days before."""
    contacted: bool
    """Whether somebody contacted it by a quick action, or took up one of its alerts, in the 90 days
    before."""


class RoleAttendance(Model):
    """How many people of a role used the dashboard on a working day."""

    role: Role
    """Their role."""
    mean: float
    """How many there were on a day, in the mean. Example: `3.5`"""
    most: int
    """How many there were at most. Example: `4`"""
    days: int
    """How many working days were counted. Example: `20`"""


class SuccessReport(Model):
    """The success metrics of a month in Toronto's time."""

    month: Annotated[str, Field(pattern=r"^[0-9]{4}-[0-9]{2}$")]
    """The month. Example: `"2025-11"`"""
    complete: bool
    """Whether the month is over."""
    measures: list[SuccessMeasure]
    """The measures, always all of them."""
    departures: list[CustomerLeft]
    """The customers that left, the first to leave first."""
    attendance: list[RoleAttendance]
    """Who used the dashboard, for each role of which somebody did."""


@success_routes.get("/reports/success")
@Operation(SuccessReport, query=MonthQuery, role="supervisor")
def success_report(query: MonthQuery) -> SuccessReport:
    """Measure whether the product helps: the requirements' success metrics of a month."""
    first = date.fromisoformat(f"{query.month}-01")
    found = measured(first)
    return SuccessReport(
        month=query.month,
        complete=months(first, 1)[1] <= services().now(),
        measures=list(with_before(found, measured(month_before(first)))),
        departures=[
            CustomerLeft(
                **departure_fields(one.departure), at_risk=one.at_risk, contacted=one.contacted
            )
            for one in found.leavers
        ],
        attendance=[
            RoleAttendance(role=one.role, mean=one.mean, most=one.most, days=one.days)
            for one in found.attendance
        ],
    )


COLUMNS: Columns[SuccessMeasure] = {
    "name": lambda one: one.name,
    "value": lambda one: one.value,
    "before": lambda one: one.before,
    "of": lambda one: one.of,
    "goal": lambda one: one.goal,
    "met": lambda one: None if one.met is None else "yes" if one.met else "no",
}


@success_routes.get("/reports/success.csv")
@Operation(query=MonthCsvQuery, role="supervisor", media="text/csv")
def success_csv(query: MonthCsvQuery) -> Response:
    """Write a month's success metrics as CSV, one line for each measure."""
    first = date.fromisoformat(f"{query.month}-01")
    lines = with_before(measured(first), measured(month_before(first)))
    return as_csv(f"success-{query.month}.csv", COLUMNS, lines, query.separator)


def measured(first: date) -> Success:
    return success_of(services().database(), first, services().now(), services().threads().map)


def with_before(found: Success, before: Success) -> Iterator[SuccessMeasure]:
    for now, then in zip(found.measures, before.measures, strict=True):
        yield SuccessMeasure(
            name=now.name,
            value=now.value,
            before=then.value,
            of=now.of,
            goal=GOALS.get(now.name),
            met=now.is_met,
        )
