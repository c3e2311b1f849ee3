"""What people mark a customer with: VIP, a legal hold, and a review of the customer's health."""

from collections.abc import Mapping
from dataclasses import dataclass

from customer_health.domain.actions.kinds.kind import (
    ActionKind,
    KindRules,
    NoParameters,
    Parameters,
)
from customer_health.domain.actions.kinds.limits import Text
from customer_health.domain.roles import Role

SENIOR: tuple[Role, ...] = ("supervisor", "executive", "admin")


@dataclass(frozen=True, slots=True)
class Vip(Parameters):
    """Whether the customer is a VIP, whatever their revenue says."""

    vip: bool = True
    """Whether the customer is a VIP."""


@dataclass(frozen=True, slots=True)
class Review(Parameters):
    """What the person found who has reviewed the customer's health."""

    text: Text
    """What the person found. Example: `"All is well"`"""


KINDS: Mapping[ActionKind, KindRules] = {
    "mark_vip": KindRules(Vip, 2, ("a change of the VIP mark", "un changement de la mention VIP")),
    # A hold must not wait for anybody; lifting one takes a second pair of eyes.
    "set_legal_hold": KindRules(
        NoParameters, 1, ("a legal hold", "un blocage légal"), requesters=SENIOR
    ),
    "clear_legal_hold": KindRules(
        NoParameters, 2, ("the end of a legal hold", "la fin d’un blocage légal"), requesters=SENIOR
    ),
    "record_review": KindRules(Review, 1, ("a health review", "une revue de santé")),
}
