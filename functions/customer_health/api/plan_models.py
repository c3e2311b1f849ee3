"""Plans to choose from, as the API shows them."""

from typing import Literal

from customer_health.api.context_models import Plan
from customer_health.api.models import Model


class PlanChoice(Model):
    """`change` is the kind of action that leads there; left out for the plan that they have."""

    plan: Plan
    change: Literal["upgrade", "downgrade"] | None = None


class PlanChoices(Model):
    """The cheapest first, for as many seats as they have."""

    choices: list[PlanChoice]
