"""`/v1/customers/{id}/timeline`: what happened at a customer, and when."""

from datetime import timedelta
from typing import Annotated

from flask import Blueprint
from pydantic import Field

from customer_health.api.customers.tracked import tracked
from customer_health.api.http.operation import Operation
from customer_health.api.http.paging import PageQuery, paged
from customer_health.api.http.services import services
from customer_health.api.timeline.models import Timeline
from customer_health.api.timeline.presenters import event_answer
from customer_health.flows.timeline import begin

timeline_routes = Blueprint("timeline", __name__)


class TimelineQuery(PageQuery):
    days: Annotated[int, Field(ge=1, le=366)] = 90
    """How many days, up to today. Example: `90`"""


@timeline_routes.get("/customers/<key:company_id>/timeline")
@Operation(Timeline, query=TimelineQuery)
def events_of(company_id: str, query: TimelineQuery) -> Timeline:
    """List what happened at a customer, the newest first.

    That is: employees hired and archived, logins, changes of level, alerts and what people did
    about them, quick actions, notes, and use that began to fall within the last 30 days.
    """
    customer = tracked(company_id)
    now = services().now()
    since = now - timedelta(days=query.days)
    found = begin(services().database(), customer, since, now, services().threads())
    page, total, following = paged(found(), lambda e: (-e.at.timestamp(), e.kind, e.id), query)
    return Timeline(
        events=[event_answer(event) for event in page],
        total=total,
        next=following,
    )
