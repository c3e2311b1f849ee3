"""`/v1/customers/{id}/plans`: what an upgrade or a downgrade may lead to."""

from dataclasses import asdict

from flask import Blueprint

from customer_health.api.context.plan_models import PlanChoice, PlanChoices
from customer_health.api.customers.routes import tracked
from customer_health.api.http.operation import Operation
from customer_health.api.http.services import services
from customer_health.flows.actions.plan_options import choices

plans_routes = Blueprint("plans", __name__)


@plans_routes.get("/customers/<key:company_id>/plans")
@Operation(PlanChoices, refuses=(409, 502, 503))
def plans(company_id: str) -> PlanChoices:
    """The plans that a customer could change to, and whether each costs more than theirs."""
    tracked(company_id)
    database, to, now = services().database(), services().action_vendors(), services().now()
    found = choices(database, to, company_id, now)
    return PlanChoices(choices=[PlanChoice(**asdict(one)) for one in found])
