"""`/v1/exports`: everything that the system holds on a customer, as one ZIP of JSON.

An export is asked for by the action `export_data`, so that it is in the audit log. The action's
`reference` is the export's id.
"""

from http import HTTPStatus
from typing import Annotated

from flask import Blueprint, Response, url_for
from pydantic import Field

from customer_health.api.exports.models import Export
from customer_health.api.http.auth import current_person
from customer_health.api.http.models import Model
from customer_health.api.http.operation import Operation, as_response
from customer_health.api.http.quotas import EXPORTS, spend
from customer_health.api.http.services import services
from customer_health.errors import Conflicting
from customer_health.flows.export import get_export, new_link, open_download
from customer_health.stores.actions import exports

exports_routes = Blueprint("exports", __name__)


class DownloadQuery(Model):
    token: Annotated[str, Field(min_length=20, max_length=100)]
    """The token in the export's link. Example: `"Zm9yIG9uZSBkb3dubG9hZCBvbmx5"`"""


@exports_routes.get("/exports/<key:export_id>")
@Operation(Export)
def status(export_id: str) -> Export:
    """Return an export's state. Ask for a link to it once it is ready."""
    database, now = services().database(), services().now()
    return as_answer(export_id, get_export(database, export_id, current_person().email, now))


@exports_routes.post("/exports/<key:export_id>/link")
@Operation(Export, status=HTTPStatus.CREATED, refuses=(409,))
def make_link(export_id: str) -> Response:
    """Make a link to an export that is ready.

    The link works for 15 minutes, or until the next one is made.
    """
    database, now = services().database(), services().now()
    export = get_export(database, export_id, current_person().email, now)
    if export.state != "ready":
        raise Conflicting("This export is not ready yet; look at its state again in a few seconds.")
    spend(EXPORTS)
    token, until = new_link(database, export_id, now)
    link = f"exports/{export_id}/zip?token={token}"
    shown = as_answer(export_id, export).model_copy(update={"link": link, "link_until": until})
    location = url_for("exports.download", export_id=export_id, token=token)
    return as_response(shown, HTTPStatus.CREATED, location=location)


@exports_routes.get("/exports/<key:export_id>/zip")
@Operation(query=DownloadQuery, media="application/zip")
def download(export_id: str, query: DownloadQuery) -> Response:
    """Download the ZIP, as the person who asked for it, with the link's token."""
    database, now = services().database(), services().now()
    export, content = open_download(database, export_id, current_person().email, query.token, now)
    headers = {
        "Content-Disposition": f'attachment; filename="{export_id}.zip"',
        "Content-Length": str(export.bytes),
        "Cache-Control": "private, no-store",
    }
    return Response(content, headers=headers, content_type="application/zip")


def as_answer(export_id: str, export: exports.Export) -> Export:
    return Export(
        id=export_id,
        company_id=export.company_id,
        state=export.state,
        requested_by=export.by,
        requested_at=export.at,
        bytes=export.bytes,
        expires_at=export.expires_at,
    )
