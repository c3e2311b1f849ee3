"""`/v1/score-weights`: how much each part of the health score counts, and what others would do."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated

from flask import Blueprint
from pydantic import Field

from customer_health.api.http.models import Model
from customer_health.api.http.operation import Operation
from customer_health.api.http.services import services
from customer_health.api.insights.rehearsals import few_enough_customers
from customer_health.domain.context.score import PARTS, WEIGHTS
from customer_health.domain.insights.weights import COLOURS, Colour, Recoloured, Weights
from customer_health.errors import Conflicting
from customer_health.flows.insights.reweigh import rehearse_weights

weights_routes = Blueprint("weights", __name__)

Weight = Annotated[int, Field(ge=0, le=100)]


class ScoreWeights(Model):
    """How much each part of the health score counts, in proportion to the others."""

    billing: Weight
    """What billing knows. Example: `25`"""
    engagement: Weight
    """How much the product is used. Example: `30`"""
    support: Weight
    """What the help desk knows. Example: `20`"""
    operations: Weight
    """The five figures. Example: `25`"""


class WeighedCustomers(Model):
    """Weights, and the customers by the colour that they give to the newest score."""

    weights: ScoreWeights
    """The weights."""
    green: int
    """The customers with a green score. Example: `31`"""
    yellow: int
    """The customers with a yellow score. Example: `12`"""
    red: int
    """The customers with a red score. Example: `4`"""
    none: int
    """The customers whose score rests on too little to have a colour. Example: `13`"""


class RecolouredCustomer(Model):
    """A customer whose score has another colour with the draft, on its newest day or before."""

    id: str
    """The customer's id. Example: `"acme"`"""
    name: str
    """The customer's name. Example: `"Érablière Côté"`"""
    now: int | None = None
    """The newest score by the weights in force; absent without data. Example: `72`"""
    draft: int | None = None
    """The newest score by the draft; absent if no part that counts has data. Example: `64`"""
    colour_now: Colour
    """The colour of the score by the weights in force."""
    colour_draft: Colour
    """The colour of the score by the draft."""
    days: int
    """How many days were played. Example: `60`"""
    changed_days: int
    """On how many of them the colour is another. Example: `8`"""


class WeightsRehearsal(Model):
    """A draft of the weights beside those in force, over the days of which the parts are kept."""

    compared: int
    """The customers with at least one such day. Example: `60`"""
    first: date | None = None
    """The oldest such day, at most 90 days ago; absent if there is none."""
    now: WeighedCustomers
    """The weights in force."""
    draft: WeighedCustomers
    """The draft."""
    customers: list[RecolouredCustomer]
    """The customers for whom the draft changes a colour: first those whose newest score it changes,
    the largest changes first."""


@weights_routes.get("/score-weights")
@Operation(ScoreWeights)
def score_weights() -> ScoreWeights:
    """Return how much each part of the health score counts."""
    return ScoreWeights.model_validate(WEIGHTS)


@weights_routes.post("/score-weights/rehearsals")
@Operation(WeightsRehearsal, body=ScoreWeights, role="admin", refuses=(409,))
def rehearse(body: ScoreWeights) -> WeightsRehearsal:
    """Play other weights over the health scores of the last 90 days. It changes nothing.

    Up to 2,000 customers; for more, use the command line.
    """
    draft: Weights = {name: getattr(body, name) for name in PARTS}
    if not any(draft.values()):
        raise Conflicting("one part at least must have a weight above 0")
    names = {key: customer.name for key, customer in few_enough_customers().items()}
    found = rehearse_weights(services().database(), draft, names, services().now())
    return WeightsRehearsal(
        compared=found.compared,
        first=found.first,
        now=weighed(ScoreWeights.model_validate(WEIGHTS), found.now),
        draft=weighed(body, found.draft),
        customers=[recoloured(one, names[one.company_id]) for one in found.customers],
    )


def weighed(weights: ScoreWeights, colours: Mapping[Colour, int]) -> WeighedCustomers:
    counts = {colour: colours.get(colour, 0) for colour in COLOURS}
    return WeighedCustomers(weights=weights, **counts)


def recoloured(one: Recoloured, name: str) -> RecolouredCustomer:
    return RecolouredCustomer(
        id=one.company_id,
        name=name,
        now=one.now.score,
        draft=one.draft.score,
        colour_now=one.now.colour,
        colour_draft=one.draft.colour,
        days=one.days,
        changed_days=one.changed_days,
    )
