"""`GET /v1/counts`: how much work waits, for the navigation of a client."""

from flask import Blueprint

from customer_health.api.actions.approvals import waiting_for
from customer_health.api.alerts.query import AlertQuery
from customer_health.api.alerts.routes import active
from customer_health.api.http.auth import current_person
from customer_health.api.http.models import Model
from customer_health.api.http.operation import Operation
from customer_health.api.http.services import services
from customer_health.domain.roles import ROLES, Role
from customer_health.stores.matching import matches

counts_routes = Blueprint("counts", __name__)


class Counts(Model):
    """What waits for a decision."""

    critical_alerts: int
    """Critical alerts on which nobody has decided anything. Example: `1`"""
    review: int
    """Warnings on which nobody has decided anything. Example: `3`"""
    approvals: int | None = None
    """The actions that you may approve; absent if your role approves nothing. Example: `0`"""
    unmatched: int
    """The companies that the matching left to people. Example: `2`"""


def may_approve(role: Role) -> bool:
    return ROLES.index(role) >= ROLES.index("supervisor")


@counts_routes.get("/counts")
@Operation(Counts)
def counts() -> Counts:
    """Count what waits for people."""
    who = current_person()
    return Counts(
        critical_alerts=len(active(AlertQuery(severity="critical", triage="open"))),
        review=len(active(AlertQuery(severity="warning", triage="open"))),
        approvals=len(waiting_for(who)) if may_approve(who.role) else None,
        unmatched=len(matches.in_review(services().database())),
    )
