"""Names are text and never markup, and the server decides who gets in."""

from playwright.sync_api import expect

from emulator_tests.dashboard.customers import DOMAIN, HOSTILE
from emulator_tests.dashboard.desk import Desk, assert_accessible

LOGIN, CLOCK_INS = "last_login_date_master_account", "quarts_problematiques_50"
OUTSIDE = "quarts_de_travail_attribues_hors_dispo_10"


def test_names_are_only_text(english: Desk, hostile_id: str) -> None:
    page = english.page
    english.sign_in(f"admin@{DOMAIN}", "/?search=onerror")
    expect(english.rows()).to_have_text([HOSTILE])
    english.rows().first.click()
    expect(page.locator("h1")).to_have_text(HOSTILE)
    page.locator(".metric .chart svg").first.wait_for()
    for address, shown in (
        (f"/customers/{hostile_id}?tab=timeline", ".event"),
        (f"/customers/{hostile_id}?tab=context", ".context .facts"),
        (f"/customers/{hostile_id}/metrics/{CLOCK_INS}", ".heatmap"),
        (f"/customers/{hostile_id}/metrics/{OUTSIDE}", ".columns"),
        (f"/alerts?owner=csm@{DOMAIN}", ".alert-list, .empty"),
        ("/operations?tab=quality", ".rows"),
    ):
        english.go(address)
        page.locator(shown).first.wait_for()
        assert page.locator("img[src=x]").count() == 0
        assert page.evaluate("window.hit") is None


def test_the_server_decides_who_gets_in(english: Desk) -> None:
    english.sign_in("visitor@elsewhere.example.com")
    expect(english.page.locator(".refusal")).to_contain_text(f"Only accounts of {DOMAIN} get in.")
    assert_accessible(english.page)
    english.page.get_by_role("button", name="Use another account").click()
    english.page.locator(".demo-users").wait_for()
