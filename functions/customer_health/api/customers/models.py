"""Models of customers: the figures, a row of the list, and everything of one customer."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from customer_health.api.alerts.models import Alert, Triage
from customer_health.api.http.fields import Next, Total
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
    """The change of the number of employees in about 30 days."""

    from_: Annotated[int, Field(alias="from")]
    """The number of employees on the baseline's date. Example: `10`"""
    baseline_date: date
    """The date that is compared with. Example: `"2025-10-25"`"""
    count: int
    """How many employees there are more; negative: fewer. Example: `2`"""
    percent: float
    """The change in percent. Example: `20.0`"""
    arrow: str
    """The change as a short text. Example: `"↑ +2"`"""


class Figures(Model):
    """The five figures."""

    numberofemployees: int
    """How many employees are not archived. Example: `12`"""
    last_login: Annotated[datetime | None, Field(alias=metrics.LOGIN)] = None
    """The newest login of the master account; absent if there was none. Example:
    `"2025-11-14T11:00:00Z"`"""
    open_shifts: Annotated[Result, Field(alias=metrics.OPEN_SHIFTS)]
    """Whether more than 10 % of the drafted shifts are open; `None` without data."""
    outside_availability: Annotated[Result, Field(alias=metrics.OUTSIDE_AVAILABILITY)]
    """Whether more than 10 % of the published shifts are outside of availability; `None` without
    data."""
    conflicting_clock_ins: Annotated[Result, Field(alias=metrics.CONFLICTING_CLOCK_INS)]
    """Whether more than 50 % of the timecards conflict; `None` without data."""
    alert_level: CompanyLevel
    """The worst level of the five metrics; `unknown` if none has one."""
    levels: dict[Metric, Level]
    """Each metric's level. Example: `{"quarts_problematiques_50": "critical"}`"""
    averages: dict[Metric, float] = {}
    """The averages of the percentages, not rounded; absent without data. Example:
    `{"quarts_problematiques_50": 100.0}`"""
    freshness: dict[Metric, datetime] = {}
    """When each figure was computed. Example: `{"quarts_problematiques_50":
    "2025-11-24T11:00:00Z"}`"""
    employee_change_30d: Annotated[EmployeeChange | None, Field(alias="employeeChange30d")] = None
    """The change of the number of employees in 30 days; absent without a baseline."""
    last_updated: datetime
    """When any of the figures was last computed."""


class OpenAlert(Model):
    """An open alert of a customer, and what people decided about it."""

    rule: Metric
    """The metric."""
    severity: Literal["critical", "warning"]
    """How bad it is."""
    triage: Triage
    """What people decided about it."""


class CustomerRow(Figures):
    """A row of the list."""

    id: str
    """The customer's id: the key of the company in the database. Example: `"acme"`"""
    name: str
    """The customer's name. Example: `"Érablière Côté"`"""
    email: str | None = None
    """The address of the master account. Example: `"boss@maple.example.com"`"""
    owner: Owner | None = None
    """The colleague who looks after the customer."""
    trend: list[int]
    """The number of employees for each week, the oldest first, with today's last. Example: `[10,
    11, 12]`"""
    criticals: int
    """How many metrics are critical. Example: `1`"""
    score: int | None = None
    """The newest health score that was kept, 0 to 100; as of a date, that of its run. Example:
    `72`"""
    score_coverage: int | None = None
    """The percentage of the score that rests on data. Example: `80`"""
    revenue: Money | None = None
    """What the customer paid in 12 months, as billing last answered; as of a date, as it had by
    then."""
    plan: str | None = None
    """The name of the customer's plan, as billing last answered. Example: `"Enterprise Pro"`"""
    worsened_at: datetime | None = None
    """When a metric that is bad now got worse."""
    open_alerts: list[OpenAlert] = []
    """The customer's open alerts. As of a date, those that its run left open, with what people had
    decided, but not who, when and why."""
    alerts_known: bool | None = None
    """Only as of a date: whether `openAlerts` are known. They are not of runs that were made up
    later, or that did not keep them yet. Example: `true`"""
    restated: bool | None = None
    """Only as of a date: whether a later run of that date found other figures. Example: `false`"""


class LevelCounts(Model):
    critical: int
    """How many are critical. Example: `1`"""
    warning: int
    """How many have a warning. Example: `2`"""
    healthy: int
    """How many are healthy. Example: `3`"""
    unknown: int
    """How many have no data. Example: `0`"""


class ListFreshness(Model):
    """How new the figures of the list are."""

    last_updated: datetime | None = None
    """When the newest figure of any customer was computed."""
    last_run: datetime | None = None
    """The clock of the newest daily run."""
    new_since: datetime | None = None
    """The clock of the run on the day before: what got worse after it is new. Example:
    `"2025-11-23T11:00:00Z"`"""


class CustomerPage(Model):
    """A page of the list. Pages of one `version` belong together."""

    customers: list[CustomerRow]
    """The customers of this page."""
    total: Total
    summary: LevelCounts
    """How many customers of each level pass all filters except the one by level."""
    freshness: ListFreshness
    """How new the figures are."""
    version: str
    """While it stays the same, no customer has changed. Example: `"0d5c1f2ab3e49876"`"""
    as_of: date | None = None
    """The date of the list; absent in the list as it is now."""
    next: Next = None


class Contact(Model):
    name: str | None = None
    """The name of the person. Example: `"Zoé Roy"`"""
    phone: str | None = None
    """The phone number. Example: `"+1 514 555 0100"`"""


class Location(Model):
    city: str | None = None
    """The city. Example: `"Laval"`"""
    province: str | None = None
    """The province. Example: `"QC"`"""
    country: str | None = None
    """The country. Example: `"CA"`"""


class CustomerDetail(CustomerRow):
    contact: Contact | None = None
    """The person to contact, according to the app."""
    location: Location | None = None
    """Where the customer is."""
    created_at: datetime | None = None
    """When the company was created."""
    coverage: dict[Metric, int] = {}
    """On how many days of the window each percentage has data. Example:
    `{"quarts_problematiques_50": 9}`"""
    alerts: list[Alert]
    """The customer's open alerts, in words."""
