"""What happened at a customer, from the records that tell of it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from itertools import pairwise
from typing import Any, Literal

from customer_health.domain.alerts import Transition
from customer_health.domain.instants import clock_of, parse_instant
from customer_health.domain.metrics import LOGIN
from customer_health.domain.money import Money
from customer_health.domain.profile import Billing, CrmRecord, Support

EventKind = Literal[
    "hired", "archived", "login", "level", "alert", "action", "note",
    "ticket_opened", "ticket_solved", "invoice", "invoice_paid", "payment_failed",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """`about` is an employee's id, a metric, the number of a ticket or invoice, or None; `id` tells
    events of the same time apart; `text` is a note's, or a ticket's subject."""

    id: str
    at: datetime
    kind: EventKind
    about: str | None = None
    old: str | None = None
    new: str | None = None
    who: str | None = None
    why: str | None = None
    text: str | None = None
    amount: Money | None = None


def of_employees(nodes: Mapping[str, Any]) -> Iterator[Event]:
    """From the records as they are stored; a time that can't be read tells of nothing."""
    fields: tuple[tuple[EventKind, str], ...] = (("hired", "createdAt"), ("archived", "archivedAt"))
    for employee_id, node in nodes.items():
        for kind, field in fields:
            try:
                at = parse_instant(node[field])
            except (KeyError, TypeError, ValueError):
                continue
            yield Event(f"{kind}:{employee_id}", at, kind, employee_id)


def of_alerts(lines: Iterable[Transition]) -> Iterator[Event]:
    """A person's moves are actions."""
    for line in lines:
        kind: EventKind = "action" if "@" in line.who else "alert"
        rule = line.episode.rsplit(":", 2)[1]
        yield Event(line.key, line.at, kind, rule, line.old, line.new, line.who, line.why)


def of_history(snapshots: Mapping[str, Any]) -> Iterator[Event]:
    """Logins and changes of the company's level, from one daily snapshot to the next."""
    for (_, before), (day, after) in pairwise(sorted(snapshots.items())):
        if after.get(LOGIN) and after.get(LOGIN) != before.get(LOGIN):
            yield Event(f"login:{after[LOGIN]}", parse_instant(after[LOGIN]), "login")
        old, new = before.get("alertLevel"), after.get("alertLevel")
        if old != new:
            yield Event(f"level:{day}", clock_of(date.fromisoformat(day)), "level", None, old, new)


def of_notes(notes: Mapping[str, Mapping[str, str]]) -> Iterator[Event]:
    for note_id, note in notes.items():
        at, who, text = parse_instant(note["at"]), note["author"], note["text"]
        yield Event(f"note:{note_id}", at, "note", who=who, text=text)


def of_crm(crm: CrmRecord) -> Iterator[Event]:
    for note in crm.notes:
        yield Event(f"crm:{note.id}", note.at, "note", who=note.author, text=note.text)


def of_support(support: Support) -> Iterator[Event]:
    """A ticket's `new` is its priority when it is opened, and its rating when it is solved."""
    for ticket in support.recent:
        about, text, rating = ticket.id, ticket.subject, ticket.satisfaction
        opened = Event(f"opened:{about}", ticket.created_at, "ticket_opened", about, text=text)
        yield replace(opened, new=ticket.priority)
        if ticket.solved_at:
            solved = Event(f"solved:{about}", ticket.solved_at, "ticket_solved", about, text=text)
            yield replace(solved, new=None if rating is None else str(rating))


def of_billing(billing: Billing) -> Iterator[Event]:
    for invoice in billing.invoices:
        about, amount = invoice.number or invoice.id, invoice.amount
        yield Event(f"invoice:{invoice.id}", invoice.created_at, "invoice", about, amount=amount)
        if invoice.paid_at:
            yield Event(f"paid:{invoice.id}", invoice.paid_at, "invoice_paid", about, amount=amount)
    for payment in billing.failed_payments:
        yield Event(f"failed:{payment.id}", payment.at, "payment_failed", amount=payment.amount)
