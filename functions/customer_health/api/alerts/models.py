"""Models of alerts, of what people do about them, and of their history."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from customer_health.api.http.models import Metric, Model, Owner, Reason, Sentence


class Triage(Model):
    """What people decided. `until` ends a snooze or a dismissal, or the time that a handled alert
    has to recover."""

    kind: Literal["open", "acknowledged", "snoozed", "dismissed", "handled"]
    who: str | None = None
    at: datetime | None = None
    why: str | None = None
    until: datetime | None = None


class Alert(Model):
    """The newest episode of one company and rule. Send `version` in If-Match to change it."""

    key: str
    version: str
    company_id: str
    company: str
    owner: Owner | None = None
    rule: Metric
    severity: Literal["critical", "warning"]
    phase: Literal["firing", "recovering", "resolved", "closed"]
    data: Literal["fresh", "none", "stale", "error"]
    episode: int
    opened_at: datetime
    since: datetime
    as_of: datetime
    value: float | None = None
    threshold: float
    text: Sentence
    triage: Triage
    flapping: bool
    held: bool
    ended_on: date | None = None
    ended_why: str | None = None
    ended_why_text: Sentence | None = None


class AlertPage(Model):
    """Past alerts are not counted: they have no `total`. A page of them may be short, or empty, if
    few pass the filters; go on as long as there is a `next`."""

    alerts: list[Alert]
    total: int | None = None
    next: str | None = None


class Act(Model):
    """Why somebody acts on an alert."""

    reason: Reason


class Snooze(Act):
    until: Annotated[AwareDatetime, Field(description="Within the next 30 days.")]


class Transition(Model):
    """One move of an alert. `axis` names what moved, `who` is a person's e-mail address or
    "system". `why` is a person's own words, or the code of a machine's reason; the texts say in
    words what the states and `why` mean."""

    episode: int
    seq: int
    axis: str
    kind: str
    old: str
    new: str
    old_text: Sentence
    new_text: Sentence
    who: str
    why: str
    why_text: Sentence | None = None
    at: datetime


class AlertHistory(Model):
    """The newest first."""

    transitions: list[Transition]
    total: int
    next: str | None = None
