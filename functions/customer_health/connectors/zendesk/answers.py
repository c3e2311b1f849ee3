"""Zendesk's answers: the fields that this backend reads, and their types."""

from datetime import datetime
from typing import Annotated, Any, Literal, TypeVar

import msgspec

from customer_health.domain.context.vendor_records import Priority
from customer_health.errors import BadAnswer

Moment = Annotated[datetime, msgspec.Meta(tz=True)]
Answer = TypeVar("Answer")


class MetricSet(msgspec.Struct):
    ticket_id: int | None = None
    solved_at: Moment | None = None


class Rating(msgspec.Struct):
    score: str | None = None


class Ticket(msgspec.Struct):
    """A ticket. Its metrics are in it, or beside all tickets of the answer."""

    id: int
    status: Literal["new", "open", "pending", "hold", "solved", "closed"]
    created_at: Moment
    updated_at: Moment
    subject: str | None = None
    raw_subject: str | None = None
    priority: Priority | None = None
    tags: list[str] = []
    satisfaction_rating: Rating | None = None
    metric_set: MetricSet | None = None


class TicketList(msgspec.Struct):
    tickets: list[Ticket]
    metric_sets: list[MetricSet] | None = None


class TicketSearch(msgspec.Struct):
    results: list[Ticket]
    count: int
    metric_sets: list[MetricSet] | None = None


class TicketCount(msgspec.Struct):
    count: int


class User(msgspec.Struct):
    id: int
    email: str | None
    organization_id: int | None


class Users(msgspec.Struct):
    users: list[User]
    next_page: str | None


class TicketToChange(msgspec.Struct):
    """What a change of a ticket needs to know, and no more: nothing else can make it fail."""

    id: int
    tags: list[str] = []
    updated_at: str = ""


class OneTicket(msgspec.Struct):
    ticket: TicketToChange


class SameTickets(msgspec.Struct):
    tickets: list[TicketToChange]


def read(kind: type[Answer], answer: Any) -> Answer:
    """Convert decoded JSON. Raises BadAnswer, which names the field that is wrong."""
    try:
        return msgspec.convert(answer, kind)
    except msgspec.ValidationError as error:
        raise BadAnswer(f"zendesk: {kind.__name__}: {error}") from error
