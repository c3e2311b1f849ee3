"""A HubSpot portal with the properties that deployments have, and clients of it."""

from collections.abc import Iterator

import pytest
from pyrate_limiter import Duration, Rate

from customer_health.connectors.gate import Gate
from customer_health.connectors.hubspot import HubSpot
from customer_health.connectors.vendor_http import VendorHttp
from emulator_harness.fakes.hubspot import HubSpotFake

OURS = {
    "courriel_compte_maitre": "string",
    "account_tier": "string",
    "account_tier_since": "date",
    "contract_end": "date",
    "renewal_probability": "number",
    "communication_preference": "string",
    "last_login_date_master_account": "datetime",
}
YES_NO = (
    "quarts_de_travail_ouverts_10_",
    "quarts_de_travail_attribues_hors_dispo_10",
    "quarts_problematiques_50",
)

PLENTY = Rate(1000, Duration.SECOND)


def portal(**options: int | None) -> HubSpotFake:
    fake = HubSpotFake(**({"rate": None, "search_rate": None} | options))
    for name, type_ in OURS.items():
        fake.define("companies", name, type_)
    for name in YES_NO:
        fake.define("companies", name, "enumeration", "Yes", "No", "None")
    return fake


def client(fake: HubSpotFake, patience: float = 10, token: str | None = None) -> HubSpot:
    headers = {"Authorization": f"Bearer {token or fake.token}"}
    rest, search = (
        VendorHttp(Gate("hubspot", PLENTY), fake.url, headers, patience) for _ in range(2)
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
