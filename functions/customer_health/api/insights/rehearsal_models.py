"""Models of a rehearsal: a draft of a rule beside the rule in force."""

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from customer_health.api.alerts.rule_models import ClearsAfter, Thresholds, WantedThresholds
from customer_health.api.http.models import Metric, Model
from customer_health.flows.insights.rehearse import LONGEST


class RuleDraft(Model):
    """The values of a rule to try out."""

    thresholds: WantedThresholds
    """From which values on alerts are to open."""
    clears_after: ClearsAfter | None = None
    """After how many healthy evaluations in a row an alert is to end; by default as now. Example:
    `2`"""
    enabled: bool = True
    """Whether alerts are to open at all."""
    days: Annotated[int, Field(ge=1, le=LONGEST)] = LONGEST
    """Over how many of the newest daily runs. Example: `90`"""

    @model_validator(mode="before")
    @classmethod
    def refuse_tolerance(cls, body: Any) -> Any:
        if isinstance(body, dict) and "tolerance" in body:
            raise ValueError(
                "the tolerance of clock-ins can't be tried out: it is kept which timecards were in "
                "conflict, not by how many minutes"
            )
        return body


class RehearsedRule(Model):
    """A rule and its alerts in the period."""

    thresholds: Thresholds
    """From which values on alerts open."""
    clears_after: int
    """After how many healthy evaluations in a row an alert ends. Example: `2`"""
    enabled: bool
    """Whether alerts open at all."""
    alerts: int
    """How many alerts there are: opened in the period, or before and still open. Example: `31`"""
    opened: int
    """How many of them opened in the period. Example: `29`"""
    critical: int
    """How many of them become critical. Example: `12`"""
    customers: int
    """For how many customers. Example: `9`"""


class RehearsedCustomer(Model):
    """What the draft changes for one customer."""

    id: str
    """The customer's id. Example: `"acme"`"""
    name: str
    """The customer's name. Example: `"Érablière Côté"`"""
    now: int
    """How many alerts the rule has. Example: `2`"""
    draft: int
    """How many alerts the draft has. Example: `1`"""
    acted_on: int
    """How many real alerts a person worked on. Example: `1`"""
    lost: int
    """How many of those the draft would not have had. Example: `0`"""
    days_earlier: int | None = None
    """By how many days the draft opens the first alert that both have earlier; negative if later.
    Example: `6`"""


class Rehearsal(Model):
    """A draft of a rule beside the rule as it was in force on each day."""

    metric: Metric
    """The metric."""
    unit: Literal["percent_decrease", "days", "percent"]
    """The unit of the thresholds."""
    first: date
    """The date of the first daily run."""
    last: date
    """The date of the last daily run."""
    compared: int
    """The customers whose history was played. Example: `480`"""
    now: RehearsedRule
    """The rule: the values in force now, the alerts by those in force on each day."""
    draft: RehearsedRule
    """The draft."""
    acted_on: int
    """How many real alerts a person acknowledged or resolved by hand, or during which somebody
    wrote to the customer, planned a call or added a note. Example: `9`"""
    lost: int
    """How many of those the draft would not have had. Example: `0`"""
    days_earlier: float | None = None
    """By how many days the draft opens earlier, as the median of the alerts that both have;
    negative if later. Example: `6.0`"""
    real: int
    """How many alerts really opened in the period. Example: `31`"""
    reproduced: int
    """How many of those `now` has too, with the same dates and severity. Example: `31`"""
    customers: list[RehearsedCustomer]
    """The customers for whom the draft changes anything, those with the most alerts first."""
