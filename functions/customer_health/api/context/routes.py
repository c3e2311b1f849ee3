"""`/v1/customers/{id}/context`: the whole customer in one view, and its heavy parts as pages."""

from datetime import UTC, datetime
from typing import Annotated, Any, cast

from flask import Blueprint
from pydantic import Field

from customer_health.api.alerts.presenters import as_answer
from customer_health.api.context.models import Context
from customer_health.api.context.presenters import answer
from customer_health.api.context.record_models import InvoicePage, TicketPage
from customer_health.api.context.record_presenters import invoice_page, ticket_page
from customer_health.api.context.source_models import SourceId, SourceIdByHand
from customer_health.api.customers.routes import tracked, tracked_row
from customer_health.api.http.auth import current_person
from customer_health.api.http.models import Model
from customer_health.api.http.operation import operation
from customer_health.bootstrap import firebase, instance, tasks, vendors
from customer_health.domain.context.sections import SECTIONS, SectionName
from customer_health.domain.context.source import SourceName
from customer_health.domain.context.vendor_records import InvoiceStatus
from customer_health.errors import SourceRefused
from customer_health.flows.actions.set_source_id import name_by_hand
from customer_health.flows.context.source_ids import id_in
from customer_health.flows.context.view import identity_of, profile
from customer_health.stores.alerts import alerts, outbox
from customer_health.stores.customers import rows as customers

routes = Blueprint("context", __name__)

ONE_OF = "|".join(SECTIONS)


class ContextQuery(Model):
    sections: Annotated[
        str,
        Field(
            pattern=rf"^(({ONE_OF})(,({ONE_OF}))*)?$",
            description="Which sections, with commas between; all by default.",
        ),
    ] = ""

    @property
    def wanted(self) -> tuple[SectionName, ...]:
        named = self.sections.split(",") if self.sections else ()
        return tuple(section for section in SECTIONS if section in named) or SECTIONS


class SourcePageQuery(Model):
    limit: Annotated[int, Field(ge=1, le=100)] = 25
    cursor: Annotated[str, Field(max_length=1000, description="`next` of the page before.")] = ""


class InvoiceQuery(SourcePageQuery):
    status: InvoiceStatus | None = None


@routes.get("/customers/<key:company_id>/context")
@operation(Context, query=ContextQuery)
def context(company_id: str, query: ContextQuery) -> Context:
    """The customer as all sources know them, led by a summary."""
    return view(company_id, query.wanted)


@routes.post("/customers/<key:company_id>/refresh")
@operation(Context, query=ContextQuery)
def refresh(company_id: str, query: ContextQuery) -> Context:
    """Ask the sources of the named sections, by default all, anew."""
    return view(company_id, query.wanted, anew=True)


def view(company_id: str, sections: tuple[SectionName, ...], *, anew: bool = False) -> Context:
    row, now = tracked_row(company_id), datetime.now(UTC)
    customer = customers.read_row(company_id, row)
    database, sources, threads = firebase.database(), vendors.context(), instance.threads()
    found = profile(database, sources, threads, customer, sections, now, anew=anew)
    active = [as_answer(alert, customer) for alert in alerts.in_row(company_id, row)]
    return answer(found, sections, active)


@routes.get("/customers/<key:company_id>/tickets")
@operation(TicketPage, query=SourcePageQuery, refuses=(409, 502, 503))
def tickets(company_id: str, query: SourcePageQuery) -> TicketPage:
    """Every ticket, straight from the help desk."""
    return ticket_page(*page(company_id, "support", "tickets", query))


@routes.get("/customers/<key:company_id>/invoices")
@operation(InvoicePage, query=InvoiceQuery, refuses=(409, 502, 503))
def invoices(company_id: str, query: InvoiceQuery) -> InvoicePage:
    """Every invoice, or those of a status, straight from billing."""
    return invoice_page(*page(company_id, "billing", "invoices", query, query.status))


def page(
    company_id: str, source: SourceName, records: str, query: SourcePageQuery, *more: object
) -> tuple[list[Any], str | None]:
    """Raises SourceError."""
    customer, connector = tracked(company_id), vendors.connectors()[source]
    if connector is None:
        said = f"{source} is not configured: it has no key or address in the settings"
        raise SourceRefused(said, "not_configured")
    read = getattr(connector, records)
    source_id = id_in(
        firebase.database(), connector, source, identity_of(customer), datetime.now(UTC)
    )
    found: tuple[list[Any], str | None] = read(source_id, query.cursor or None, query.limit, *more)
    return found


@routes.put("/customers/<key:company_id>/sources/<source:source>")
@operation(SourceId, body=SourceIdByHand, role="supervisor", refuses=(409,))
def name_source_id(company_id: str, source: str, body: SourceIdByHand) -> SourceId:
    """Say by which id the customer is known in a source; the CRM's is the one that the company is
    matched with. Refused in billing while there is a legal hold, an open action, or money given
    within 30 days. It is in the audit log."""
    company, database = tracked(company_id).name, firebase.database()
    named, who, now = cast(SourceName, source), current_person(), datetime.now(UTC)
    written = name_by_hand(database, named, company_id, company, body.id, who, body.reason, now)
    if outbox.is_among(written):
        tasks.enqueue_delivery()
    return SourceId(company_id=company_id, source=named, id=body.id, by=who.email, at=now)
