"""Models of who is moving, and of how a customer moves beside all others."""

from datetime import date
from typing import Annotated

from pydantic import Field

from customer_health.api.http.fields import CompanyId
from customer_health.api.http.models import CompanyLevel, Metric, Model, Sentence

LONGEST = 30
MOST = 100


class MoversQuery(Model):
    days: Annotated[int, Field(ge=1, le=LONGEST)] = 7
    """Compare the newest daily run with the one so many days before. Example: `7`"""
    limit: Annotated[int, Field(ge=1, le=MOST)] = 20
    """How many customers to return of those that got worse, and of the others. Example: `20`"""


class TrendQuery(Model):
    days: Annotated[int, Field(ge=1, le=LONGEST)] = 14
    """Compare the newest daily run with the one so many days before. Example: `14`"""


class FigureMove(Model):
    """A figure in both runs."""

    metric: Metric
    """The metric."""
    before: float
    """The figure then, in the unit of its threshold. Example: `8.0`"""
    now: float
    """The figure now. Example: `21.5`"""
    text: Sentence
    """The same in words."""


class Mover(Model):
    """A customer that got worse or better."""

    id: CompanyId
    name: str
    """The customer's name. Example: `"Érablière Côté"`"""
    was: CompanyLevel
    """The customer's level then."""
    level: CompanyLevel
    """The customer's level now."""
    moves: list[FigureMove]
    """The figures that moved in the same direction, the largest move first."""


class Movers(Model):
    """The customers that moved between two daily runs, those that moved most first."""

    first: date
    """The date of the earlier run."""
    last: date
    """The date of the newest run."""
    compared: int
    """The customers that are in both runs; only they can have moved. Example: `480`"""
    total_worse: int
    """How many got worse. Example: `31`"""
    total_better: int
    """How many got better. Example: `22`"""
    worse: list[Mover]
    """Those that got worse most: first by levels, then by figures relative to their thresholds."""
    better: list[Mover]
    """Those that got better most."""


class FigureTrend(Model):
    """How a figure of a customer changed, beside that of all customers: an estimate of how usual
    the change is."""

    metric: Metric
    """The metric."""
    change: float
    """The change of the customer's figure, in the unit of its threshold; positive is worse.
    Example: `6.0`"""
    customers: int
    """How many customers have the figure in both runs. Example: `480`"""
    lower: float
    """A quarter of them changed by less. Example: `-0.8`"""
    median: float
    """Half of them changed by less. Example: `0.1`"""
    upper: float
    """Three quarters of them changed by less. Example: `1.0`"""
    usual: float
    """Half of them changed by that much at most, up or down. Example: `0.9`"""
    text: Sentence
    """The same in a sentence."""


class FleetTrend(Model):
    """How a customer's figures changed between two daily runs, beside those of all customers."""

    first: date
    """The date of the earlier run."""
    last: date
    """The date of the newest run."""
    figures: list[FigureTrend]
    """The figures that are known in both runs, of at least 8 customers each."""
