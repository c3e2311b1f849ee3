"""Zendesk's tickets in our own words, and what many of them amount to."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, get_args

from customer_health.domain.context.vendor_records import (
    Priority,
    SupportRecord,
    Ticket,
    TicketState,
)
from customer_health.domain.instants import parse_instant
from customer_health.errors import BadAnswer

Json = Any

YEAR = timedelta(days=365)
RECENT = timedelta(days=30)
ESCALATED = "escalated"
STATES: dict[str, TicketState] = {
    **dict.fromkeys(("new", "open", "pending", "hold"), "open"),
    **dict.fromkeys(("solved", "closed"), "solved"),
}
RATINGS = {"good": 5, "bad": 1}


@dataclass(frozen=True, slots=True)
class Found:
    """A ticket and when it was last touched."""

    ticket: Ticket
    updated_at: datetime


@contextmanager
def reading(what: str) -> Iterator[None]:
    try:
        yield
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise BadAnswer(f"zendesk: {what}: not what it documents: {error!r}") from error


def tickets(answer: Json, name: str) -> list[Found]:
    """Those under `name`; their metrics are with each, or beside all of them."""
    beside = {one["ticket_id"]: one for one in answer.get("metric_sets") or ()}
    return [
        _found(one, one.get("metric_set") or beside.get(one["id"]) or {}) for one in answer[name]
    ]


def support(found: Iterable[Found], before: int, now: datetime) -> SupportRecord:
    """Of all tickets that were created within a year, the newest whenever it was, and those that
    are open or were touched of late; `before` is how many the year before had."""
    newest = sorted(found, key=lambda one: one.ticket.created_at, reverse=True)
    year = [one.ticket for one in newest if one.ticket.created_at > now - YEAR]
    hours = [(t.solved_at - t.created_at) / timedelta(hours=1) for t in year if t.solved_at]
    ratings = [ticket.satisfaction for ticket in year if ticket.satisfaction]
    touched = sorted(newest, key=lambda one: one.updated_at, reverse=True)
    return SupportRecord(
        tickets=len(year),
        tickets_before=before,
        open=[one.ticket for one in newest if one.ticket.state == "open"],
        last=newest[0].ticket if newest else None,
        resolution_hours=_mean(hours),
        satisfaction=_mean(ratings),
        ratings=len(ratings),
        escalated=sum(ticket.escalated for ticket in year),
        recent=[one.ticket for one in touched if one.updated_at > now - RECENT],
    )


def _mean(numbers: Sequence[float]) -> float | None:
    return sum(numbers) / len(numbers) if numbers else None


def _found(one: Json, metrics: Json) -> Found:
    state = STATES[one["status"]]
    solved = metrics.get("solved_at") if state == "solved" else None
    score = str((one.get("satisfaction_rating") or {}).get("score"))
    ticket = Ticket(
        id=str(whole(one["id"])),
        subject=_text(one.get("subject") or one.get("raw_subject") or ""),
        state=state,
        priority=_priority(one.get("priority")),
        created_at=parse_instant(one["created_at"]),
        solved_at=parse_instant(solved) if solved else None,
        satisfaction=RATINGS.get(score),
        escalated=ESCALATED in one.get("tags", ()),
    )
    return Found(ticket, parse_instant(one["updated_at"]))


def _priority(value: object) -> Priority | None:
    known: Priority | None = next((one for one in get_args(Priority) if one == value), None)
    if known is None and value is not None:
        raise ValueError(f"a priority is {value!r}")
    return known


def whole(value: object) -> int:
    if type(value) is not int:
        raise TypeError(f"an id is {value!r}")
    return value


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise TypeError(f"a subject is {value!r}")
    # Half of a surrogate pair, which JSON can say, could not be written down again.
    return value.encode(errors="replace").decode()
