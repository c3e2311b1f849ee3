"""axe finds nothing on any page, in both themes."""

import pytest
from playwright.sync_api import Browser

from emulator_harness import Suite
from emulator_tests.dashboard.customers import DOMAIN
from emulator_tests.dashboard.desk import Desk, Theme, assert_accessible, at_desk, settle

LOGIN, CLOCK_INS = "last_login_date_master_account", "quarts_problematiques_50"
PAGES = (
    "/",
    "/?level=critical",
    "/alerts",
    "/alerts?tab=in-hand",
    "/alerts?tab=past",
    "/alerts?tab=movers",
    "/alerts?tab=rules",
    "/review",
    "/reports",
    "/reports?tab=agents",
    "/reports?tab=success",
    "/reports?tab=audit",
    "/operations",
    "/operations?tab=quality",
    "/operations?tab=unmatched",
    "/nowhere",
)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everybody_can_use_every_page(
    browser: Browser, suite: Suite, hostile_id: str, theme: Theme
) -> None:
    with at_desk(browser, suite, theme=theme) as desk:
        desk.page.goto(suite.hosting_url)
        desk.page.locator(".demo-users").wait_for()
        assert_accessible(desk.page)
        desk.sign_in(f"admin@{DOMAIN}")
        customer = f"/customers/{hostile_id}"
        for address in (
            *PAGES,
            "/approvals",
            customer,
            f"{customer}?tab=context",
            f"{customer}?tab=timeline",
            f"{customer}/metrics/{CLOCK_INS}",
            f"{customer}/metrics/{LOGIN}",
            f"{customer}/metrics/numberofemployees",
        ):
            desk.go(address)
            settle(desk.page)
            assert_accessible(desk.page)
        open_parts(desk)
        desk.assert_clean()


def open_parts(desk: Desk) -> None:
    """Open the parts of a page that are closed at first: filters, menus, dialogs."""
    page = desk.page
    desk.go("/")
    settle(page)
    page.get_by_role("button", name="Filters").click()
    page.get_by_role("button", name="Views").click()
    assert_accessible(page)
    page.keyboard.press("Escape")
    page.keyboard.press("?")
    assert_accessible(page)
    page.keyboard.press("Escape")
    desk.go("/alerts")
    settle(page)
    page.get_by_role("button", name="Snooze").first.click()
    assert_accessible(page)
