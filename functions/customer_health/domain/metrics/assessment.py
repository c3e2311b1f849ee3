"""Assess one company: compute the five figures and their levels from its records."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction

from customer_health.domain.metrics.availability import Availability, outside_availability
from customer_health.domain.metrics.company import Company
from customer_health.domain.metrics.daily_ratio import DailyRatio
from customer_health.domain.metrics.data_issues import DataIssue
from customer_health.domain.metrics.employees import (
    Baseline,
    Employee,
    change,
    count_employees,
    decrease,
)
from customer_health.domain.metrics.levels import (
    THRESHOLDS,
    YES_ABOVE,
    CompanyLevel,
    Level,
    company_level,
    level_of,
    result_of,
)
from customer_health.domain.metrics.login import AHEAD, days_since, last_login
from customer_health.domain.metrics.names import (
    CONFLICTING_CLOCK_INS,
    EMPLOYEES,
    LOGIN,
    OPEN_SHIFTS,
    OUTSIDE_AVAILABILITY,
    PERCENTAGES,
    Result,
)
from customer_health.domain.metrics.open_shifts import open_shifts
from customer_health.domain.metrics.schedules import Week
from customer_health.domain.metrics.timecards import Timecard, conflicting_clock_ins
from customer_health.domain.metrics.window import Window


@dataclass(frozen=True, slots=True)
class Records:
    """The well-formed records that a company's figures need, and the issues of the other records.

    `timecards` are those of the window's dates. `logins` are all known logins of the master
    account; if `login_is_unknown`, there may have been others. `availability` is by employee, with
    no entry for an employee who never submitted one.
    """

    company: Company
    employees: Mapping[str, Employee]
    weeks: Sequence[Week]
    availability: Mapping[str, Availability]
    timecards: Sequence[Timecard]
    logins: Sequence[datetime]
    baseline: Baseline | None
    data_issues: Sequence[DataIssue]
    login_is_unknown: bool = False


@dataclass(frozen=True, slots=True)
class Assessment:
    """The five figures at a run's clock. `breaches` has each in the unit of its threshold."""

    window: Window
    employees: int
    baseline: Baseline | None
    login: datetime | None
    figures: Mapping[str, DailyRatio]
    breaches: Mapping[str, Fraction | None]
    data_issues: tuple[DataIssue, ...]

    @property
    def levels(self) -> Mapping[str, Level]:
        return {metric: level_of(at, THRESHOLDS[metric]) for metric, at in self.breaches.items()}

    @property
    def level(self) -> CompanyLevel:
        return company_level(self.levels.values())

    @property
    def averages(self) -> Mapping[str, Fraction]:
        averages = {metric: figure.average for metric, figure in self.figures.items()}
        return {metric: average for metric, average in averages.items() if average is not None}

    @property
    def results(self) -> Mapping[str, Result]:
        averages = self.averages
        return {m: result_of(averages.get(m), YES_ABOVE[m]) for m in PERCENTAGES}


def assess(records: Records, window: Window) -> Assessment:
    """Compute a company's five figures and levels from its records."""
    figures = {
        OPEN_SHIFTS: open_shifts(records.weeks, window),
        OUTSIDE_AVAILABILITY: outside_availability(records.weeks, records.availability, window),
        CONFLICTING_CLOCK_INS: conflicting_clock_ins(records.timecards, records.weeks, window),
    }
    employees = count_employees(records.employees.values(), window)
    login = last_login(records.logins, window.clock)
    breaches: dict[str, Fraction | None] = {
        EMPLOYEES: decrease(change(employees, records.baseline)),
        LOGIN: days_since(
            login,
            records.company.created_at,
            window.clock,
            is_unknown=records.login_is_unknown or bool(records.logins),
        ),
        **{metric: figure.average for metric, figure in figures.items()},
    }
    return Assessment(
        window=window,
        employees=employees,
        baseline=records.baseline,
        login=login,
        figures=figures,
        breaches=breaches,
        data_issues=(
            *records.data_issues,
            *unknown_employees(records, window),
            *created_ahead(records.company, window),
        ),
    )


def created_ahead(company: Company, window: Window) -> list[DataIssue]:
    """Report a creation date in the future. A past run reports none: it may rightly be for a day
    before the creation."""
    created = company.created_at
    if created is None or window.past or created <= window.clock + AHEAD:
        return []
    return [
        DataIssue(f"Companies/{company.id}/createdAt", "malformed", f"{created} is in the future")
    ]


def unknown_employees(records: Records, window: Window) -> list[DataIssue]:
    """Report the window's shifts and timecards whose employee has no record. They still count in
    the figures."""
    used_weeks = (
        week
        for week in records.weeks
        if week.is_published(window.clock) or week.is_draft(window.clock)
    )
    company_id = records.company.id
    assigned = [
        (f"Schedules/{company_id}/{shift.record}", shift.employee_id)
        for week in used_weeks
        for shift in week.shifts
        if shift.day in window
    ] + [(f"Timecards/{company_id}/{card.id}", card.employee_id) for card in records.timecards]
    return [
        DataIssue(path, "unknown_employee", f"no employee {employee_id!r}")
        for path, employee_id in assigned
        if employee_id and employee_id not in records.employees
    ]
