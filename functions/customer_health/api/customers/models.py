"""What is said of a customer: its figures, a line of the list, and all of one."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from customer_health.api.alerts.models import Alert
from customer_health.api.http.models import CompanyLevel, Level, Metric, Model, Owner, Result
from customer_health.domain.metrics import names as metrics


class EmployeeChange(Model):
    """Since the `baselineDate`, about 30 days ago: `count` is how many more (or, negative, fewer),
    `arrow` the same in a few characters."""

    from_: Annotated[int, Field(alias="from")]
    baseline_date: date
    count: int
    percent: float
    arrow: str


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
    """A line of the list. `trend` has a count of employees a week, the oldest first, and the
    present one last."""

    id: str
    name: str
    email: str | None = None
    owner: Owner | None = None
    trend: list[int]


class LevelCounts(Model):
    critical: int
    warning: int
    healthy: int
    unknown: int


class ListFreshness(Model):
    """When the newest figure of all customers was computed, and the clock of the newest run."""

    last_updated: datetime | None = None
    last_run: datetime | None = None


class CustomerPage(Model):
    """`summary` counts the customers that all filters but the one by level let through. `next` is
    the cursor of the page that follows; the last page has none."""

    customers: list[CustomerRow]
    total: int
    summary: LevelCounts
    freshness: ListFreshness
    next: str | None = None


class Contact(Model):
    name: str | None = None
    phone: str | None = None


class Location(Model):
    city: str | None = None
    province: str | None = None
    country: str | None = None


class CustomerDetail(CustomerRow):
    contact: Contact | None = None
    location: Location | None = None
    created_at: datetime | None = None
    coverage: dict[Metric, int] = {}
    alerts: list[Alert]
