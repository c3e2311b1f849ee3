"""Models of what happened at a customer."""

from datetime import datetime

from customer_health.api.http.models import Model, Money, Sentence
from customer_health.domain.timeline import EventKind


class Event(Model):
    """Something that happened, `at` a time.

    - `about`: an employee's id, a metric, the number of a ticket or invoice, or an action's kind.
    - `name`: the employee's; for a login, the master account's.
    - `who` and `why`: there if a person acted.
    - `text`: of a note; a ticket's subject; a meeting's title.
    - `new`: a ticket's priority when it was opened, and its rating when it was solved, `hours`
      later; what became of an action: `approved`, `done` or `failed`.
    - `new_text` and `why_text`: in words what `new` and `why` of an alert mean; a person's own
      words are the same in both languages.
    - `starts_at`: of a meeting. Its event is when it was scheduled.
    - `percent`: by how much use had fallen against 30 days before.
    """

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
    """The newest event comes first."""

    events: list[Event]
    total: int
    next: str | None = None
