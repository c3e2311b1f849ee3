"""Plans to choose from, as the API shows them."""

from customer_health.api.context.record_models import Plan
from customer_health.api.http.models import Model
from customer_health.flows.actions.plan_options import Change


class PlanChoice(Model):
    """`change` is the kind of action that leads there; left out for the plan that they have."""

    plan: Plan
    change: Change | None = None


class PlanChoices(Model):
    """The cheapest first, for as many seats as they have."""

    choices: list[PlanChoice]
