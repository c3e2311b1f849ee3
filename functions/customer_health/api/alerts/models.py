"""Models of alerts, of what people do about them, and of their history."""

from datetime import date, datetime
from typing import Literal

from pydantic import AwareDatetime

from customer_health.api.http.fields import CompanyId, Next, Total
from customer_health.api.http.models import Metric, Model, Owner, Reason, Sentence


class Triage(Model):
    """What people decided."""

    kind: Literal["open", "acknowledged", "snoozed", "dismissed", "handled"]
    """What people decided; `open` if nothing."""
    who: str | None = None
    """Who decided: a person's e-mail address. Example: `"ann@pivotapp.ca"`"""
    at: datetime | None = None
    """When they decided."""
    why: str | None = None
    """The reason that they gave. Example: `"I am calling them"`"""
    until: datetime | None = None
    """When the snooze, the dismissal or the time to recover ends. Example:
    `"2025-12-01T12:00:00Z"`"""


class Alert(Model):
    """The newest episode of one company and rule."""

    key: str
    """The alert's key: the customer's id and the metric. Example:
    `"acme:quarts_problematiques_50"`"""
    version: str
    """Send it in If-Match to change the alert. It changes with every move. Example: `"1.1"`"""
    company_id: CompanyId
    company: str
    """The customer's name. Example: `"Érablière Côté"`"""
    owner: Owner | None = None
    """The colleague who looks after the customer."""
    rule: Metric
    """The metric."""
    severity: Literal["critical", "warning"]
    """How bad it is."""
    phase: Literal["firing", "recovering", "resolved", "closed"]
    """Whether the figure is bad (`firing`), was healthy in the newest run (`recovering`), or the
    alert has ended."""
    data: Literal["fresh", "none", "stale", "error"]
    """Whether the newest run measured the figure: `none` without data, `error` if the company
    failed, `stale` in an outage."""
    episode: int
    """The number of the episode: each new alert of this customer and metric has the next.
    Example: `1`"""
    opened_at: datetime
    """When the episode began."""
    since: datetime
    """Since when the alert has been as it is."""
    as_of: datetime
    """The instant of the newest evaluation."""
    value: float | None = None
    """The figure, in the rule's unit; absent if none was measured. Example: `100.0`"""
    threshold: float
    """The threshold that was crossed. Example: `70.0`"""
    text: Sentence
    """What is wrong, in a sentence."""
    triage: Triage
    """What people decided about it."""
    flapping: bool
    """Whether it moved on four or more dates in 14 days. Example: `false`"""
    held: bool
    """Whether its message waits until a person releases it, as bad data is likely. Example:
    `false`"""
    ended_on: date | None = None
    """The date on which it ended."""
    ended_why: str | None = None
    """Why it ended: the code of a reason. Example: `"no_breach_repeated"`"""
    ended_why_text: Sentence | None = None
    """Why it ended, in words."""


class AlertPage(Model):
    """Past alerts are not counted: they have no `total`. A page of them may be short, or empty, if
    few pass the filters; go on as long as there is a `next`."""

    alerts: list[Alert]
    """The alerts of this page."""
    total: int | None = None
    """How many active alerts there are on all pages; absent for past ones. Example: `1`"""
    next: Next = None


class Act(Model):
    """Why somebody acts on an alert."""

    reason: Reason


class Snooze(Act):
    until: AwareDatetime
    """When the snooze ends, within the next 30 days. Example: `"2025-12-01T12:00:00Z"`"""


class Transition(Model):
    """One move of an alert."""

    episode: int
    """The number of the episode. Example: `1`"""
    seq: int
    """The number of the move within the episode. Example: `1`"""
    axis: str
    """What moved: the condition, the data, the triage or the notice. Example: `"condition"`"""
    kind: str
    """What happened. Example: `"opened"`"""
    old: str
    """The state before, for programs. Example: `"none"`"""
    new: str
    """The state after, for programs. Example: `"firing(critical)"`"""
    old_text: Sentence
    """The state before, in words."""
    new_text: Sentence
    """The state after, in words."""
    who: str
    """Who moved it: a person's e-mail address, or `system`. Example: `"system"`"""
    why: str
    """A person's own words, or the code of a machine's reason. Example: `"first_breach"`"""
    why_text: Sentence | None = None
    """The reason in words."""
    at: datetime
    """When it moved."""


class AlertHistory(Model):
    """The newest first."""

    transitions: list[Transition]
    """The moves of this page."""
    total: Total
    next: Next = None
