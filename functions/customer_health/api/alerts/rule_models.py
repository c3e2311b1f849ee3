"""Models of the alerts' rules, and of their versions."""

from datetime import datetime
from typing import Annotated, Literal

from pydantic import Field, FiniteFloat

from customer_health.api.http.models import Metric, Model


class Thresholds(Model):
    """A warning from one value up to and including the other; critical above that."""

    warning: float
    """A warning from this value on. Example: `50.0`"""
    critical: float
    """Critical above this value. Example: `70.0`"""


class RuleChange(Model):
    at: datetime
    """When the rule was changed."""
    who: str
    """Who changed it. Example: `"ann@pivotapp.ca"`"""
    thresholds: Thresholds
    """The thresholds from then on."""
    enabled: bool
    """Whether alerts open from then on."""


class Rule(Model):
    """When alerts of a metric open."""

    metric: Metric
    """The metric."""
    unit: Literal["percent_decrease", "days", "percent"]
    """The unit of the thresholds."""
    thresholds: Thresholds
    """From which values on alerts open."""
    clears_after: int
    """After how many healthy evaluations in a row an alert is resolved. Example: `2`"""
    enabled: bool
    """Whether alerts open at all."""
    version: int
    """Send it in If-Match to change the rule. Example: `1`"""
    changed_by: str
    """Who made this version; `default` for the first. Example: `"ann@pivotapp.ca"`"""
    changed_at: datetime | None = None
    """When this version was made; absent for the first."""


class Rules(Model):
    rules: list[Rule]
    """The rules, or the versions of one."""


class WantedThresholds(Model):
    warning: Annotated[FiniteFloat, Field(gt=0, le=1000)]
    """A warning from this value on. Example: `50`"""
    critical: Annotated[FiniteFloat, Field(gt=0, le=1000)]
    """Critical above this value. Example: `70`"""


ClearsAfter = Annotated[int, Field(ge=1, le=14)]


class RuleAmendment(Model):
    thresholds: WantedThresholds
    """From which values on alerts are to open."""
    clears_after: ClearsAfter | None = None
    """After how many healthy evaluations in a row an alert is to end; by default as now. Example:
    `2`"""
    enabled: bool = True
    """Whether alerts are to open at all."""
