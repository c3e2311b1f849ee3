"""A metric's history, and what is behind a figure."""

from datetime import date
from typing import Literal

from customer_health.api.models import Level, Metric, Model
from customer_health.api.rule_models import RuleChange, Thresholds


class History(Model):
    """A metric by date; null where there is a gap. Of the login, `values` are days without one;
    of the employees their number; else percent. `thresholds` are in `unit`."""

    metric: Metric
    unit: Literal["percent_decrease", "days", "percent"]
    dates: list[date]
    values: list[float | None]
    levels: list[Level | None]
    thresholds: Thresholds
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
    metric: Metric
    run_date: date
    average: float | None = None
    days: list[Day]
    departments: list[Share]
    employees: list[Share]
    types: dict[str, int] = {}
    offences: list[Offence]
