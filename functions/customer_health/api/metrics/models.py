"""A metric's history, and what is behind a figure."""

from datetime import date, datetime
from typing import Literal

from customer_health.api.alerts.rule_models import RuleChange, Thresholds
from customer_health.api.customers.models import EmployeeChange
from customer_health.api.http.models import Level, Metric, Model


class History(Model):
    """A metric by date; null where there is a gap. Of the login, `values` are days without one,
    since the creation of a company that never had one; of the employees their number; else
    percent. `thresholds`, in `unit`, are those of now, and `thresholds_before` those that held
    until the first of the `rule_changes`."""

    metric: Metric
    unit: Literal["percent_decrease", "days", "percent"]
    dates: list[date]
    values: list[float | None]
    levels: list[Level | None]
    thresholds: Thresholds
    thresholds_before: Thresholds
    rule_changes: list[RuleChange]


class Day(Model):
    """`part` of `whole`, as a percentage; without them `left_out` says why there is none."""

    date: date
    part: int | None = None
    whole: int | None = None
    percent: float | None = None
    left_out: str | None = None


class Share(Model):
    """Whose offences; without an id those of nobody. `by_day` follows `days`: a heat map's row."""

    id: str | None = None
    name: str | None = None
    count: int
    by_day: list[int]


class Offence(Model):
    """A shift or timecard that counted; `record` is its path below the company's own."""

    record: str
    date: date
    employee_id: str | None = None
    employee: str | None = None
    department_id: str | None = None
    department: str | None = None
    types: list[str] = []


class DrillDown(Model):
    """Of the offences all are counted, in `total` and by `types`, and the first 2,000 named; shares
    are of those named."""

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
    """An employee who was hired or archived `at` a time."""

    id: str
    name: str | None = None
    department_id: str | None = None
    department: str | None = None
    at: datetime


class DepartmentMoves(Model):
    """Without an id, of those in no department."""

    id: str | None = None
    name: str | None = None
    hired: int
    archived: int


class EmployeeDrillDown(Model):
    """The daily `counts`, null where there is a gap, and who came and went `since` the baseline,
    or for 30 days where there is none; the newest first."""

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
    """`name`, `email` and `employee_id` where the account is an employee's."""

    user_id: str
    employee_id: str | None = None
    name: str | None = None
    email: str | None = None


class LoginDrillDown(Model):
    """`days` since the last login, or since the creation of a company that never had one.
    `unmatched` says why there is no account: the company has no e-mail address, or nobody has it.
    `logins` are the daily runs' of the last 90 days, and the last; the newest first."""

    metric: Literal[Metric.LOGIN] = Metric.LOGIN
    account: MasterAccount | None = None
    unmatched: Literal["no_email", "no_user"] | None = None
    last_login: datetime | None = None
    days: float | None = None
    created_at: datetime | None = None
    logins: list[datetime]
