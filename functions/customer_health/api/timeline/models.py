"""Models of what happened at a customer."""

from datetime import datetime

from customer_health.api.http.fields import Next, Total
from customer_health.api.http.models import Model, Money, Sentence
from customer_health.domain.timeline import EventKind


class Event(Model):
    """Something that happened."""

    id: str
    """The event's id, unique in the customer's timeline. Example:
    `"acme:last_login_date_master_account:1:1"`"""
    at: datetime
    """When it happened."""
    kind: EventKind
    """What happened."""
    about: str | None = None
    """An employee's id, a metric, the number of a ticket or invoice, or an action's kind.
    Example: `"last_login_date_master_account"`"""
    name: str | None = None
    """The employee's name; of a login, the master account's. Example: `"Zoé Roy"`"""
    old: str | None = None
    """What there was before, for programs. Example: `"none"`"""
    new: str | None = None
    """What there is now, for programs; of a ticket, its priority, or its rating once it was
    solved. Example: `"firing(warning)"`"""
    new_text: Sentence | None = None
    """What there is now, in words."""
    who: str | None = None
    """Who did it, if a person acted or this backend (`system`). Example: `"system"`"""
    why: str | None = None
    """A person's own words, or the code of a machine's reason. Example: `"first_breach"`"""
    why_text: Sentence | None = None
    """The reason in words; a person's own words in both languages."""
    text: str | None = None
    """A note's text, a ticket's subject, or a meeting's title. Example: `"They open a second
    restaurant"`"""
    amount: Money | None = None
    """The money of an invoice or a payment."""
    hours: float | None = None
    """In how many hours a ticket was solved. Example: `5.5`"""
    starts_at: datetime | None = None
    """When a meeting starts; `at` is when it was scheduled."""
    percent: float | None = None
    """By how much use has changed against 30 days before. Example: `-35.0`"""


class Timeline(Model):
    """The newest event comes first."""

    events: list[Event]
    """The events of this page."""
    total: Total
    next: Next = None
