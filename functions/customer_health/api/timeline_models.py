"""What happened at a customer."""

from datetime import datetime
from typing import Literal

from customer_health.api.models import Model


class Event(Model):
    """`about` is an employee's id or a metric; `who` and `why` are there where somebody acted,
    `text` is a note's."""

    id: str
    at: datetime
    kind: Literal["hired", "archived", "login", "level", "alert", "action", "note"]
    about: str | None = None
    name: str | None = None
    old: str | None = None
    new: str | None = None
    who: str | None = None
    why: str | None = None
    text: str | None = None


class Timeline(Model):
    """By the time of the event, the newest first."""

    events: list[Event]
    total: int
    next: str | None = None
