"""A customer's timeline: events made from our own records and from those of the vendors."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, Literal

from customer_health.domain.actions.action import Action, StepKind
from customer_health.domain.alerts.alert import Axis
from customer_health.domain.alerts.reasons import MachineReason
from customer_health.domain.alerts.transitions import Transition
from customer_health.domain.context.billing_record import BillingRecord
from customer_health.domain.context.usage_history import falls
from customer_health.domain.context.vendor_records import CrmRecord, SupportRecord
from customer_health.domain.customers.customer import Customer
from customer_health.domain.customers.snapshot import Snapshot
from customer_health.domain.instants import clock_of, iso, parse_instant
from customer_health.domain.money import Money

EventKind = Literal[
    "hired", "archived", "login", "level", "alert", "action", "note",
    "ticket_opened", "ticket_solved", "invoice", "invoice_paid", "payment_failed",
    "meeting", "usage",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """One event; which fields are set depends on its kind.

    `id` is unique in a customer's timeline. `about` is an employee's id, a metric, the number of a
    ticket or invoice, or the kind of a quick action; `name` is the employee's name, or of a login
    the master account's. `text` is a note's text, a ticket's subject or a meeting's title. `hours`
    is the time in which a ticket was solved, `starts_at` the start of a meeting, and `percent` the
    change of use. `axis` is the part of an alert's state that changed, `reason` the code of the
    machine's reason.
    """

    id: str
    at: datetime
    kind: EventKind
    about: str | None = None
    name: str | None = None
    old: str | None = None
    new: str | None = None
    who: str | None = None
    why: str | None = None
    text: str | None = None
    amount: Money | None = None
    hours: float | None = None
    starts_at: datetime | None = None
    percent: float | None = None
    axis: Axis | None = None
    reason: MachineReason | None = None


SHOWN_STEPS: frozenset[StepKind] = frozenset({"approved", "done", "failed"})


def of_employees(nodes: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[Event]:
    """Yield hirings and departures from employees' nodes. A time that can't be read is skipped."""
    fields: tuple[tuple[EventKind, str], ...] = (("hired", "createdAt"), ("archived", "archivedAt"))
    for employee_id, node in nodes.items():
        for kind, field in fields:
            try:
                at = parse_instant(node[field])
            except (KeyError, TypeError, ValueError):
                continue
            yield Event(f"{kind}:{employee_id}", at, kind, employee_id, names.get(employee_id))


def of_alerts(lines: Iterable[Transition]) -> Iterator[Event]:
    """Yield the transitions of alerts; those that a person made are of the kind `action`."""
    for line in lines:
        kind: EventKind = "action" if "@" in line.who else "alert"
        rule = line.episode.rsplit(":", 2)[1]
        event = Event(line.key, line.at, kind, rule, old=line.old, new=line.new)
        yield replace(event, who=line.who, why=line.why, axis=line.axis, reason=line.reason)


def of_actions(actions: Iterable[Action]) -> Iterator[Event]:
    """Yield the steps of quick actions that have an outcome. Added notes have events of their own
    (`of_notes`), and so are skipped here."""
    for action in actions:
        for step in action.steps if action.kind != "add_note" else ():
            if step.kind in SHOWN_STEPS:
                who = step.who if step.kind == "approved" else action.requester
                event = Event(f"{action.id}:{step.number}", step.at, "action", action.kind)
                why = step.why or action.reason
                yield replace(event, new=step.kind, who=who.email, why=why, amount=action.amount)


def of_history(
    snapshots: Mapping[date, Snapshot], customer: Customer, master: str | None
) -> Iterator[Event]:
    """Yield logins of the master account, named `master`, and changes of the company's level.

    They are the differences from each daily snapshot to the next, and from the newest snapshot to
    the customer as it is now. An event of the latter kind has the same id as it will have once the
    next snapshot is there.
    """
    states = [(day, clock_of(day), one.login, one.level) for day, one in sorted(snapshots.items())]
    if states and customer.updated_at > states[-1][1]:
        live = customer.updated_at, customer.login, customer.level
        states.append((states[-1][0] + timedelta(days=1), *live))
    for (_, _, before, old), (day, at, login, new) in pairwise(states):
        if login and login != before:
            yield Event(f"login:{iso(login)}", login, "login", name=master)
        if old != new:
            yield Event(f"level:{day}", at, "level", old=old, new=new)


def of_notes(notes: Mapping[str, Mapping[str, str]]) -> Iterator[Event]:
    for note_id, note in notes.items():
        at, who, text = parse_instant(note["at"]), note["author"], note["text"]
        yield Event(f"note:{note_id}", at, "note", who=who, text=text)


def of_use(totals: Mapping[date, int], today: date) -> Iterator[Event]:
    for day, percent in falls(totals, today):
        yield Event(f"usage:{day}", clock_of(day), "usage", percent=percent)


def of_crm(crm: CrmRecord) -> Iterator[Event]:
    """Yield notes and meetings of the CRM; a meeting is listed at the time it was scheduled.

    The CRM's copy of a note of ours has that note's id, so that the timeline shows it once.
    """
    for note in crm.notes:
        note_id = f"note:{note.key}" if note.key else f"crm:{note.id}"
        yield Event(note_id, note.at, "note", who=note.author, text=note.text)
    for meeting in crm.meetings:
        at, who, text = meeting.scheduled_at, meeting.owner, meeting.title
        scheduled = Event(f"meeting:{meeting.id}", at, "meeting", who=who, text=text)
        yield replace(scheduled, starts_at=meeting.starts_at)


def of_support(support: SupportRecord) -> Iterator[Event]:
    """Yield tickets that were opened and solved. `new` is a ticket's priority when it was opened,
    and its rating when it was solved."""
    for ticket in support.recent:
        about, text, rating = ticket.id, ticket.subject, ticket.satisfaction
        opened = Event(f"opened:{about}", ticket.created_at, "ticket_opened", about, text=text)
        yield replace(opened, new=ticket.priority)
        if ticket.solved_at:
            solved = Event(f"solved:{about}", ticket.solved_at, "ticket_solved", about, text=text)
            hours = round((ticket.solved_at - ticket.created_at) / timedelta(hours=1), 1)
            yield replace(solved, new=None if rating is None else str(rating), hours=hours)


def of_billing(billing: BillingRecord) -> Iterator[Event]:
    for invoice in billing.invoices:
        about, amount = invoice.number or invoice.id, invoice.amount
        yield Event(f"invoice:{invoice.id}", invoice.created_at, "invoice", about, amount=amount)
        if invoice.paid_at:
            yield Event(f"paid:{invoice.id}", invoice.paid_at, "invoice_paid", about, amount=amount)
    for payment in billing.failed_payments:
        yield Event(f"failed:{payment.id}", payment.at, "payment_failed", amount=payment.amount)
