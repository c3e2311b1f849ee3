"""What is known of a customer now: the figures as the daily run and the live events left them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from fractions import Fraction

from customer_health.domain.alerts.notifications import worsened
from customer_health.domain.instants import TORONTO
from customer_health.domain.metrics.assessment import Assessment
from customer_health.domain.metrics.company import Company
from customer_health.domain.metrics.employees import Baseline, change, decrease
from customer_health.domain.metrics.levels import (
    THRESHOLDS,
    CompanyLevel,
    Level,
    company_level,
    level_of,
)
from customer_health.domain.metrics.login import days_since
from customer_health.domain.metrics.names import EMPLOYEES, LOGIN, METRICS, PERCENTAGES, Result

WEEK = timedelta(days=7)
TREND_LENGTH = 13
"""Weeks of 90 days."""


@dataclass(frozen=True, slots=True)
class Customer:
    """A tracked company with its five figures.

    `ran_at` is the clock of the newest daily run that wrote the figures, None before the first.
    `freshness` says when each figure was computed, `updated_at` when any was last. `coverage` is
    the number of the window's dates with data, by percentage; `owner` who looks after the customer
    by the CRM: name, email, slackUserId; `worsened_on` the last run in which a level got worse;
    `flaws` how many records the newest run found wrong, by reason. `trend` has the counts of
    employees of the last 90 days' runs, one a week, the oldest first; `trend_on` is the newest's
    date.
    """

    id: str
    name: str
    email: str | None
    master_user_id: str | None
    created_at: datetime | None
    ran_at: datetime | None
    employees: int
    baseline: Baseline | None
    login: datetime | None
    results: Mapping[str, Result]
    averages: Mapping[str, float]
    levels: Mapping[str, Level]
    freshness: Mapping[str, datetime]
    updated_at: datetime
    coverage: Mapping[str, int] = field(default_factory=dict)
    owner: Mapping[str, str] | None = None
    worsened_on: Mapping[str, date] = field(default_factory=dict)
    contact: Mapping[str, str] | None = None
    location: Mapping[str, str] | None = None
    data_issues: Mapping[str, int] = field(default_factory=dict)
    trend: tuple[int, ...] = ()
    trend_on: date | None = None

    @property
    def run_date(self) -> date | None:
        return self.ran_at.astimezone(TORONTO).date() if self.ran_at else None

    @property
    def level(self) -> CompanyLevel:
        return company_level(self.levels.values())

    @property
    def change_percent(self) -> float | None:
        percent = change(self.employees, self.baseline)
        return None if percent is None else float(percent)


def following(before: Customer | None, found: Customer) -> Customer:
    """The customer as a run found it, knowing from the one before which levels got worse. A
    repeated run of a date keeps what its first one saw."""
    after = with_trend(found, before)
    if before is None or after.run_date is None:
        return after
    worse = {
        metric: after.run_date
        for metric in METRICS
        if worsened(before.levels[metric], after.levels[metric])
    }
    return replace(after, worsened_on={**before.worsened_on, **worse})


def with_trend(customer: Customer, before: Customer | None) -> Customer:
    """A week after the newest count, or on its date, when a run is repeated, there is a new one."""
    counts, last = (before.trend, before.trend_on) if before else ((), None)
    day = customer.run_date
    if day is None or (last and last < day < last + WEEK):
        return replace(customer, trend=counts, trend_on=last)
    kept = counts[:-1] if day == last else counts
    return replace(customer, trend=(*kept, customer.employees)[-TREND_LENGTH:], trend_on=day)


def newly_tracked(company: Company, now: datetime) -> Customer:
    """A customer of whom nothing has been computed yet."""
    return Customer(
        id=company.id,
        name=company.name,
        email=company.email,
        master_user_id=None,
        created_at=company.created_at,
        ran_at=None,
        employees=0,
        baseline=None,
        login=None,
        results=dict.fromkeys(PERCENTAGES, "None"),
        averages={},
        levels=dict.fromkeys(METRICS, "none"),
        freshness={},
        updated_at=now,
        contact=company.contact,
        location=company.location,
    )


def as_assessed(
    company: Company,
    master_user_id: str | None,
    health: Assessment,
    owner: Mapping[str, str] | None = None,
) -> Customer:
    """The customer as a daily run found it."""
    clock = health.window.clock
    return Customer(
        id=company.id,
        name=company.name,
        email=company.email,
        master_user_id=master_user_id,
        created_at=company.created_at,
        ran_at=clock,
        employees=health.employees,
        baseline=health.baseline,
        login=health.login,
        results=health.results,
        averages={metric: float(average) for metric, average in health.averages.items()},
        levels=health.levels,
        freshness=dict.fromkeys(METRICS, clock),
        updated_at=clock,
        coverage={metric: len(figure.days) for metric, figure in health.figures.items()},
        owner=owner,
        contact=company.contact,
        location=company.location,
        data_issues=Counter(flaw.reason for flaw in health.data_issues),
    )


def with_employees(customer: Customer, count: int, now: datetime) -> Customer:
    """A new live count, compared with the same baseline as the last run's."""
    level = level_of(decrease(change(count, customer.baseline)), THRESHOLDS[EMPLOYEES])
    return _measured(replace(customer, employees=count), EMPLOYEES, level, now)


def with_login(customer: Customer, login: datetime | None, now: datetime) -> Customer:
    """A login seen live. It never moves backwards; None leaves what is known."""
    known = max((at for at in (customer.login, login) if at), default=None)
    level = level_of(days_without_login(customer, known, now), THRESHOLDS[LOGIN])
    return _measured(replace(customer, login=known), LOGIN, level, now)


def days_without_login(
    customer: Customer, login: datetime | None, now: datetime
) -> Fraction | None:
    return days_since(login, customer.created_at, now, is_unknown=False)


def breach(customer: Customer, metric: str, now: datetime) -> Fraction | None:
    """A live figure as its rule reads it: percent of decrease, or days without a login."""
    if metric == EMPLOYEES:
        return decrease(change(customer.employees, customer.baseline))
    return days_without_login(customer, customer.login, now)


def _measured(customer: Customer, metric: str, level: Level, now: datetime) -> Customer:
    return replace(
        customer,
        levels={**customer.levels, metric: level},
        freshness={**customer.freshness, metric: now},
        updated_at=now,
    )
