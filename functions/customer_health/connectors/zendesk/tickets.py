"""Zendesk's tickets as the domain's records, and their sum as the support section needs it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from dateutil.relativedelta import relativedelta

from customer_health.connectors.zendesk import answers
from customer_health.connectors.zendesk.answers import MetricSet, TicketList, TicketSearch
from customer_health.domain.context.vendor_records import SupportRecord, Ticket

YEAR = relativedelta(years=1)
RECENT = timedelta(days=30)
ESCALATED = "escalated"
SOLVED = {"solved", "closed"}
RATINGS = {"good": 5, "bad": 1}


@dataclass(frozen=True, slots=True)
class TouchedTicket:
    """A ticket and the time of its last change."""

    ticket: Ticket
    updated_at: datetime


def tickets_in(answer: TicketList | TicketSearch, pages: str | None = None) -> list[TouchedTicket]:
    """Convert the tickets of an answer. `pages` is the address that their pages are below."""
    tickets = answer.tickets if isinstance(answer, TicketList) else answer.results
    metrics = {one.ticket_id: one for one in answer.metric_sets or ()}
    return [_touched(ticket, metrics.get(ticket.id), pages) for ticket in tickets]


def _touched(ticket: answers.Ticket, metrics: MetricSet | None, pages: str | None) -> TouchedTicket:
    own = ticket.metric_set or metrics or MetricSet()
    is_solved = ticket.status in SOLVED
    converted = Ticket(
        id=str(ticket.id),
        subject=_encodable(ticket.subject or ticket.raw_subject or ""),
        state="solved" if is_solved else "open",
        priority=ticket.priority,
        created_at=ticket.created_at,
        solved_at=own.solved_at if is_solved else None,
        satisfaction=_satisfaction(ticket),
        escalated=ESCALATED in ticket.tags,
        url=f"{pages}/{ticket.id}" if pages else None,
    )
    return TouchedTicket(converted, ticket.updated_at)


def support(found: Iterable[TouchedTicket], before: int, now: datetime) -> SupportRecord:
    """Sum up a customer's tickets.

    `found` are all tickets created within a year, the newest one whenever that was, and those
    that are open or changed within 30 days. `before` is the number created in the year before.
    """
    newest = sorted(found, key=lambda one: one.ticket.created_at, reverse=True)
    year = [one.ticket for one in newest if one.ticket.created_at > now - YEAR]
    hours = [(t.solved_at - t.created_at) / timedelta(hours=1) for t in year if t.solved_at]
    ratings = [ticket.satisfaction for ticket in year if ticket.satisfaction]
    by_change = sorted(newest, key=lambda one: one.updated_at, reverse=True)
    return SupportRecord(
        tickets=len(year),
        tickets_before=before,
        open=[one.ticket for one in newest if one.ticket.state == "open"],
        last=newest[0].ticket if newest else None,
        resolution_hours=_mean(hours),
        satisfaction=_mean(ratings),
        ratings=len(ratings),
        escalated=sum(ticket.escalated for ticket in year),
        recent=[one.ticket for one in by_change if one.updated_at > now - RECENT],
    )


def _satisfaction(ticket: answers.Ticket) -> int | None:
    score = ticket.satisfaction_rating and ticket.satisfaction_rating.score
    return RATINGS.get(score) if score else None


def _mean(numbers: Sequence[float]) -> float | None:
    return sum(numbers) / len(numbers) if numbers else None


def _encodable(text: str) -> str:
    # JSON can contain half of a surrogate pair, which no database stores.
    return text.encode(errors="replace").decode()
