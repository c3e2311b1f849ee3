"""The shape of everything that the API takes and gives: camelCase, but for the metrics' own names.

What is not known is left out of an answer; no field is ever null.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

from customer_health.domain import metrics


class Model(BaseModel):
    model_config = ConfigDict(
        alias_generator=to_camel, validate_by_name=True, extra="forbid", frozen=True
    )


class Metric(StrEnum):
    """The five metrics, by the names of their fields."""

    EMPLOYEES = metrics.EMPLOYEES
    LOGIN = metrics.LOGIN
    OPEN_SHIFTS = metrics.OPEN_SHIFTS
    OUTSIDE_AVAILABILITY = metrics.OUTSIDE_AVAILABILITY
    CONFLICTING_CLOCK_INS = metrics.CONFLICTING_CLOCK_INS


Level = Literal["critical", "warning", "healthy", "none"]
CompanyLevel = Literal["critical", "warning", "healthy", "unknown"]
Result = Literal["Yes", "No", "None"]
Role = Literal["agent", "supervisor", "executive", "admin"]

Reason = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class Problem(BaseModel):
    """RFC 9457. `errors` is there if the request was read and found wrong."""

    type: str
    title: str
    status: int
    detail: str
    errors: list["Fault"] = []


class Fault(BaseModel):
    """What is wrong `at` a parameter, or a field of the body."""

    at: str
    message: str


class Health(Model):
    status: Literal["ok"] = "ok"


class Me(Model):
    id: str
    email: str
    role: Role


class EmployeeChange(Model):
    """Since the `baselineDate`, about 30 days ago: `count` is how many more (or, negative, fewer),
    `arrow` the same in a few characters."""

    from_: Annotated[int, Field(alias="from")]
    baseline_date: date
    count: int
    percent: float
    arrow: str


class Owner(Model):
    """Who looks after the customer, by the CRM."""

    name: str | None = None
    email: str | None = None


class Figures(Model):
    """The five figures. A login that never was, and an average without data, are left out;
    averages are in percent, to full precision. `freshness` says when each was computed."""

    numberofemployees: int
    last_login: Annotated[datetime | None, Field(alias=metrics.LOGIN)] = None
    open_shifts: Annotated[Result, Field(alias=metrics.OPEN_SHIFTS)]
    outside_availability: Annotated[Result, Field(alias=metrics.OUTSIDE_AVAILABILITY)]
    conflicting_clock_ins: Annotated[Result, Field(alias=metrics.CONFLICTING_CLOCK_INS)]
    alert_level: CompanyLevel
    levels: dict[Metric, Level]
    averages: dict[Metric, float] = {}
    freshness: dict[Metric, datetime] = {}
    employee_change_30d: Annotated[EmployeeChange | None, Field(alias="employeeChange30d")] = None
    last_updated: datetime


class CustomerRow(Figures):
    """A line of the list."""

    id: str
    name: str
    email: str | None = None
    owner: Owner | None = None


class LevelCounts(Model):
    critical: int
    warning: int
    healthy: int
    unknown: int


class CustomerPage(Model):
    """`summary` counts the customers that all filters but the one by level let through. `next` is
    the cursor of the page that follows; the last page has none."""

    customers: list[CustomerRow]
    total: int
    summary: LevelCounts
    freshness: "ListFreshness"
    next: str | None = None


class ListFreshness(Model):
    """When the newest figure of all customers was computed, and the clock of the newest run."""

    last_updated: datetime | None = None
    last_run: datetime | None = None
