"""The address of a ticket's page in Zendesk."""

import pytest

from customer_health.connectors.zendesk.ticket_page import ticket_pages


@pytest.mark.parametrize("url", ["https://pivot.zendesk.com", "https://pivot.zendesk.com/"])
def test_tickets_are_linked_over_https(url: str) -> None:
    assert ticket_pages(url) == "https://pivot.zendesk.com/agent/tickets"


def test_http_is_only_for_the_local_suite_on_this_machine() -> None:
    local = "http://127.0.0.1:8080"
    assert ticket_pages(local, local=True) == f"{local}/agent/tickets"
    assert ticket_pages(local) is None
    assert ticket_pages("http://pivot.zendesk.com", local=True) is None


@pytest.mark.parametrize(
    "url",
    ["", "pivot.zendesk.com", "javascript:alert(1)", "https://", "https://me@host", "https://[::"],
)
def test_an_address_that_is_no_site_gives_no_link(url: str) -> None:
    assert ticket_pages(url, local=True) is None
