"""What happened at a customer."""

from datetime import datetime

from customer_health.api.http.models import Model, Money, Sentence
from customer_health.domain.timeline import EventKind


class Event(Model):
    """`about` is an employee's id, a metric, the number of a ticket or invoice, or the kind of a
    quick action; `name` is the employee's, of a login the master account's; `who` and `why` are
    there where somebody acted, `text` is a note's, a ticket's subject or a meeting's title. A
    ticket's `new` is its priority when it is opened, and its rating when it is solved, `hours`
    after that; a quick action's is `approved`, `done` or `failed`. A meeting is told when it was
    scheduled, for `starts_at`; `usage` when use had fallen against 30 days before, by `percent`.
    `new_text` and `why_text` say in words what `new` and `why` of an alert mean; a person's own
    words are the same in both languages."""

    id: str
    at: datetime
    kind: EventKind
    about: str | None = None
    name: str | None = None
    old: str | None = None
    new: str | None = None
    new_text: Sentence | None = None
    who: str | None = None
    why: str | None = None
    why_text: Sentence | None = None
    text: str | None = None
    amount: Money | None = None
    hours: float | None = None
    starts_at: datetime | None = None
    percent: float | None = None


class Timeline(Model):
    """By the time of the event, the newest first."""

    events: list[Event]
    total: int
    next: str | None = None
