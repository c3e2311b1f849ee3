"""Models of the alerts' rules, and of their versions."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, FiniteFloat

from customer_health.api.http.models import Metric, Model


class Thresholds(Model):
    """A warning from `warning` up to and including `critical`; critical above that."""

    warning: float
    critical: float


class RuleChange(Model):
    at: datetime
    who: str
    thresholds: Thresholds
    enabled: bool


class Rule(Model):
    """When alerts of a metric open. Send `version` in If-Match to change it."""

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
