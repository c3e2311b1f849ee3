"""`/v1/views`: saved filters of the list of customers, a person's own and shared ones."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated, Any
from uuid import uuid4

from flask import Blueprint, Response, url_for
from pydantic import StringConstraints
from werkzeug.exceptions import Forbidden, NotFound

from customer_health.api.customers.query import CustomerFilter
from customer_health.api.http.auth import current_person
from customer_health.api.http.models import Model
from customer_health.api.http.operation import Operation, as_response
from customer_health.api.http.services import services
from customer_health.domain.actions.kinds.limits import NOT_BLANK
from customer_health.stores.customers import views

views_routes = Blueprint("views", __name__)

ViewName = Annotated[str, StringConstraints(pattern=NOT_BLANK, max_length=100)]


class NewView(Model):
    name: ViewName
    """The view's name. Example: `"Growing"`"""
    filters: CustomerFilter
    """The filters and the order, as in the query of the list."""
    shared: bool = False
    """Whether all colleagues see the view."""


class View(NewView):
    """A saved view."""

    id: str
    """The view's id. Example: `"0123456789abcdef0123456789abcdef"`"""
    saved_by: str
    """Who saved it. Example: `"ann@pivotapp.ca"`"""
    saved_at: datetime
    """When it was saved."""
    own: bool
    """Whether you saved it, and may delete it."""


class Views(Model):
    views: list[View]
    """The views, by name."""


@views_routes.get("/views")
@Operation(Views)
def list_views() -> Views:
    """List your own views and those that others share, by name."""
    found = views.visible_to(services().database(), current_person().uid)
    by_name = sorted(found.items(), key=lambda pair: (pair[1]["name"], pair[0]))
    return Views(views=[as_answer(view_id, view) for view_id, view in by_name])


@views_routes.post("/views")
@Operation(View, body=NewView, status=HTTPStatus.CREATED)
def save_view(body: NewView) -> Response:
    """Save the filters and the order of the list of customers as a view."""
    view_id, database = uuid4().hex, services().database()
    filters = body.filters.model_dump(mode="json", by_alias=True, exclude_defaults=True)
    person, now = current_person(), services().now()
    database.patch(
        views.save(view_id, body.name, filters, person.uid, person.email, now, shared=body.shared)
    )
    saved = as_answer(view_id, database.get(views.path(view_id)))
    location = url_for("views.one_view", view_id=view_id)
    return as_response(saved, HTTPStatus.CREATED, location=location)


@views_routes.get("/views/<key:view_id>")
@Operation(View)
def one_view(view_id: str) -> View:
    """Return one of your own views, or one that somebody shares."""
    return as_answer(view_id, visible(view_id))


@views_routes.delete("/views/<key:view_id>")
@Operation(status=HTTPStatus.NO_CONTENT)
def remove_view(view_id: str) -> Response:
    """Delete one of your own views."""
    view = visible(view_id)
    if view["by"] != current_person().uid:
        raise Forbidden(f"This view is {view['email']}'s.")
    services().database().patch({views.path(view_id): None})
    return Response(status=HTTPStatus.NO_CONTENT)


def visible(view_id: str) -> Any:
    """Return a stored view that the person who is signed in may see. Raises NotFound."""
    view = services().database().get(views.path(view_id))
    if view is None or not (view["shared"] or view["by"] == current_person().uid):
        raise NotFound(f"There is no view {view_id!r}.")
    return view


def as_answer(view_id: str, view: Any) -> View:
    return View(
        id=view_id,
        name=view["name"],
        filters=CustomerFilter.model_validate(view.get("filters", {}), by_alias=True),
        shared=view["shared"],
        saved_by=view["email"],
        saved_at=view["savedAt"],
        own=view["by"] == current_person().uid,
    )
