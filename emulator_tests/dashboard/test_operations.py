"""Alert rules, and companies that wait for a match."""

from playwright.sync_api import expect

from emulator_tests.dashboard.customers import DOMAIN
from emulator_tests.dashboard.desk import Desk


def test_an_administrator_changes_a_rule_and_an_agent_may_not(english: Desk) -> None:
    page = english.page
    english.sign_in(f"admin@{DOMAIN}", "/alerts?tab=rules")
    line = page.locator("tr", has_text="Conflicting clock-ins")
    line.get_by_role("button", name="Change").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Critical above").fill("20")
    dialog.locator("button[type=submit]").click()
    expect(dialog.locator(".refused")).to_be_visible()
    dialog.get_by_label("Critical above").fill("75")
    dialog.locator("button[type=submit]").click()
    expect(line).to_contain_text("75")
    page.get_by_role("button", name="Undo").click()
    expect(line).to_contain_text("70")
    expect(line).to_contain_text(f"admin@{DOMAIN}")


def test_a_company_that_waits_for_a_match_is_linked(english: Desk) -> None:
    page = english.page
    english.sign_in(f"agent@{DOMAIN}", "/operations?tab=unmatched")
    waiting = page.locator(".waiting").first
    name = waiting.locator("h2").inner_text()
    waiting.locator(".candidates button").first.click()
    page.get_by_role("dialog").get_by_role("textbox").fill("They confirmed it")
    page.get_by_role("dialog").locator("button[type=submit]").click()
    expect(page.locator(".toast")).to_contain_text(name)
    expect(page.locator(".waiting h2", has_text=name)).to_have_count(0)
