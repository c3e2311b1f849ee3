"""The alerts' rules, and their versions."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, FiniteFloat

from customer_health.api.http.models import Metric, Model


class Thresholds(Model):
    """A level from `warning` on, both bounds included in it; critical above `critical`."""

    warning: float
    critical: float


class RuleChange(Model):
    at: datetime
    who: str
    thresholds: Thresholds
    enabled: bool


class Rule(Model):
    """`version` goes into If-Match to change it."""

    metric: Metric
    unit: Literal["percent_decrease", "days", "percent"]
    thresholds: Thresholds
    clears_after: int
    enabled: bool
    version: int
    changed_by: str
    changed_at: datetime | None = None


class Rules(Model):
    rules: list[Rule]


class WantedThresholds(Model):
    warning: Annotated[FiniteFloat, Field(gt=0, le=1000)]
    critical: Annotated[FiniteFloat, Field(gt=0, le=1000)]


class RuleAmendment(Model):
    thresholds: WantedThresholds
    enabled: bool = True
