"""`/v1/customers/{id}/timeline`: what happened there, by the time at which it did."""

from dataclasses import asdict
from datetime import UTC, datetime, timedelta
from typing import Annotated

from flask import Blueprint
from pydantic import Field

from customer_health import bootstrap
from customer_health.api.customers import tracked
from customer_health.api.operation import operation
from customer_health.api.paging import PageQuery, paged
from customer_health.api.timeline_models import Event, Timeline
from customer_health.domain import timeline
from customer_health.domain.instants import TORONTO
from customer_health.stores import alerts, customers, employees, names, notes

routes = Blueprint("timeline", __name__)


class TimelineQuery(PageQuery):
    days: Annotated[int, Field(ge=1, le=366, description="Back from today.")] = 90


@routes.get("/customers/<key:company_id>/timeline")
@operation(Timeline, query=TimelineQuery)
def events_of(company_id: str, query: TimelineQuery) -> Timeline:
    """Hired, archived, logins, changes of level, alerts, what people did about them, and notes."""
    tracked(company_id)
    database, now = bootstrap.database(), datetime.now(UTC)
    since = now - timedelta(days=query.days)
    first, last = (at.astimezone(TORONTO).date().isoformat() for at in (since, now))
    history = f"{customers.metrics_path(company_id)}/history"
    staff = employees.hired_or_archived(database, company_id, since, now)
    found = [
        *timeline.of_employees(staff),
        *timeline.of_alerts(alerts.moves(database, company_id, since, now)),
        *timeline.of_history(database.between(history, first, last)),
        *timeline.of_notes(notes.between(database, company_id, since, now)),
    ]
    recent = (event for event in found if since <= event.at <= now)
    page, total, following = paged(recent, lambda e: (-e.at.timestamp(), e.kind, e.id), query)
    called = names.names(staff)
    return Timeline(
        events=[Event(**asdict(event), name=called.get(event.about or "")) for event in page],
        total=total,
        next=following,
    )
