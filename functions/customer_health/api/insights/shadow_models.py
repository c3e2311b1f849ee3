"""Models of shadows: drafts that run beside their rule."""

from datetime import datetime

from customer_health.api.alerts.rule_models import RuleAmendment, Thresholds
from customer_health.api.http.models import Metric, Model, Reason
from customer_health.api.insights.rehearsal_models import Rehearsal


class NewShadow(RuleAmendment):
    """The values of a rule to run beside it."""

    reason: Reason


class Shadow(Model):
    """A draft of a rule that runs beside it, and notifies nobody."""

    metric: Metric
    """The metric of the rule."""
    id: str
    """The shadow's id among those of the rule. Example: `"s1"`"""
    thresholds: Thresholds
    """From which values on it opens alerts."""
    clears_after: int
    """After how many healthy evaluations in a row its alerts end. Example: `2`"""
    enabled: bool
    """Whether it opens alerts at all."""
    reason: str
    """Why it was started. Example: `"Do we need the warnings from 30 percent on?"`"""
    started_by: str
    """Who started it. Example: `"ann@pivotapp.ca"`"""
    started_at: datetime
    """When it was started."""
    stopped_by: str | None = None
    """Who stopped it; absent while it runs. Example: `"ann@pivotapp.ca"`"""
    stopped_at: datetime | None = None
    """When it was stopped; absent while it runs."""


class Shadows(Model):
    shadows: list[Shadow]
    """The shadows of all rules, the last started first."""


class ShadowResult(Model):
    """What a shadow has done since its start."""

    shadow: Shadow
    """The shadow."""
    result: Rehearsal
    """The shadow as `draft` beside the rule, from the newest daily run before its start on, or over
    the last 90 days if it ran for longer."""
