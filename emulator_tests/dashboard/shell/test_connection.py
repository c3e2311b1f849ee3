"""A refresh that fails says so, keeps the data, and does not call it fresh."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Locator, Page, expect

from emulator_tests.dashboard.customers import DOMAIN
from emulator_tests.dashboard.desk import ROWS, Desk, assert_accessible, settle

API = "**/api/v1/**"
ALERTS = "**/api/v1/alerts?*"
TOKENS = "**/securetoken.googleapis.com/v1/token**"
EXPIRED = {"error": {"message": "TOKEN_EXPIRED"}}
REASONS = {
    403: ("You may not do this.", "Vous n’en avez pas le droit."),
    429: ("too many requests", "trop de demandes"),
    500: ("Something went wrong on the server.", "Le serveur a rencontré un problème"),
}


def banner(page: Page) -> Locator:
    return page.locator(".banner[role=alert]")


def wait_until_loaded(desk: Desk) -> None:
    """Wait until no request is under way, which a jump of the clock would time out."""
    settle(desk.page)
    expect(desk.button("Refresh", "Actualiser")).to_be_visible()


def checked_at(desk: Desk) -> str:
    text = desk.page.locator(".as-of .quiet").inner_text()
    return text.removeprefix(desk.say("Checked at ", "Vérifié\xa0: "))


def top_rows(desk: Desk) -> list[str]:
    """Return the rows that are in the document even when the banner makes the list less high."""
    return desk.rows().all_inner_texts()[:8]


@contextmanager
def answering(page: Page, status: int, at: str = API, **headers: str) -> Iterator[None]:
    page.route(at, lambda route: route.fulfill(status=status, headers=headers, body=""))
    yield
    page.unroute(at)


@pytest.mark.parametrize("status", REASONS)
def test_a_failed_refresh_says_since_when_the_page_is_old(desk: Desk, status: int) -> None:
    page = desk.page
    page.clock.install()
    desk.sign_in(f"agent@{DOMAIN}")
    wait_until_loaded(desk)
    before, good = top_rows(desk), checked_at(desk)
    with answering(page, status):
        page.clock.fast_forward("06:00")
        expect(banner(page)).to_contain_text(good)
        expect(banner(page)).to_contain_text(desk.say(*REASONS[status]))
        expect(banner(page)).not_to_contain_text("Forbidden")  # HTTP's own words
        assert checked_at(desk) == good
        assert top_rows(desk) == before
    desk.button("Refresh", "Actualiser").click()
    expect(banner(page)).to_have_count(0)
    assert checked_at(desk) != good


def test_the_server_is_left_alone_as_long_as_it_asks(english: Desk) -> None:
    page = english.page
    page.clock.install()
    english.sign_in(f"agent@{DOMAIN}")
    wait_until_loaded(english)
    with answering(page, 429, **{"Retry-After": "600"}):
        english.button("Refresh", "").click()
        wait = re.compile(r"It asks to wait until \d+:\d\d\s[ap].m. before the next try")
        expect(banner(page)).to_contain_text(wait)
    expect(english.button("Refresh", "")).to_be_disabled()
    page.keyboard.press("R")
    page.clock.fast_forward("09:00")
    expect(banner(page)).to_have_count(1)
    page.clock.fast_forward("01:10")
    expect(banner(page)).to_have_count(0)


def test_a_refresh_is_visible_and_ends(english: Desk) -> None:
    page = english.page
    page.clock.install()
    english.sign_in(f"agent@{DOMAIN}")
    wait_until_loaded(english)
    page.route(API, lambda route: None)
    english.button("Refresh", "").click()
    expect(english.button("Refreshing…", "")).to_be_visible()
    page.clock.fast_forward("00:31")
    expect(banner(page)).to_contain_text("The server did not answer in time.")
    page.unroute(API)
    page.clock.fast_forward("00:20")
    expect(banner(page)).to_have_count(0)


def test_without_a_network_the_last_view_stays(english: Desk) -> None:
    page = english.page
    english.sign_in(f"agent@{DOMAIN}")
    page.locator(ROWS).first.wait_for()
    before = top_rows(english)
    page.context.set_offline(True)
    page.get_by_role("button", name="Refresh").click()
    expect(banner(page)).to_contain_text("No connection")
    assert top_rows(english) == before
    page.context.set_offline(False)
    expect(banner(page)).to_have_count(0)


def test_old_parts_of_a_page_are_named(english: Desk, hostile_id: str) -> None:
    page = english.page
    english.sign_in(f"agent@{DOMAIN}", f"/customers/{hostile_id}")
    page.locator(".event time").first.wait_for()
    wait_until_loaded(english)
    with answering(page, 500, "**/timeline?*"):
        english.button("Refresh", "").click()
        expect(banner(page)).to_contain_text("Part of this page is as it was at")
        expect(page.locator(".not-refreshed")).to_have_count(1)
        assert page.locator(".event time").count()
    english.button("Refresh", "").click()
    expect(page.locator(".banner, .not-refreshed")).to_have_count(0)


def test_a_page_without_data_offers_to_try_again(english: Desk) -> None:
    page = english.page
    english.sign_in(f"agent@{DOMAIN}")
    settle(page)
    with answering(page, 500, ALERTS):
        english.go("/alerts")
        expect(page.locator(".failure")).to_contain_text("Something went wrong on the server.")
        assert_accessible(page)
    english.button("Try again", "").click()
    page.locator(".alert-list").first.wait_for()
    expect(page.locator(".failure")).to_have_count(0)


def test_an_expired_token_leads_to_sign_in_and_back(english: Desk) -> None:
    page = english.page
    english.sign_in(f"supervisor@{DOMAIN}", "/alerts?tab=past")
    settle(page)
    page.route(ALERTS, lambda route: route.fulfill(status=401), times=1)
    with page.expect_response(lambda answer: "/v1/alerts?" in answer.url and answer.ok):
        english.button("Refresh", "").click()
    for is_revoked in (False, True):
        if is_revoked:
            page.route(TOKENS, lambda route: route.fulfill(status=400, json=EXPIRED), times=1)
        with answering(page, 401):
            # By the key: a request that is still under way may end the session before a click.
            page.keyboard.press("R")
            expect(page.get_by_role("alert")).to_contain_text("You have been signed out.")
        page.locator("input[name=email]").fill(f"supervisor@{DOMAIN}")
        page.locator("input[name=email]").press("Enter")
        expect(english.button("Refresh", "")).to_be_visible()
        assert page.url.endswith("/alerts?tab=past")


def test_a_start_without_a_network_goes_on_by_itself(english: Desk) -> None:
    page = english.page
    english.sign_in(f"agent@{DOMAIN}")
    settle(page)
    page.route("**/api/v1/me", lambda route: route.abort("internetdisconnected"))
    page.reload()
    page.get_by_text("The server can’t be reached.").wait_for()
    page.unroute("**/api/v1/me")
    page.evaluate("dispatchEvent(new Event('online'))")
    page.locator(ROWS).first.wait_for()
