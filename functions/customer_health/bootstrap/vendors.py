"""The customers' data at the vendors; None for a vendor that is not configured.

`patience` is in seconds: see connectors.vendor_http.
"""

from datetime import UTC, datetime
from functools import cache, partial
from typing import TYPE_CHECKING, Any

from customer_health.bootstrap import firebase, tasks
from customer_health.config import config

if TYPE_CHECKING:
    from stripe import StripeClient

    from customer_health.connectors.http.client import VendorHttp
    from customer_health.connectors.http.limiter import VendorLimiter
    from customer_health.connectors.hubspot.crm import HubSpot
    from customer_health.connectors.stripe.billing import StripeBilling
    from customer_health.connectors.usage import UsageSource
    from customer_health.connectors.zendesk.support import Zendesk
    from customer_health.domain.context.source import Source, SourceName
    from customer_health.flows.context.gather import Context

IMPATIENT, PATIENT = 2.0, 8.0
"""Seconds that a request to a vendor may take where a person waits, and where a task does."""


@cache
def context(patience: float = IMPATIENT) -> "Context":
    from customer_health.flows.context.gather import Context

    clock = partial(datetime.now, UTC)
    return Context(firebase.database(), connectors(patience), tasks.enqueue_refresh, clock)


@cache
def connectors(patience: float = IMPATIENT) -> "dict[SourceName, Source[Any] | None]":
    return {
        "crm": hubspot(patience),
        "billing": billing(patience),
        "support": support(patience),
        "usage": usage(),
    }


@cache
def hubspot(patience: float) -> "HubSpot | None":
    from customer_health.connectors.http.client import VendorHttp
    from customer_health.connectors.hubspot.crm import HubSpot

    settings = config()
    if not settings.hubspot_token:
        return None
    headers = {"Authorization": f"Bearer {settings.hubspot_token}"}
    rest, search = (
        VendorHttp(gate, settings.hubspot_url, headers, patience) for gate in hubspot_gates()
    )
    return HubSpot(rest, search)


@cache
def hubspot_gates() -> "tuple[VendorLimiter, VendorLimiter]":
    from customer_health.connectors.http.limiter import VendorLimiter
    from customer_health.connectors.hubspot.crm import RATE, SEARCH_RATE

    return VendorLimiter("hubspot", RATE), VendorLimiter("hubspot", SEARCH_RATE)


def billing(patience: float) -> "StripeBilling | None":
    client = stripe(patience)
    if client is None:
        return None
    from customer_health.connectors.stripe.billing import StripeBilling

    return StripeBilling(client)


@cache
def stripe(patience: float) -> "StripeClient | None":
    settings = config()
    if not settings.stripe_key:
        return None
    from customer_health.connectors.stripe.client import stripe_client

    return stripe_client(settings.stripe_key, settings.stripe_url, stripe_gate(), patience)


@cache
def stripe_gate() -> "VendorLimiter":
    from customer_health.connectors.http.limiter import VendorLimiter
    from customer_health.connectors.stripe.billing import RATE

    return VendorLimiter("stripe", RATE)


def support(patience: float) -> "Zendesk | None":
    http = zendesk_http(patience)
    if http is None:
        return None
    from customer_health.connectors.zendesk.support import Zendesk

    return Zendesk(http)


@cache
def zendesk_http(patience: float) -> "VendorHttp | None":
    settings = config()
    url, email, token = settings.zendesk_url, settings.zendesk_email, settings.zendesk_token
    if not (url and email and token):
        return None
    from customer_health.connectors.http.client import VendorHttp
    from customer_health.connectors.zendesk.support import credentials

    return VendorHttp(zendesk_gate(), url, credentials(email, token), patience)


@cache
def zendesk_gate() -> "VendorLimiter":
    from customer_health.connectors.http.limiter import VendorLimiter
    from customer_health.connectors.zendesk.support import rate

    return VendorLimiter("zendesk", rate(config().zendesk_rate))


@cache
def usage() -> "UsageSource":
    from customer_health.connectors.usage import UsageSource

    return UsageSource(firebase.bulk_database)
