"""Models of a metric's history, and of the evidence behind a figure."""

from datetime import date, datetime
from typing import Literal

from customer_health.api.alerts.rule_models import RuleChange, Thresholds
from customer_health.api.customers.models import EmployeeChange
from customer_health.api.http.models import Level, Metric, Model


class History(Model):
    """A metric by date. Its values are, for the login, the days without one (since its creation,
    for a company that never had one); for the employees, their number; for any other metric,
    percent."""

    metric: Metric
    """The metric."""
    unit: Literal["percent_decrease", "days", "percent"]
    """The unit of the thresholds."""
    dates: list[date]
    """Each date, the oldest first."""
    values: list[float | None]
    """The metric's value on each date; null without data. Example: `[null, 100.0]`"""
    levels: list[Level | None]
    """The metric's level on each date; null without data. Example: `[null, "critical"]`"""
    thresholds: Thresholds
    """The rule's thresholds today."""
    thresholds_before: Thresholds
    """The thresholds until the first of the changes."""
    rule_changes: list[RuleChange]
    """The changes of the rule in these days, the oldest first."""


class Day(Model):
    """A day of a percentage."""

    date: date
    """The day."""
    part: int | None = None
    """How many shifts or timecards of the day count against the customer. Example: `1`"""
    whole: int | None = None
    """How many shifts or timecards the day has, as the metric counts them. Example: `4`"""
    percent: float | None = None
    """The part in percent of the whole. Example: `25.0`"""
    left_out: str | None = None
    """Why the day has no percentage. Example: `"no timecard"`"""


class Share(Model):
    """The offences of one employee or department."""

    id: str | None = None
    """The employee's or department's id; absent for offences that belong to none. Example:
    `"zoe"`"""
    name: str | None = None
    """The employee's or department's name. Example: `"Zoé Roy"`"""
    count: int
    """How many of the offences are theirs. Example: `1`"""
    by_day: list[int]
    """How many there are on each of the `days`, as a row of a heat map. Example: `[0, 0, 1]`"""


class Offence(Model):
    """A shift or timecard that counted."""

    record: str
    """The record's path within the company's schedules or timecards. Example: `"t1"`"""
    date: date
    """The day of the shift or timecard."""
    employee_id: str | None = None
    """The id of the employee. Example: `"zoe"`"""
    employee: str | None = None
    """The employee's name. Example: `"Zoé Roy"`"""
    department_id: str | None = None
    """The id of the department. Example: `"kitchen"`"""
    department: str | None = None
    """The department's name. Example: `"Kitchen"`"""
    types: list[str] = []
    """What is wrong with a timecard; empty for a shift. Example: `["missing_punch", "no_shift"]`"""


class DrillDown(Model):
    """What is behind a percentage. The departments and employees count the offences that are
    named."""

    metric: Metric
    """The metric."""
    run_date: date
    """The date of the daily run."""
    average: float | None = None
    """The mean of the days' percentages, not rounded. Example: `100.0`"""
    days: list[Day]
    """The 14 days of the run's window, the oldest first."""
    departments: list[Share]
    """The offences of each department."""
    employees: list[Share]
    """The offences of each employee."""
    types: dict[str, int] = {}
    """How many timecards have each type of conflict. Example: `{"missing_punch": 1, "no_shift":
    1}`"""
    total: int
    """How many offences there are, also beyond the first 2,000. Example: `1`"""
    offences: list[Offence]
    """The first 2,000 offences."""
    inputs: str | None = None
    """A hash of all records that the figure was made of: the same records give the same hash.
    Example: `"3f1c9a0b7d2e4f65"`"""
    code: str | None = None
    """The version of the code that computed the figure. Example: `"5b1f0c9a7e3d"`"""
    rule_version: int | None = None
    """The version of the metric's alert rule when the figure was computed. Example: `1`"""


class Move(Model):
    """An employee who was hired or archived, and when."""

    id: str
    """The employee's id. Example: `"zoe"`"""
    name: str | None = None
    """The employee's name. Example: `"Zoé Roy"`"""
    department_id: str | None = None
    """The id of the department. Example: `"kitchen"`"""
    department: str | None = None
    """The department's name. Example: `"Kitchen"`"""
    at: datetime
    """When the employee was hired or archived."""


class DepartmentMoves(Model):
    """The moves of one department; without an id, of employees in none."""

    id: str | None = None
    """The department's id; absent for employees in none. Example: `"kitchen"`"""
    name: str | None = None
    """The department's name. Example: `"Kitchen"`"""
    hired: int
    """How many were hired. Example: `1`"""
    archived: int
    """How many were archived. Example: `0`"""


class EmployeeDrillDown(Model):
    """The daily counts, and the employees who came and went since the baseline (since 30 days
    ago, without one)."""

    metric: Literal[Metric.EMPLOYEES] = Metric.EMPLOYEES
    """The metric."""
    count: int
    """How many employees the customer has now. Example: `12`"""
    change: EmployeeChange | None = None
    """The change since the baseline; absent without one."""
    since: datetime
    """When the shown period begins."""
    dates: list[date]
    """Each date, the oldest first."""
    counts: list[int | None]
    """The number of employees on each date; null without data. Example: `[null, 12]`"""
    hired: list[Move]
    """Who was hired, the newest first."""
    archived: list[Move]
    """Who was archived, the newest first."""
    departments: list[DepartmentMoves]
    """How many moves each department had, the one with the most first."""
    inputs: str | None = None
    """A hash of the records that the daily run made the figure of; absent if an event has computed
    the figure since. Example: `"3f1c9a0b7d2e4f65"`"""
    code: str | None = None
    """The version of the run's code; absent with `inputs`. Example: `"5b1f0c9a7e3d"`"""


class MasterAccount(Model):
    """The master account, and the employee who has it."""

    user_id: str
    """The account's id in Firebase Auth. Example: `"master"`"""
    employee_id: str | None = None
    """The id of the employee who has the account. Example: `"zoe"`"""
    name: str | None = None
    """The employee's name. Example: `"Zoé Roy"`"""
    email: str | None = None
    """The employee's e-mail address. Example: `"boss@maple.example.com"`"""


class LoginDrillDown(Model):
    """The master account, and its logins."""

    metric: Literal[Metric.LOGIN] = Metric.LOGIN
    """The metric."""
    account: MasterAccount | None = None
    """The master account; absent if there is none."""
    unmatched: Literal["no_email", "no_user"] | None = None
    """Why there is no account: the company has no e-mail address, or no user has it."""
    last_login: datetime | None = None
    """The newest login ever seen; absent if there was none."""
    days: float | None = None
    """The days since the last login, or since the company's creation without one. Example:
    `10.0`"""
    created_at: datetime | None = None
    """When the company was created."""
    logins: list[datetime]
    """The logins that the daily runs of the last 90 days saw, the newest first."""
    inputs: str | None = None
    """A hash of the records that the daily run made the figure of; absent if an event has computed
    the figure since. Example: `"3f1c9a0b7d2e4f65"`"""
    code: str | None = None
    """The version of the run's code; absent with `inputs`. Example: `"5b1f0c9a7e3d"`"""
