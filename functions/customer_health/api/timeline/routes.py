"""`/v1/customers/{id}/timeline`: what happened there, by the time at which it did."""

from datetime import UTC, datetime, timedelta
from typing import Annotated

from flask import Blueprint
from pydantic import Field

from customer_health.api.customers.routes import tracked
from customer_health.api.http.operation import operation
from customer_health.api.http.paging import PageQuery, paged
from customer_health.api.timeline.models import Timeline
from customer_health.api.timeline.presenters import event_answer
from customer_health.bootstrap import firebase, instance
from customer_health.flows.timeline import begin

routes = Blueprint("timeline", __name__)


class TimelineQuery(PageQuery):
    days: Annotated[int, Field(ge=1, le=366, description="Back from today.")] = 90


@routes.get("/customers/<key:company_id>/timeline")
@operation(Timeline, query=TimelineQuery)
def events_of(company_id: str, query: TimelineQuery) -> Timeline:
    """Hired, archived, logins, changes of level, alerts, what people did about them, what came of
    quick actions, notes, and use that began to fall within the last 30 days."""
    customer = tracked(company_id)
    now = datetime.now(UTC)
    since = now - timedelta(days=query.days)
    found = begin(firebase.database(), customer, since, now, instance.threads())
    page, total, following = paged(found(), lambda e: (-e.at.timestamp(), e.kind, e.id), query)
    return Timeline(
        events=[event_answer(event) for event in page],
        total=total,
        next=following,
    )
