"""Models of the plans that a customer may change to."""

from customer_health.api.context.billing_models import Plan
from customer_health.api.http.models import Model
from customer_health.flows.actions.plan_options import Change


class PlanChoice(Model):
    """A plan, with the kind of action that changes to it."""

    plan: Plan
    """The plan, at its price for the customer's seats."""
    change: Change | None = None
    """The kind of action that changes to it; absent for the customer's own plan."""


class PlanChoices(Model):
    """The cheapest plan comes first, at its price for the seats that the customer has."""

    choices: list[PlanChoice]
    """The plans, the cheapest first."""
