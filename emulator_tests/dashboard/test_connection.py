"""What the dashboard shows when the API can't be reached."""

from playwright.sync_api import expect

from emulator_tests.dashboard.customers import DOMAIN
from emulator_tests.dashboard.desk import ROWS, Desk


def test_without_a_network_the_last_view_stays(english: Desk) -> None:
    page = english.page
    english.sign_in(f"agent@{DOMAIN}")
    page.locator(ROWS).first.wait_for()
    before = english.rows().all_inner_texts()
    page.context.set_offline(True)
    page.get_by_role("button", name="Refresh").click()
    expect(page.locator(".banner")).to_contain_text("No connection")
    assert english.rows().all_inner_texts() == before
    page.context.set_offline(False)
    page.get_by_role("button", name="Refresh").click()
    expect(page.locator(".banner")).to_have_count(0)
