"""Links to other systems, the open tickets beside the figures, and the counts in the navigation."""

import re

from playwright.sync_api import expect

from emulator_harness.fakes.zendesk import ZendeskFake
from emulator_tests.dashboard.customers import DOMAIN
from emulator_tests.dashboard.desk import Desk, settle


def test_records_link_to_their_own_systems(english: Desk, help_desk: ZendeskFake) -> None:
    page = english.page
    english.sign_in(f"agent@{DOMAIN}", "/?level=critical")
    english.rows().first.click()
    tickets = page.locator("section[aria-labelledby=section-support]")
    expect(tickets.locator("h2")).to_have_text("Open tickets")
    expect(page.get_by_role("button", name="Quick actions")).to_be_visible()
    settle(page)
    english.shot("links-health")
    page.get_by_role("link", name="Context").click()
    settle(page)
    for name, system in {
        "section-account": r"https://app\.hubspot\.com/contacts/62515/record/0-2/\d+",
        "section-billing": r"https://dashboard\.stripe\.com/test/invoices/in_\w+",
        "section-support": re.escape(help_desk.url) + r"/agent/tickets/\d+",
    }.items():
        link = page.locator(f"section[aria-labelledby={name}] a.record").first
        expect(link).to_have_attribute("href", re.compile(f"^{system}$"))
        expect(link).to_have_attribute("rel", "noopener noreferrer")
        expect(link).to_have_attribute("target", "_blank")


def test_the_navigation_counts_what_waits(english: Desk) -> None:
    page = english.page
    with page.expect_response("**/api/v1/counts") as answer:
        english.sign_in(f"agent@{DOMAIN}")
    counts = answer.value.json()
    assert counts["criticalAlerts"] > 0
    for name, count in {
        "Alerts": "criticalAlerts", "Review list": "review", "Operations": "unmatched",
    }.items():  # fmt: skip
        link = page.get_by_role("link", name=name)
        expect(link.locator(".badge")).to_have_text(str(counts[count]))
    expect(page.get_by_role("link", name="Approvals").locator(".badge")).to_have_count(0)
    page.route("**/api/v1/counts", lambda route: route.fulfill(status=500))
    page.get_by_role("button", name="Refresh").click()
    expect(page.locator(".nav .badge")).to_have_count(0)
