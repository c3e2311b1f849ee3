"""Make the clients of the vendors that know customers; None for a vendor that is not configured.

`timeout_budget` is in seconds: how long one request to a vendor may take with all its retries.
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

FOR_A_PERSON, FOR_A_TASK, FOR_A_SYNC = 2.0, 8.0, 300.0
"""Seconds: where a person waits for the answer, where a task does, and where the hourly sync can
wait as long as the vendor asks for."""


@cache
def context(timeout_budget: float) -> "Context":
    from customer_health.flows.context.gather import Context

    clock = partial(datetime.now, UTC)
    return Context(firebase.database(), connectors(timeout_budget), tasks.enqueue_refresh, clock)


@cache
def connectors(timeout_budget: float) -> "dict[SourceName, Source[Any] | None]":
    return {
        "crm": hubspot(timeout_budget),
        "billing": billing(timeout_budget),
        "support": support(timeout_budget),
        "usage": usage(),
    }


@cache
def hubspot(timeout_budget: float) -> "HubSpot | None":
    settings = config()
    if not settings.hubspot_token:
        return None
    from customer_health.connectors.http.client import VendorHttp
    from customer_health.connectors.hubspot.crm import HubSpot

    headers = {"Authorization": f"Bearer {settings.hubspot_token}"}
    rest, search = (
        VendorHttp(limiter, settings.hubspot_url, headers, timeout_budget)
        for limiter in hubspot_limiters()
    )
    return HubSpot(rest, search)


@cache
def hubspot_limiters() -> "tuple[VendorLimiter, VendorLimiter]":
    """Return the limiters of all requests but searches, and of searches, which HubSpot counts
    apart."""
    from customer_health.connectors.http.limiter import VendorLimiter
    from customer_health.connectors.hubspot.crm import RATE, SEARCH_RATE

    return VendorLimiter("hubspot", RATE), VendorLimiter("hubspot", SEARCH_RATE)


def billing(timeout_budget: float) -> "StripeBilling | None":
    client = stripe(timeout_budget)
    if client is None:
        return None
    from customer_health.connectors.stripe.billing import StripeBilling

    return StripeBilling(client)


@cache
def stripe(timeout_budget: float) -> "StripeClient | None":
    settings = config()
    if not settings.stripe_key:
        return None
    from customer_health.connectors.stripe.client import stripe_client

    key, url = settings.stripe_key, settings.stripe_url
    return stripe_client(key, url, stripe_limiter(), timeout_budget)


@cache
def stripe_limiter() -> "VendorLimiter":
    from customer_health.connectors.http.limiter import VendorLimiter
    from customer_health.connectors.stripe.billing import RATE

    return VendorLimiter("stripe", RATE)


def support(timeout_budget: float) -> "Zendesk | None":
    http = zendesk_http(timeout_budget)
    if http is None:
        return None
    from customer_health.connectors.zendesk.support import Zendesk
    from customer_health.connectors.zendesk.ticket_page import ticket_pages

    settings = config()
    return Zendesk(http, ticket_pages(settings.zendesk_url or "", local=settings.emulated))


@cache
def zendesk_http(timeout_budget: float) -> "VendorHttp | None":
    settings = config()
    url, email, token = settings.zendesk_url, settings.zendesk_email, settings.zendesk_token
    if not (url and email and token):
        return None
    from customer_health.connectors.http.client import VendorHttp
    from customer_health.connectors.zendesk.support import credentials

    return VendorHttp(zendesk_limiter(), url, credentials(email, token), timeout_budget)


@cache
def zendesk_limiter() -> "VendorLimiter":
    from customer_health.connectors.http.limiter import VendorLimiter
    from customer_health.connectors.zendesk.support import rate

    return VendorLimiter("zendesk", rate(config().zendesk_rate))


@cache
def usage() -> "UsageSource":
    from customer_health.connectors.usage import UsageSource

    return UsageSource(firebase.bulk_database)
