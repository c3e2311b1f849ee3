"""Models of customers: the figures, a row of the list, and everything of one customer."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from customer_health.api.alerts.models import Alert, Triage
from customer_health.api.http.models import (
    CompanyLevel,
    Level,
    Metric,
    Model,
    Money,
    Owner,
    Result,
)
from customer_health.domain.metrics import names as metrics


class EmployeeChange(Model):
    """The change since the `baselineDate`, about 30 days ago. `count` is how many employees there
    are more (negative: fewer), `arrow` the same as a short text."""

    from_: Annotated[int, Field(alias="from")]
    baseline_date: date
    count: int
    percent: float
    arrow: str


class Figures(Model):
    """The five figures. A customer that never logged in has no login, a metric without data no
    average. Averages are in percent, not rounded. `freshness` says when each figure was
    computed."""

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


class OpenAlert(Model):
    """An open alert of a customer, and what people decided about it."""

    rule: Metric
    severity: Literal["critical", "warning"]
    triage: Triage


class CustomerRow(Figures):
    """A row of the list. `trend` has the number of employees for each week, the oldest first, with
    today's number last.

    `criticals` counts the critical metrics. `score` is the newest health score that was kept, and
    `scoreCoverage` the percentage of it that rests on data. `revenue` of 12 months and `plan` are
    as billing last answered. `worsenedAt` is when a metric that is bad now got worse.
    """

    id: str
    name: str
    email: str | None = None
    owner: Owner | None = None
    trend: list[int]
    criticals: int
    score: int | None = None
    score_coverage: int | None = None
    revenue: Money | None = None
    plan: str | None = None
    worsened_at: datetime | None = None
    open_alerts: list[OpenAlert] = []


class LevelCounts(Model):
    critical: int
    warning: int
    healthy: int
    unknown: int


class ListFreshness(Model):
    """When the newest figure of any customer was computed, and the clock of the newest run. What
    got worse after `newSince`, the clock of the run on the day before, is new."""

    last_updated: datetime | None = None
    last_run: datetime | None = None
    new_since: datetime | None = None


class CustomerPage(Model):
    """`summary` counts the customers of each level that pass all filters except the one by level.
    `next` is the cursor of the next page; the last page has none. Pages of one `version` belong
    together; while it stays the same, no customer has changed."""

    customers: list[CustomerRow]
    total: int
    summary: LevelCounts
    freshness: ListFreshness
    version: str
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
