"""A release replaces the scripts; tabs of the release before go on."""

import pytest
import requests
from playwright.sync_api import expect

from emulator_harness import Suite
from emulator_tests.dashboard.customers import DOMAIN
from emulator_tests.dashboard.desk import Desk, settle


def test_a_missing_script_reloads_the_page_once(english: Desk) -> None:
    page = english.page
    english.sign_in(f"agent@{DOMAIN}")
    settle(page)
    loads: list[int] = []
    page.on("domcontentloaded", lambda _: loads.append(1))
    page.route("**/assets/review-*.js", lambda route: route.fulfill(status=404), times=1)
    english.go("/review?mine=1")
    expect(page.locator("h1")).to_have_text("Review list")
    assert page.url.endswith("/review?mine=1")
    page.route("**/assets/page-*.js", lambda route: route.fulfill(status=404))
    english.go("/operations")
    page.locator(".failure").wait_for()
    assert len(loads) == 1


def test_a_missing_script_without_a_network_keeps_the_page(english: Desk) -> None:
    page = english.page
    english.sign_in(f"agent@{DOMAIN}")
    settle(page)
    page.context.set_offline(True)
    english.go("/review")
    expect(page.locator(".failure")).to_contain_text("can’t be reached")
    page.context.set_offline(False)
    english.button("Try again", "").click()
    expect(page.locator("h1")).to_have_text("Review list")


def test_a_start_without_its_scripts_says_so_in_the_readers_language(desk: Desk) -> None:
    page = desk.page
    loads: list[int] = []
    page.on("domcontentloaded", lambda _: loads.append(1))
    page.route("**/assets/firebase-*.js", lambda route: route.fulfill(status=404))
    page.goto(desk.suite.hosting_url)
    said = desk.say("The server can’t be reached.", "Le serveur est injoignable.")
    expect(page.locator(".refused")).to_have_text(said)
    assert len(loads) == 2
    page.unroute("**/assets/firebase-*.js")
    desk.button("Try again", "Réessayer").click()
    page.locator("input[name=email]").wait_for()


def test_an_unknown_asset_is_not_the_page(suite: Suite) -> None:
    answer = requests.get(f"{suite.hosting_url}/assets/gone-Dd3x_k1.js", timeout=10)
    assert answer.status_code == 404
    assert answer.headers["Cache-Control"] == "no-cache"


@pytest.mark.parametrize(
    "address", ["/", "/customers/x", "/customers/a.b", "/customers/.b/metrics/c"]
)
def test_a_deep_link_is_the_page_and_never_cached(suite: Suite, address: str) -> None:
    answer = requests.get(suite.hosting_url + address, timeout=10)
    assert answer.status_code == 200
    assert '<div id="app">' in answer.text
    assert answer.headers["Cache-Control"] == "no-cache"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
