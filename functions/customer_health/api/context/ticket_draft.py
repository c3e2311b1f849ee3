"""`/v1/customers/{id}/ticket-draft`: the text with which the form of a new ticket begins."""

from flask import Blueprint

from customer_health.api.customers.tracked import tracked
from customer_health.api.http.models import Model, Sentence
from customer_health.api.http.operation import Operation
from customer_health.api.http.services import services
from customer_health.flows.context.view import identity_of
from customer_health.notify.text import ticket_draft as text
from customer_health.notify.text.ticket_draft import CustomerState

ticket_draft_routes = Blueprint("ticket_draft", __name__)


class TicketDraft(Model):
    """A ticket for a person to edit. It leaves out what no source knows."""

    subject: Sentence
    """The ticket's subject."""
    body: Sentence
    """The ticket's text: the customer's state in a few lines."""


@ticket_draft_routes.get("/customers/<key:company_id>/ticket-draft")
@Operation(TicketDraft)
def ticket_draft(company_id: str) -> TicketDraft:
    """Write the customer's state as a ticket: level, red metrics, plan, owner, open tickets."""
    customer = tracked(company_id)
    found = services().context().gather(identity_of(customer), ("crm", "billing", "support"))
    known = found.account.owner if found.account else None
    owner = (known.name or known.email) if known else (customer.owner or {}).get("name")
    state = CustomerState(
        customer, services().now(), owner, found.billing.record, found.support.record
    )
    return TicketDraft(
        subject=Sentence.of(lambda language: text.subject(state, language)),
        body=Sentence.of(lambda language: text.body(state, language)),
    )
