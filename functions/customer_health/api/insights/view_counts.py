"""`POST /v1/view-counts`: count a view of a page of the dashboard."""

from http import HTTPStatus
from typing import Annotated

from flask import Blueprint, Response
from pydantic import Field

from customer_health.api.http.auth import current_person
from customer_health.api.http.models import Model
from customer_health.api.http.operation import Operation
from customer_health.api.http.services import services
from customer_health.domain.insights.views import PageKind
from customer_health.stores import view_counts

view_counts_routes = Blueprint("view_counts", __name__)


class ViewCount(Model):
    """A view of a page. It names neither a person nor a customer."""

    page: PageKind
    """The kind of page."""
    seconds: Annotated[float, Field(ge=0, le=3600)] | None = None
    """How long a customer's context took to show, from its opening. Example: `1.4`"""


@view_counts_routes.post("/view-counts")
@Operation(body=ViewCount, status=HTTPStatus.NO_CONTENT)
def count_view(body: ViewCount) -> Response:
    """Count a view of a page by day and role.

    Of the person, only a salted hash is kept until the day is over, to count how many people there
    were. A client sends at most one a minute for each kind of page.
    """
    who, now = current_person(), services().now()
    view_counts.count(services().database(), body.page, body.seconds, who.role, who.uid, now)
    return Response(status=HTTPStatus.NO_CONTENT)
