"""Models of a metric's history, and of the evidence behind a figure."""

from datetime import date, datetime
from typing import Literal

from customer_health.api.alerts.rule_models import RuleChange, Thresholds
from customer_health.api.customers.models import EmployeeChange
from customer_health.api.http.models import Level, Metric, Model


class History(Model):
    """A metric by date; a date without data is null. `values` are, for the login, the days without
    one (since its creation, for a company that never had one); for the employees, their number;
    for any other metric, percent. `thresholds`, in `unit`, are today's, and `thresholds_before`
    those that held until the first of the `rule_changes`."""

    metric: Metric
    unit: Literal["percent_decrease", "days", "percent"]
    dates: list[date]
    values: list[float | None]
    levels: list[Level | None]
    thresholds: Thresholds
    thresholds_before: Thresholds
    rule_changes: list[RuleChange]


class Day(Model):
    """A day of a percentage: `part` of `whole`. A day without them says why in `left_out`."""

    date: date
    part: int | None = None
    whole: int | None = None
    percent: float | None = None
    left_out: str | None = None


class Share(Model):
    """The offences of one employee or department; without an id, those that belong to none.
    `by_day` has a count for each of the `days`, as a row of a heat map."""

    id: str | None = None
    name: str | None = None
    count: int
    by_day: list[int]


class Offence(Model):
    """A shift or timecard that counted. `record` is its path within the company's records."""

    record: str
    date: date
    employee_id: str | None = None
    employee: str | None = None
    department_id: str | None = None
    department: str | None = None
    types: list[str] = []


class DrillDown(Model):
    """`total` and `types` count all offences. `offences` names the first 2,000, and the
    `departments` and `employees` count those."""

    metric: Metric
    run_date: date
    average: float | None = None
    days: list[Day]
    departments: list[Share]
    employees: list[Share]
    types: dict[str, int] = {}
    total: int
    offences: list[Offence]


class Move(Model):
    """An employee who was hired or archived, and when."""

    id: str
    name: str | None = None
    department_id: str | None = None
    department: str | None = None
    at: datetime


class DepartmentMoves(Model):
    """The moves of one department; without an id, of employees in none."""

    id: str | None = None
    name: str | None = None
    hired: int
    archived: int


class EmployeeDrillDown(Model):
    """The daily `counts`, null for a date without data, and the employees who came and went `since`
    the baseline (since 30 days ago, without one), the newest first."""

    metric: Literal[Metric.EMPLOYEES] = Metric.EMPLOYEES
    count: int
    change: EmployeeChange | None = None
    since: datetime
    dates: list[date]
    counts: list[int | None]
    hired: list[Move]
    archived: list[Move]
    departments: list[DepartmentMoves]


class MasterAccount(Model):
    """The master account. `name`, `email` and `employee_id` are there if an employee has it."""

    user_id: str
    employee_id: str | None = None
    name: str | None = None
    email: str | None = None


class LoginDrillDown(Model):
    """`days` have passed since the last login, or since the company's creation if there was none.
    `unmatched` says why there is no account: the company has no e-mail address, or no user has it.
    `logins` are those that the daily runs of the last 90 days saw, and the last one, the newest
    first."""

    metric: Literal[Metric.LOGIN] = Metric.LOGIN
    account: MasterAccount | None = None
    unmatched: Literal["no_email", "no_user"] | None = None
    last_login: datetime | None = None
    days: float | None = None
    created_at: datetime | None = None
    logins: list[datetime]
