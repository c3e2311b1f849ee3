"""Models of what is behind a customer's levels."""

from datetime import date
from typing import Literal

from customer_health.api.http.models import Level, Metric, Model, Sentence


class Turn(Model):
    """A figure's level from a date on, if nothing else happens."""

    date: date
    level: Level


class FixesOfDay(Model):
    """How many shifts or timecards of a day to fix."""

    date: date
    count: int


class Remedy(Model):
    """What would turn a figure green. `needed` is the least number of shifts, timecards, employees
    or logins; `of` is the number of shifts or timecards that count, or of employees that there must
    be. `days` has the days of the shifts or timecards; `turns` how the figure goes on if nothing
    else happens."""

    needed: int
    of: int
    days: list[FixesOfDay] = []
    turns: list[Turn]
    text: Sentence


class Caution(Model):
    """A reason to trust a figure less."""

    kind: Literal["few_days", "small_days", "pooled"]
    text: Sentence


class Explanation(Model):
    """A figure's level. A `remedy` is there if the level is a warning or critical."""

    metric: Metric
    level: Level
    remedy: Remedy | None = None
    cautions: list[Caution] = []


class Explanations(Model):
    """The five figures, as of the run of `run_date`."""

    run_date: date
    figures: list[Explanation]
