"""The list of customers: saved views, the rows in sight, and a refresh of its own."""

from playwright.sync_api import expect

from emulator_harness import Suite
from emulator_harness.waiting import wait_until
from emulator_tests.dashboard.customers import DOMAIN
from emulator_tests.dashboard.desk import ROWS, Desk

SERVER_TIME = {".sv": "timestamp"}


def test_a_saved_view_comes_back_and_its_removal_is_taken_back(english: Desk) -> None:
    page = english.page
    english.sign_in(f"agent@{DOMAIN}", "/?level=warning&sort=name&order=asc")
    page.locator(ROWS).first.wait_for()
    found = english.rows().all_inner_texts()
    page.get_by_role("button", name="Views").click()
    page.get_by_role("button", name="Save this view…").click()
    page.get_by_label("Name", exact=True).fill("Mondays")
    page.get_by_role("dialog").locator("button[type=submit]").click()
    expect(page.locator(".toast")).to_contain_text("Mondays")

    english.go("/")
    expect(page.locator(".chip")).to_have_count(0)
    page.get_by_role("button", name="Views").click()
    page.get_by_role("button", name="Mondays", exact=True).click()
    expect(english.rows()).to_have_text(found)

    page.get_by_role("button", name="Views").click()
    page.get_by_role("button", name="Remove the view Mondays").click()
    expect(page.get_by_role("button", name="Mondays", exact=True)).to_have_count(0)
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".toast")).to_have_text("Undone.")
    page.get_by_role("button", name="Views").click()
    expect(page.get_by_role("button", name="Mondays", exact=True)).to_have_count(1)


def test_only_the_rows_in_sight_are_there(english: Desk) -> None:
    page = english.page
    english.sign_in(f"agent@{DOMAIN}")
    expect(page.locator(".count")).to_contain_text("customers")
    total = int(page.locator("table.customers").get_attribute("aria-rowcount") or 0)
    assert english.rows().count() < total / 2
    page.locator(".window").evaluate("(frame) => { frame.scrollTop = frame.scrollHeight }")
    expect(page.locator("table.customers tbody tr").last).to_have_attribute(
        "aria-rowindex", str(total)
    )
    assert english.rows().count() < total / 2


def test_a_refresh_of_its_own_moves_no_row(english: Desk, suite: Suite) -> None:
    page = english.page
    page.clock.install()
    english.sign_in(f"agent@{DOMAIN}")
    expect(page.locator(".count")).to_contain_text("customers")
    before = english.rows().all_inner_texts()
    warning = page.locator("tr", has=page.locator("td > .level.warning")).first
    changed = warning.locator("[data-row]").get_attribute("data-row")
    path = f"CustomerIndex/{changed}"
    row = suite.database.get(path)
    worse = {"level": "critical", "levels": {**row["levels"], "login": "critical"}}
    level = page.locator("tr", has=page.locator(f'[data-row="{changed}"]')).locator("td > .level")

    def has_refreshed() -> bool:
        # The API may be a second behind, and the page only asks every five minutes. While a request
        # is under way, the clock must not run: the request would time out.
        with page.expect_response(lambda answer: "customers?limit=200&cursor" in answer.url):
            page.clock.fast_forward(5 * 60_000 + 10_000)
        expect(page.get_by_role("button", name="Refresh", exact=True)).to_be_visible()
        return level.inner_text() == "Critical"

    suite.database.patch(path, {**worse, "changedAt": SERVER_TIME})
    try:
        wait_until(has_refreshed, timeout=20, message="a refresh")
        assert english.rows().all_inner_texts() == before
        page.get_by_role("button", name="Show it").click()
        expect(english.rows()).not_to_have_text(before)
    finally:
        suite.database.patch(path, {**row, "changedAt": SERVER_TIME})
