"""What is known of a customer now: the figures as the daily run and the live events left them."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime

from customer_health.domain.company import Company
from customer_health.domain.employees import Baseline, change, decrease
from customer_health.domain.health import Health
from customer_health.domain.instants import TORONTO
from customer_health.domain.levels import (
    THRESHOLDS,
    CompanyLevel,
    Level,
    company_level,
    level_of,
)
from customer_health.domain.login import days_since
from customer_health.domain.metrics import EMPLOYEES, LOGIN, METRICS, PERCENTAGES, Result


@dataclass(frozen=True, slots=True)
class Customer:
    """A tracked company with its five figures.

    `ran_at` is the clock of the newest daily run that wrote the figures, None before the first.
    `freshness` says when each figure was computed, `updated_at` when any was last.
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
    )


def as_assessed(company: Company, master_user_id: str | None, health: Health) -> Customer:
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
    )


def with_employees(customer: Customer, count: int, now: datetime) -> Customer:
    """A new live count, compared with the same baseline as the last run's."""
    level = level_of(decrease(change(count, customer.baseline)), THRESHOLDS[EMPLOYEES])
    return _measured(replace(customer, employees=count), EMPLOYEES, level, now)


def with_login(customer: Customer, login: datetime | None, now: datetime) -> Customer:
    """A login seen live. It never moves backwards; None leaves what is known."""
    known = max((at for at in (customer.login, login) if at), default=None)
    elapsed = days_since(known, customer.created_at, now, login_known_later=False)
    level = level_of(elapsed, THRESHOLDS[LOGIN])
    return _measured(replace(customer, login=known), LOGIN, level, now)


def _measured(customer: Customer, metric: str, level: Level, now: datetime) -> Customer:
    return replace(
        customer,
        levels={**customer.levels, metric: level},
        freshness={**customer.freshness, metric: now},
        updated_at=now,
    )
