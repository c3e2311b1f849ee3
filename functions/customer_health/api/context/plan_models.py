"""Models of the plans that a customer may change to."""

from customer_health.api.context.record_models import Plan
from customer_health.api.http.models import Model
from customer_health.flows.actions.plan_options import Change


class PlanChoice(Model):
    """A plan, with the kind of action that changes to it. The customer's own plan has no
    `change`."""

    plan: Plan
    change: Change | None = None


class PlanChoices(Model):
    """The cheapest plan comes first, at its price for the seats that the customer has."""

    choices: list[PlanChoice]
