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
from customer_health.domain.alert_json import from_json
from customer_health.domain.alerts import Transition
from customer_health.domain.instants import TORONTO
from customer_health.stores import alerts, customers, employees, names
from customer_health.stores.dump import children

routes = Blueprint("timeline", __name__)


class TimelineQuery(PageQuery):
    days: Annotated[int, Field(ge=1, le=366, description="Back from today.")] = 90


@routes.get("/customers/<key:company_id>/timeline")
@operation(Timeline, query=TimelineQuery)
def events_of(company_id: str, query: TimelineQuery) -> Timeline:
    """Hired, archived, logins, changes of level, alerts, and what people did about them."""
    tracked(company_id)
    database, now = bootstrap.database(), datetime.now(UTC)
    since, today = now - timedelta(days=query.days), now.astimezone(TORONTO).date()
    history = f"{customers.metrics_path(company_id)}/history"
    first = today - timedelta(days=query.days)
    staff = children(database.get(employees.path(company_id)))
    moves = children(database.get(f"{alerts.HISTORY}/{company_id}")).values()
    found = [
        *timeline.of_employees(staff),
        *timeline.of_alerts(from_json(Transition, node) for node in moves),
        *timeline.of_history(database.between(history, first.isoformat(), today.isoformat())),
    ]
    recent = (event for event in found if since <= event.at <= now)
    page, total, following = paged(recent, lambda e: (-e.at.timestamp(), e.kind, e.id), query)
    called = names.names(staff)
    return Timeline(
        events=[Event(**asdict(event), name=called.get(event.about or "")) for event in page],
        total=total,
        next=following,
    )
