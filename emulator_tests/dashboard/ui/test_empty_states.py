"""What pages say when they have nothing to show: good news only where somebody has looked."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Route, expect

from emulator_tests.dashboard.customers import DOMAIN
from emulator_tests.dashboard.desk import Desk, assert_accessible

OPEN_SHIFTS = "quarts_de_travail_ouverts_10_"
Change = Callable[[Any], None]


def answer(desk: Desk, path: str, change: Change) -> None:
    """Change the API's answers to a path before the page sees them."""

    def fulfil(route: Route) -> None:
        response = route.fetch()
        body = response.json()
        change(body)
        route.fulfill(response=response, json=body)

    desk.page.route(f"**/api/v1/{path}", fulfil)


def without_run(page: Any) -> None:
    page["freshness"].pop("lastRun")
    page["freshness"].pop("newSince")


def without_customers(page: Any) -> None:
    page |= {"customers": [], "total": 0}
    page.pop("next", None)
    without_run(page)


def nothing(page: Any) -> None:
    page |= {("alerts" if "alerts" in page else "companies"): [], "total": 0}
    page.pop("next", None)


PAGES = ("/alerts", "/review", "/operations?tab=quality")


@pytest.mark.parametrize(
    ("change", "in_list", "elsewhere"),
    [
        (
            without_run,
            ("There has been no daily run yet", "Aucun calcul quotidien n’a encore eu lieu"),
            ("No daily run yet", "Aucun calcul quotidien pour l’instant"),
        ),
        (without_customers, *2 * [("No customer is tracked", "Aucun client n’est encore suivi")]),
    ],
    ids=["no run", "no customers"],
)
def test_an_empty_page_is_no_good_news_before_anything_is_known(
    desk: Desk, change: Change, in_list: tuple[str, str], elsewhere: tuple[str, str]
) -> None:
    for path in ("alerts?*", "review-list?*", "data-quality*"):
        answer(desk, path, nothing)
    answer(desk, "customers?*", change)
    desk.sign_in(f"agent@{DOMAIN}")
    expect(desk.page.locator(".page")).to_contain_text(desk.say(*in_list))
    for address in PAGES:
        desk.go(address)
        expect(desk.page.locator(".empty")).to_contain_text(desk.say(*elsewhere))


def test_filters_without_a_match_say_so(desk: Desk) -> None:
    desk.sign_in(f"agent@{DOMAIN}", "/?search=zzzz")
    empty = desk.page.locator(".empty")
    expect(empty).to_contain_text(desk.say("No customer matches", "Aucun client ne correspond"))
    answer(desk, "alerts?*", nothing)
    for address in ("/alerts?owner=none", "/review?mine=1"):
        desk.go(address)
        expect(empty).to_contain_text(desk.say("No alert matches", "Aucune alerte ne correspond"))


def test_an_empty_page_is_good_news_for_what_was_measured(english: Desk) -> None:
    for path in ("alerts?*", "review-list?*"):
        answer(english, path, nothing)
    english.sign_in(f"agent@{DOMAIN}", "/alerts")
    empty = english.page.locator(".empty")
    expect(empty).to_contain_text("No open alert")
    expect(empty).to_contain_text("A figure without data opens no alert")
    english.go("/review")
    expect(empty).to_contain_text("Nothing left to review")


def test_a_source_without_data_says_why_and_what_to_choose(desk: Desk, hostile_id: str) -> None:
    text = {"en": "Zendesk has two such customers.", "fr": "Zendesk a deux clients de ce genre."}
    error = {"kind": "ambiguous", "source": "support", "text": text, "detail": ""}
    answer(
        desk,
        f"customers/{hostile_id}/context?sections=support",
        lambda body: body["sections"]["support"].update(error=error | {"candidates": ["17", "18"]}),
    )
    desk.sign_in(f"supervisor@{DOMAIN}", f"/customers/{hostile_id}?tab=context")
    section = desk.page.locator("section[aria-labelledby=section-support]")
    expect(section).to_contain_text(text[desk.language])
    section.locator("li button").first.click()
    expect(desk.page.get_by_role("dialog")).to_contain_text("17")
    assert_accessible(desk.page)


def test_figures_without_data_are_not_within_their_thresholds(
    english: Desk, hostile_id: str
) -> None:
    def dark(customer: Any) -> None:
        customer["alerts"] = []
        customer["levels"] |= dict.fromkeys(customer["levels"], "healthy") | {OPEN_SHIFTS: "none"}

    def unmeasured(report: Any) -> None:
        report.pop("average", None)
        report |= {"total": 0, "offences": [], "departments": [], "employees": []}

    def unknown(customer: Any) -> None:
        dark(customer)
        customer["levels"] = dict.fromkeys(customer["levels"], "none")

    answer(english, f"customers/{hostile_id}", dark)
    answer(english, f"customers/{hostile_id}/metrics/{OPEN_SHIFTS}", unmeasured)
    english.sign_in(f"agent@{DOMAIN}", f"/customers/{hostile_id}")
    empty = english.page.locator(".health .empty").first
    expect(empty).to_contain_text("Without data: Open shifts.")
    english.go(f"/customers/{hostile_id}/metrics/{OPEN_SHIFTS}")
    expect(english.page.locator(".empty")).to_have_text(
        "No data in these 14 daysSo nothing could be counted. This does not mean that all is well."
    )
    answer(english, f"customers/{hostile_id}", unknown)
    english.go(f"/customers/{hostile_id}")
    expect(empty).to_contain_text("whether the customer is well is not known")
