"""`/v1/customers/{id}/context`: the whole customer in one view, and its heavy parts as pages."""

from typing import Annotated

from flask import Blueprint
from pydantic import Field

from customer_health.api.context_models import (
    Context,
    InvoicePage,
    SourceId,
    SourceIdByHand,
    TicketPage,
)
from customer_health.api.models import Model
from customer_health.api.operation import operation
from customer_health.domain.sections import SECTIONS

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


class SourcePageQuery(Model):
    limit: Annotated[int, Field(ge=1, le=100)] = 25
    cursor: Annotated[str, Field(max_length=1000, description="`next` of the page before.")] = ""


@routes.get("/customers/<key:company_id>/context")
@operation(Context, query=ContextQuery)
def context(company_id: str, query: ContextQuery) -> Context:
    """The customer as all sources know them, led by a summary."""
    raise NotImplementedError


@routes.post("/customers/<key:company_id>/refresh")
@operation(Context, query=ContextQuery)
def refresh(company_id: str, query: ContextQuery) -> Context:
    """Ask the sources of the named sections, by default all, anew."""
    raise NotImplementedError


@routes.get("/customers/<key:company_id>/tickets")
@operation(TicketPage, query=SourcePageQuery, refuses=(409, 502, 503))
def tickets(company_id: str, query: SourcePageQuery) -> TicketPage:
    """Every ticket, straight from the help desk."""
    raise NotImplementedError


@routes.get("/customers/<key:company_id>/invoices")
@operation(InvoicePage, query=SourcePageQuery, refuses=(409, 502, 503))
def invoices(company_id: str, query: SourcePageQuery) -> InvoicePage:
    """Every invoice, straight from billing."""
    raise NotImplementedError


@routes.put("/customers/<key:company_id>/sources/<source:source>")
@operation(SourceId, body=SourceIdByHand, role="supervisor", refuses=(409,))
def name_source_id(company_id: str, source: str, body: SourceIdByHand) -> SourceId:
    """Say by which id the customer is known in a source."""
    raise NotImplementedError
