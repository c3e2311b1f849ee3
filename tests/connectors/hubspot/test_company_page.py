"""The address of a company's page in HubSpot."""

from typing import Any

import pytest

from customer_health.connectors.hubspot.company_page import pages_of


@pytest.mark.parametrize("domain", ["app.hubspot.com", "app-eu1.hubspot.com"])
def test_the_pages_are_on_the_servers_of_the_account(domain: str) -> None:
    account = {"portalId": 62515, "uiDomain": domain, "accountType": "STANDARD"}
    assert pages_of(account) == f"https://{domain}/contacts/62515/record/0-2"


@pytest.mark.parametrize(
    "account",
    [
        None,
        [],
        {},
        {"portalId": 62515},
        {"uiDomain": "app.hubspot.com"},
        {"portalId": "62515", "uiDomain": "app.hubspot.com"},
        {"portalId": True, "uiDomain": "app.hubspot.com"},
        *(
            {"portalId": 62515, "uiDomain": domain}
            for domain in (
                *("hubspot.example.com", "app.hubspot.com.example.com", "x@app.hubspot.com"),
                *("app.hubspot.com/evil", "app.hubspot.com\n", "javascript:alert(1)", 7),
            )
        ),
    ],
    ids=repr,
)
def test_without_a_known_portal_there_is_no_link(account: Any) -> None:
    assert pages_of(account) is None
