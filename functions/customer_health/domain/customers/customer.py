"""A customer and its newest figures, from the daily run and from live events since."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from fractions import Fraction

from customer_health.domain.alerts.notifications import worsened
from customer_health.domain.context.billing_record import BillingRecord
from customer_health.domain.context.score_history import DayScore
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
from customer_health.domain.money import Money

WEEK = timedelta(days=7)
TREND_LENGTH = 13
"""Weekly counts in the trend: those of 90 days."""


@dataclass(frozen=True, slots=True)
class Customer:
    """A tracked company with its five figures.

    `ran_at` is the scheduled time of the newest daily run that wrote the figures, None before the
    first. `freshness` has the time at which each figure was computed, `updated_at` is the newest of
    those. `coverage` is the number of dates with data in the window, by percentage metric. `owner`
    is the customer's owner in the CRM: name, email, slackUserId. `worsened_on` has the date of the
    last run in which each level got worse. `data_issues` counts the bad records that the newest run
    found, by reason. `trend` has one count of employees a week for the last 90 days, the oldest
    first; `trend_on` is the date of the newest one. `score` is the newest health score that was
    kept. `revenue` of 12 months and `plan` are as billing last answered. All three are None as long
    as they are unknown.
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
    score: DayScore | None = None
    revenue: Money | None = None
    plan: str | None = None

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


def following(before: Customer | None, assessed: Customer) -> Customer:
    """Return the customer as a run assessed it, continued from before: with its trend, the dates on
    which levels got worse, and what the sources have said about it.

    If a run of a date is repeated, what got worse in the first attempt stays marked with the date.
    """
    after = with_trend(assessed, before)
    if before is None or after.run_date is None:
        return after
    worse = {
        metric: after.run_date
        for metric in METRICS
        if worsened(before.levels[metric], after.levels[metric])
    }
    return replace(
        after,
        worsened_on={**before.worsened_on, **worse},
        score=before.score,
        revenue=before.revenue,
        plan=before.plan,
    )


def with_trend(customer: Customer, before: Customer | None) -> Customer:
    """Append the count of employees to the trend if the newest one is a week old; replace the
    newest one if the run of its date is repeated."""
    counts, last = (before.trend, before.trend_on) if before else ((), None)
    day = customer.run_date
    if day is None or (last and last < day < last + WEEK):
        return replace(customer, trend=counts, trend_on=last)
    kept = counts[:-1] if day == last else counts
    return replace(customer, trend=(*kept, customer.employees)[-TREND_LENGTH:], trend_on=day)


def newly_tracked(company: Company, now: datetime) -> Customer:
    """Return a customer for which nothing has been computed yet."""
    return Customer(
        id=company.id,
        name=company.shown_name,
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
    assessment: Assessment,
    owner: Mapping[str, str] | None = None,
) -> Customer:
    """Build the customer from a daily run's figures alone. `following` adds what continues from the
    stored customer."""
    clock = assessment.window.clock
    return Customer(
        id=company.id,
        name=company.shown_name,
        email=company.email,
        master_user_id=master_user_id,
        created_at=company.created_at,
        ran_at=clock,
        employees=assessment.employees,
        baseline=assessment.baseline,
        login=assessment.login,
        results=assessment.results,
        averages={metric: float(average) for metric, average in assessment.averages.items()},
        levels=assessment.levels,
        freshness=dict.fromkeys(METRICS, clock),
        updated_at=clock,
        coverage={metric: len(figure.days) for metric, figure in assessment.figures.items()},
        owner=owner,
        contact=company.contact,
        location=company.location,
        data_issues=Counter(issue.reason for issue in assessment.data_issues),
    )


def with_employees(customer: Customer, count: int, now: datetime) -> Customer:
    """Return the customer with a new live count, compared with the last run's baseline."""
    level = level_of(decrease(change(count, customer.baseline)), THRESHOLDS[EMPLOYEES])
    return _measured(replace(customer, employees=count), EMPLOYEES, level, now)


def with_login(customer: Customer, login: datetime | None, now: datetime) -> Customer:
    """Return the customer with a login seen live, if that is newer than the one it has."""
    newest = max((at for at in (customer.login, login) if at), default=None)
    level = level_of(days_without_login(customer, newest, now), THRESHOLDS[LOGIN])
    return _measured(replace(customer, login=newest), LOGIN, level, now)


def with_master(
    customer: Customer, master_user_id: str | None, login: datetime | None, now: datetime
) -> Customer:
    """Return the customer with another master account and that account's own newest login.

    The login of the former master account says nothing about the new one. Without a master
    account, or before the first run of a customer that never logged in, the level is `none`.
    """
    measurable = master_user_id is not None and (login is not None or customer.ran_at is not None)
    days = days_without_login(customer, login, now) if measurable else None
    changed = replace(customer, master_user_id=master_user_id, login=login)
    return _measured(changed, LOGIN, level_of(days, THRESHOLDS[LOGIN]), now)


def days_without_login(
    customer: Customer, login: datetime | None, now: datetime
) -> Fraction | None:
    return days_since(login, customer.created_at, now, is_unknown=False)


def breach(customer: Customer, metric: str, now: datetime) -> Fraction | None:
    """Return a live figure in the unit of its alert rule: the employees' decrease in percent, or
    the days without a login."""
    if metric == EMPLOYEES:
        return decrease(change(customer.employees, customer.baseline))
    return days_without_login(customer, customer.login, now)


def with_billing(customer: Customer, billing: BillingRecord | None) -> Customer:
    """Return the customer with the revenue and plan of a billing record, if there is one."""
    if billing is None:
        return customer
    plan = billing.plan.name if billing.plan else None
    return replace(customer, revenue=billing.revenue_12m, plan=plan)


def _measured(customer: Customer, metric: str, level: Level, now: datetime) -> Customer:
    return replace(
        customer,
        levels={**customer.levels, metric: level},
        freshness={**customer.freshness, metric: now},
        updated_at=now,
    )
