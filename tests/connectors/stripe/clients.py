"""Clients of the Stripe fake, made as bootstrap makes them."""

import stripe

from customer_health.connectors.http.limiter import VendorLimiter
from customer_health.connectors.stripe.billing import RATE, StripeBilling
from customer_health.connectors.stripe.client import stripe_client
from customer_health.connectors.stripe.effects import StripeEffects
from emulator_harness.fakes.stripe import StripeFake


def sdk(fake: StripeFake, timeout_budget: float = 5, key: str | None = None) -> stripe.StripeClient:
    return stripe_client(key or fake.key, fake.url, VendorLimiter("stripe", RATE), timeout_budget)


def billing(fake: StripeFake, timeout_budget: float = 5, key: str | None = None) -> StripeBilling:
    return StripeBilling(sdk(fake, timeout_budget, key))


def effects(fake: StripeFake, timeout_budget: float = 5) -> StripeEffects:
    return StripeEffects(sdk(fake, timeout_budget))
