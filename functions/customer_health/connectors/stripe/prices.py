"""The prices that a customer can subscribe to. They seldom change, so they are cached."""

from collections.abc import Callable, Sequence
from itertools import islice
from typing import TYPE_CHECKING

from customer_health.connectors.stripe import mapping
from customer_health.connectors.stripe.client import asking, every
from customer_health.domain.context.billing_record import Plan

if TYPE_CHECKING:
    import stripe

PAGE = 100
MAX_PRICES = 500
MAX_AGE = 300.0
"""Seconds. An action checks its price again, so an old list does no harm."""


class StripePrices:
    def __init__(self, client: "stripe.StripeClient", clock: Callable[[], float]) -> None:
        self._stripe = client.v1
        self._clock = clock
        self._cached: tuple[float, Sequence[Plan]] | None = None

    def __call__(self) -> Sequence[Plan]:
        """Return active prices of active products, each for one seat; at most the newest 500."""
        now = self._clock()
        if self._cached is None or now >= self._cached[0] + MAX_AGE:
            self._cached = now, self._read()
        return self._cached[1]

    def _read(self) -> Sequence[Plan]:
        with asking("read the prices"):
            listed = self._stripe.prices.list(
                {"active": True, "type": "recurring", "limit": PAGE, "expand": ["data.product"]}
            )
            found = (_plan(one) for one in islice(every(listed), MAX_PRICES))
            return tuple(plan for plan in found if plan)


def _plan(price: "stripe.Price") -> Plan | None:
    """Return None if the product is no longer sold, or if its price alone does not say what is
    paid."""
    product = price.product
    if isinstance(product, str) or price.recurring is None:
        raise TypeError(f"the price {price.id} comes without its product, or without an interval")
    if getattr(product, "deleted", False) or not product.active:
        return None
    return mapping.plan(price, product.name, 1)
