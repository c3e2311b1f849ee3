"""Models of what is behind a customer's levels."""

from datetime import date
from typing import Literal

from customer_health.api.http.models import Level, Metric, Model, Sentence


class Turn(Model):
    """A change of a figure's level that comes if nothing else happens."""

    date: date
    """The daily run from which on the level holds."""
    level: Level
    """The new level."""


class FixesOfDay(Model):
    """How many shifts or timecards of a day to fix."""

    date: date
    """The day of the shifts or timecards."""
    count: int
    """How many of them. Example: `2`"""


class Remedy(Model):
    """What would turn a figure green."""

    needed: int
    """The least number of shifts, timecards, employees or logins. Example: `6`"""
    of: int
    """The shifts or timecards that count, or the employees that there must be. Example: `42`"""
    days: list[FixesOfDay] = []
    """The days of the shifts or timecards."""
    turns: list[Turn]
    """How the level goes on if nothing else happens."""
    text: Sentence
    """The same in a sentence."""


class Trend(Model):
    """Where a figure is heading: an estimate, from a straight line through its last two weeks."""

    per_week: float
    """The change in a week, in the unit of the threshold. Example: `3.5`"""
    days: int
    """The days until it reaches the next threshold. Example: `9`"""
    level: Level
    """The level that it has then."""
    text: Sentence
    """The same in a sentence."""


class Caution(Model):
    """A reason to trust a figure less."""

    kind: Literal["few_days", "small_days", "pooled"]
    """`few_days`: few days have data; `small_days`: few shifts or timecards a day; `pooled`: all
    days together would have another level."""
    text: Sentence
    """The same in a sentence."""


class Explanation(Model):
    """What is behind the level of one figure."""

    metric: Metric
    """The metric."""
    level: Level
    """Its level in the run."""
    remedy: Remedy | None = None
    """What would turn it green, if its level is a warning or critical."""
    trend: Trend | None = None
    """Where it is heading, if it gets worse and reaches the next threshold within 30 days."""
    cautions: list[Caution] = []
    """Why to trust it less."""


class Explanations(Model):
    """The five figures of a customer, explained."""

    run_date: date
    """The date of the run."""
    inputs: str | None = None
    """A hash of all records that the figures were made of: the same records give the same hash.
    Example: `"3f1c9a0b7d2e4f65"`"""
    code: str | None = None
    """The version of the code that computed the figures. Example: `"5b1f0c9a7e3d"`"""
    figures: list[Explanation]
    """One of each metric."""
