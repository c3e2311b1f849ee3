"""`/v1/customers/{id}/context`: a customer as all sources know it, and its long lists as pages."""

from typing import Annotated, Any, cast

from flask import Blueprint
from pydantic import Field

from customer_health.api.alerts.presenters import as_answer as alert_as_answer
from customer_health.api.context.billing_models import InvoicePage
from customer_health.api.context.models import Context
from customer_health.api.context.presenters import as_answer
from customer_health.api.context.record_models import TicketPage
from customer_health.api.context.record_presenters import invoice_page, ticket_page
from customer_health.api.context.source_models import SourceId, SourceIdByHand
from customer_health.api.customers.tracked import tracked, tracked_row
from customer_health.api.http.auth import current_person
from customer_health.api.http.models import Model
from customer_health.api.http.operation import Operation
from customer_health.api.http.services import services
from customer_health.domain.context.billing_record import InvoiceStatus
from customer_health.domain.context.sections import SECTIONS, SectionName
from customer_health.domain.context.source import SourceName
from customer_health.errors import SourceRefused
from customer_health.flows.actions.set_source_id import name_by_hand
from customer_health.flows.context.source_ids import id_in
from customer_health.flows.context.view import identity_of, profile
from customer_health.stores.alerts import row_copies
from customer_health.stores.customers import rows

context_routes = Blueprint("context", __name__)

ONE_OF = "|".join(SECTIONS)


class ContextQuery(Model):
    sections: Annotated[str, Field(pattern=rf"^(({ONE_OF})(,({ONE_OF}))*)?$")] = ""
    """Names of sections, separated by commas; by default all. Example: `"billing,support"`"""

    @property
    def wanted(self) -> tuple[SectionName, ...]:
        named = self.sections.split(",") if self.sections else ()
        return tuple(section for section in SECTIONS if section in named) or SECTIONS


class SourcePageQuery(Model):
    limit: Annotated[int, Field(ge=1, le=100)] = 25
    """How many a page has at most. Example: `25`"""
    cursor: Annotated[str, Field(max_length=1000)] = ""
    """The `next` of the page before; empty for the first. Example: `""`"""


class InvoiceQuery(SourcePageQuery):
    status: InvoiceStatus | None = None
    """Only invoices of this status."""


@context_routes.get("/customers/<key:company_id>/context")
@Operation(Context, query=ContextQuery)
def context(company_id: str, query: ContextQuery) -> Context:
    """Return a customer as all sources know it, led by a summary."""
    return view(company_id, query.wanted)


@context_routes.post("/customers/<key:company_id>/refresh")
@Operation(Context, query=ContextQuery)
def refresh(company_id: str, query: ContextQuery) -> Context:
    """Return the context view, after asking the sources of the named sections again."""
    return view(company_id, query.wanted, anew=True)


def view(company_id: str, sections: tuple[SectionName, ...], *, anew: bool = False) -> Context:
    row, now = tracked_row(company_id), services().now()
    customer = rows.read_row(company_id, row)
    database, sources, threads = services().database(), services().context(), services().threads()
    alerts = row_copies.in_row(company_id, row)
    severities = [alert.severity for alert in alerts]
    found = profile(
        database, sources, threads, customer, sections, now, alerts=severities, anew=anew
    )
    return as_answer(found, sections, [alert_as_answer(alert, customer) for alert in alerts])


@context_routes.get("/customers/<key:company_id>/tickets")
@Operation(TicketPage, query=SourcePageQuery, refuses=(409, 502, 503))
def tickets(company_id: str, query: SourcePageQuery) -> TicketPage:
    """List all tickets of a customer, read from the help desk."""
    return ticket_page(*page(company_id, "support", "tickets", query))


@context_routes.get("/customers/<key:company_id>/invoices")
@Operation(InvoicePage, query=InvoiceQuery, refuses=(409, 502, 503))
def invoices(company_id: str, query: InvoiceQuery) -> InvoicePage:
    """List all invoices of a customer, or those of a status, read from billing."""
    return invoice_page(*page(company_id, "billing", "invoices", query, query.status))


def page(
    company_id: str, source: SourceName, records: str, query: SourcePageQuery, *more: object
) -> tuple[list[Any], str | None]:
    """Return a page of a source's records, and the cursor of the next. Raises SourceError."""
    customer, connector = tracked(company_id), services().connectors()[source]
    if connector is None:
        message = f"{source} is not configured: it has no key or address in the settings"
        raise SourceRefused(message, "not_configured")
    read = getattr(connector, records)
    identity, now = identity_of(customer), services().now()
    source_id = id_in(services().database(), connector, source, identity, now)
    found: tuple[list[Any], str | None] = read(source_id, query.cursor or None, query.limit, *more)
    return found


@context_routes.put("/customers/<key:company_id>/sources/<source:source>")
@Operation(SourceId, body=SourceIdByHand, role="supervisor", refuses=(409,))
def name_source_id(company_id: str, source: str, body: SourceIdByHand) -> SourceId:
    """Set the id by which a source knows the customer.

    In the CRM, this links the company with that record. In billing, it is refused during a legal
    hold, while an action is open, and for 30 days after money was given. The audit log records it.
    """
    company, database = tracked(company_id).name, services().database()
    named, who, now = cast(SourceName, source), current_person(), services().now()
    written = name_by_hand(database, named, company_id, company, body.id, who, body.reason, now)
    if written.notifies:
        services().enqueue_delivery()
    return SourceId(company_id=company_id, source=named, id=body.id, by=who.email, at=now)
