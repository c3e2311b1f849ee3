"""`/v1/exports`: all that the system holds on a customer, as one ZIP of JSON."""

from http import HTTPStatus
from typing import Annotated

from flask import Blueprint, Response
from pydantic import Field

from customer_health.api.context_models import Export
from customer_health.api.models import Model
from customer_health.api.operation import operation

routes = Blueprint("exports", __name__)


class DownloadQuery(Model):
    token: Annotated[str, Field(min_length=20, max_length=100, description="As in the link.")]


@routes.post("/customers/<key:company_id>/exports")
@operation(Export, status=HTTPStatus.ACCEPTED)
def start(company_id: str) -> Export:
    """Have all that is held on a customer put together."""
    raise NotImplementedError


@routes.get("/exports/<key:export_id>")
@operation(Export)
def status(export_id: str) -> Export:
    """How far it is; once ready, with a link that works for 15 minutes."""
    raise NotImplementedError


@routes.get("/exports/<key:export_id>/zip")
@operation(query=DownloadQuery, media="application/zip")
def download(export_id: str, query: DownloadQuery) -> Response:
    """The ZIP, for whoever asked for it, by the link."""
    raise NotImplementedError
