"""A HubSpot portal with the properties that deployments have, and clients of it."""

from collections.abc import Iterator

import pytest
from pyrate_limiter import Duration, Rate

from customer_health.connectors.http.client import VendorHttp
from customer_health.connectors.http.limiter import VendorLimiter
from customer_health.connectors.hubspot.crm import HubSpot
from demo.vendors.hubspot import define
from emulator_harness.fakes.hubspot import HubSpotFake

PLENTY = Rate(1000, Duration.SECOND)


def portal(**options: int | None) -> HubSpotFake:
    fake = HubSpotFake(**({"rate": None, "search_rate": None} | options))
    define(fake)
    return fake


def client(fake: HubSpotFake, timeout_budget: float = 10, token: str | None = None) -> HubSpot:
    headers = {"Authorization": f"Bearer {token or fake.token}"}
    rest, search = (
        VendorHttp(VendorLimiter("hubspot", PLENTY), fake.url, headers, timeout_budget)
        for _ in range(2)
    )
    return HubSpot(rest, search)


@pytest.fixture(scope="module")
def hubspot_portal() -> Iterator[HubSpotFake]:
    with portal() as running:
        yield running


@pytest.fixture
def hubspot(fake: HubSpotFake) -> HubSpot:
    """A client of the module's own fixture `fake`."""
    return client(fake)
