"""Money that is given to a customer."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated

from customer_health.domain.actions.kinds.kind import ActionKind, KindRules, Parameters
from customer_health.domain.actions.kinds.limits import Limits, VendorId
from customer_health.domain.money import Money


@dataclass(frozen=True, slots=True)
class Amount(Parameters):
    """Whole cents, in the customer's own currency."""

    cents: Annotated[int, Limits(ge=1, le=100_000_000)]
    """Whole cents. Example: `5000`"""
    currency: Annotated[str, Limits(pattern=r"^[A-Z]{3}$")]
    """The customer's own currency, after ISO 4217. Example: `"CAD"`"""

    @property
    def money(self) -> Money:
        return Money(self.cents, self.currency)


@dataclass(frozen=True, slots=True)
class Discount(Parameters):
    """A percentage off the subscription, for a number of months."""

    percent: Annotated[int, Limits(ge=1, le=100)]
    """The percentage off the subscription. Example: `20`"""
    months: Annotated[int, Limits(ge=1, le=36)]
    """For how many months. Example: `3`"""


@dataclass(frozen=True, slots=True)
class Fees(Parameters):
    """An open invoice whose late fees are waived."""

    invoice_id: VendorId
    """The id of the open invoice. Example: `"in_1"`"""


KINDS: Mapping[ActionKind, KindRules] = {
    "credit": KindRules(
        Amount,
        None,
        ("a credit of {amount}", "un crédit de {amount}"),
        "billing",
        limit=500_00,
        bills=True,
        gives_away=True,
    ),
    "refund": KindRules(
        Amount,
        None,
        ("a refund of {amount}", "un remboursement de {amount}"),
        "billing",
        limit=1_000_00,
        bills=True,
        gives_away=True,
    ),
    "discount": KindRules(
        Discount, 3, ("a discount", "un rabais"), "billing", bills=True, gives_away=True
    ),
    "waive_fees": KindRules(
        Fees,
        3,
        ("a waiver of late fees", "une annulation des frais de retard"),
        "billing",
        bills=True,
        gives_away=True,
    ),
}
