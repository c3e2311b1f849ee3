"""axe finds nothing on any page and in any dialog, in both themes."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

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
    "/review?tab=in-hand",
    "/reports",
    "/reports?tab=agents",
    "/reports?tab=success",
    "/reports?tab=audit",
    "/operations",
    "/operations?tab=quality",
    "/operations?tab=unmatched",
    "/nowhere",
)
OF_A_CUSTOMER = (
    "",
    "?tab=context",
    "?tab=timeline",
    *(f"/metrics/{metric}" for metric in (CLOCK_INS, LOGIN, "numberofemployees")),
)
# Addresses, and the buttons that open a menu or a dialog there. Other tests have the others: the
# palette, discarded text, approvals, conflicts, rehearsals, shadows, failed records and companies.
OPENED = (
    ("/", "Filters"),
    ("/", "Columns"),
    ("/", "Account: admin"),
    ("/", "Views", "Save this view…"),
    ("/alerts", "Snooze"),
    ("/alerts", "Dismiss"),
    ("/alerts", "History"),
    ("/alerts?tab=rules", "Versions"),
    ("/alerts?tab=rules", "Change"),
    ("/operations", "Run again"),
    ("/operations?tab=unmatched", "Link"),
    ("/operations?tab=unmatched", "Ignore"),
)
OPENED_IN_CONTEXT = ("All tickets", "All invoices")
SOURCES = Path("dashboard/src")


def pages_of(customer_id: str) -> tuple[str, ...]:
    return (*PAGES, "/approvals", *(f"/customers/{customer_id}{part}" for part in OF_A_CUSTOMER))


def test_no_page_and_no_tab_is_left_out() -> None:
    pages = pages_of(":id")
    patterns = re.findall(r'^  \[?\s*"(/[^"]*)",', (SOURCES / "shell/app.tsx").read_text(), re.M)
    assert len(patterns) > 5
    paths = {page.partition("?")[0].replace(CLOCK_INS, ":metric") for page in pages}
    assert set(patterns) <= paths
    texts = "".join(file.read_text() for file in SOURCES.rglob("*.tsx"))
    tabs = set(re.findall(r'\["([\w-]+)", [\w.]+, \(\) => ', texts))
    assert len(tabs) > 5
    assert tabs <= {page.partition("?tab=")[2] for page in pages}


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_everybody_can_use_every_page(
    browser: Browser, suite: Suite, hostile_id: str, theme: Theme
) -> None:
    with at_desk(browser, suite, theme=theme) as desk:
        desk.page.goto(suite.hosting_url)
        desk.page.locator(".demo-users").wait_for()
        assert_accessible(desk.page)
        desk.sign_in(f"admin@{DOMAIN}")
        for address in pages_of(hostile_id):
            desk.go(address)
            settle(desk.page)
            assert_accessible(desk.page)
        context = f"/customers/{hostile_id}?tab=context"
        for address, *names in (*OPENED, *((context, name) for name in OPENED_IN_CONTEXT)):
            desk.go(address)
            settle(desk.page)
            open_part(desk, *names)
        open_every_action(desk, context)
        desk.page.keyboard.press("?")
        assert_accessible(desk.page)
        desk.assert_clean()


def open_part(desk: Desk, *names: str) -> None:
    """Press buttons one after the other, look at what they open, and close it."""
    page = desk.page
    for name in names:
        page.get_by_role("button", name=re.compile(f"^{name}")).first.click()
    expect(page.locator("dialog .skeleton")).to_have_count(0)
    assert_accessible(page)
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)


def open_every_action(desk: Desk, address: str) -> None:
    """Open the menu of quick actions, and the form of each."""
    desk.go(address)
    settle(desk.page)
    menu = desk.page.get_by_role("button", name="Quick actions")
    menu.click()
    assert_accessible(desk.page)
    names = desk.page.locator(".menu-group button").all_inner_texts()
    assert len(names) > 15
    menu.click()
    for name in names:
        open_part(desk, "Quick actions", f"{name}$")
