"""`/v1/customers/{id}/plans`: the plans that an upgrade or a downgrade may lead to."""

from dataclasses import asdict

from flask import Blueprint

from customer_health.api.context.plan_models import PlanChoice, PlanChoices
from customer_health.api.customers.tracked import tracked
from customer_health.api.http.operation import Operation
from customer_health.api.http.services import services
from customer_health.flows.actions.plan_options import choices

plans_routes = Blueprint("plans", __name__)


@plans_routes.get("/customers/<key:company_id>/plans")
@Operation(PlanChoices, refuses=(409, 502, 503))
def plans(company_id: str) -> PlanChoices:
    """List the plans that a customer could change to, and whether each would be an upgrade."""
    tracked(company_id)
    database, vendors, now = services().database(), services().action_vendors(), services().now()
    found = choices(database, vendors, company_id, now)
    return PlanChoices(choices=[PlanChoice(**asdict(one)) for one in found])
