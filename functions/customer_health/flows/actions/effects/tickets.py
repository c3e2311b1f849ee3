"""Tickets in the help desk: how they are created, escalated, and given another priority."""

from collections.abc import Mapping

from customer_health.domain.actions.kinds.kind import ActionKind
from customer_health.domain.actions.kinds.tickets import Escalation, NewTicket, Sla
from customer_health.errors import Conflicting
from customer_health.flows.actions.effects.effect import Effect, Work
from customer_health.flows.actions.subject import Subject


def check_help_desk(subject: Subject, parameters: NewTicket) -> None:
    subject.support()


def create_ticket(work: Work, ticket: NewTicket) -> str:
    subject = work.subject
    return subject.support().create_ticket(
        ticket.subject,
        ticket.body,
        ticket.priority,
        subject.customer.name,
        subject.customer.email or work.action.requester.email,
        subject.organization(),
        work.key,
    )


def check_open_ticket(subject: Subject, parameters: Escalation | Sla) -> None:
    """Raises Conflicting unless the ticket is the customer's own and open."""
    subject.support()
    if parameters.ticket_id not in subject.open_tickets:
        message = f"{subject.customer.name} has no open ticket {parameters.ticket_id}"
        raise Conflicting(message, "no_such_ticket")


def escalate(work: Work, parameters: Escalation) -> str:
    support = work.subject.support()
    return support.escalate(parameters.ticket_id, work.action.reason, work.key)


def override_sla(work: Work, parameters: Sla) -> str:
    support = work.subject.support()
    return support.override_sla(
        parameters.ticket_id, parameters.priority, work.action.reason, work.key
    )


EFFECTS: Mapping[ActionKind, Effect] = {
    "create_ticket": Effect(create_ticket, check_help_desk),
    "escalate": Effect(escalate, check_open_ticket),
    "override_sla": Effect(override_sla, check_open_ticket),
}
