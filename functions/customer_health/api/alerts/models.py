"""Alerts, what people do about them, and their history."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from customer_health.api.http.models import Metric, Model, Owner, Reason, Sentence


class Triage(Model):
    """What people decided; `until` ends a snooze, a dismissal, or the grace of a handled one."""

    kind: Literal["open", "acknowledged", "snoozed", "dismissed", "handled"]
    who: str | None = None
    at: datetime | None = None
    why: str | None = None
    until: datetime | None = None


class Alert(Model):
    """The newest episode of one company and rule. `version` goes into If-Match to change it."""

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
    """Nobody counts the past: it has no `total`. There a filter that few pass may leave a page
    short, or empty, though a `next` follows."""

    alerts: list[Alert]
    total: int | None = None
    next: str | None = None


class Act(Model):
    """Why somebody does something about an alert."""

    reason: Reason


class Snooze(Act):
    until: Annotated[AwareDatetime, Field(description="Within the next 30 days.")]


class Transition(Model):
    """One move of an alert: `axis` says on what, `who` is a person's e-mail address or "system".
    `why` is a person's own words or the code of a machine's reason; the texts say what the states
    and `why` mean, a person's own words the same in both languages."""

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
