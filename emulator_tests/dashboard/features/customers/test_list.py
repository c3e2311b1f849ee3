"""The list of customers: its order, filters, columns and saved views, the rows in sight, and a
refresh of its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, expect

from emulator_harness import Suite
from emulator_harness.waiting import wait_until
from emulator_tests.dashboard.customers import DOMAIN
from emulator_tests.dashboard.desk import ROWS, Desk, at_desk

SERVER_TIME = {".sv": "timestamp"}
LOGIN = "last_login_date_master_account"
ORDERS = [
    ("level", "desc"), ("level", "asc"), ("name", "asc"), ("owner", "desc"), ("score", "asc"),
    ("employeeChange30d", "asc"), (LOGIN, "asc"), (LOGIN, "desc"),
]  # fmt: skip


@contextmanager
def changed_rows(suite: Suite, changes: dict[str, dict[str, Any]]) -> Iterator[None]:
    """Change some keys of rows, and put them back afterwards."""
    before = {key: suite.database.get(f"CustomerIndex/{key}") for key in changes}
    for key, change in changes.items():
        suite.database.patch(f"CustomerIndex/{key}", {**change, "changedAt": SERVER_TIME})
    try:
        yield
    finally:
        for key, change in changes.items():
            old = {name: before[key].get(name) for name in change}
            suite.database.patch(f"CustomerIndex/{key}", {**old, "changedAt": SERVER_TIME})


def of_level(suite: Suite, level: str) -> list[str]:
    index = suite.database.get("CustomerIndex")
    return [key for key, row in index.items() if row.get("level") == level]


def from_api(desk: Desk, token: str, **query: Any) -> Any:
    address = f"{desk.suite.hosting_url}/api/v1/customers?{urlencode(query)}"
    return desk.page.request.get(address, headers={"Authorization": token}).json()


def shown_ids(desk: Desk) -> list[str]:
    return [row.get_attribute("data-row") or "" for row in desk.rows().all()]


def test_the_list_and_the_api_have_the_same_order(english: Desk, suite: Suite) -> None:
    page = english.page
    critical = of_level(suite, "critical")
    known = [
        {
            "score": {"score": 50 + n % 2, "coverage": 80},
            "revenue": {"cents": 10**9 + n, "currency": "CAD"},
        }
        for n in range(len(critical) - 1)
    ]
    with changed_rows(suite, dict(zip(critical, known, strict=False))):
        with page.expect_request(lambda request: "/customers?" in request.url) as asked:
            english.sign_in(f"agent@{DOMAIN}")
        token = asked.value.headers["authorization"]
        wait_until(
            lambda: (
                from_api(english, token, sort="revenue", limit=1)["customers"][0].get("revenue")
                == known[-1]["revenue"]
            ),
            timeout=10,
            message="the rows",
        )
        page.reload()
        expect(page.locator(".count")).to_contain_text("customers")
        for sort, order in ORDERS:
            english.go(f"/?sort={sort}&order={order}")
            wanted = from_api(english, token, sort=sort, order=order, limit=200)["customers"]
            expect(english.rows().first).to_have_attribute("data-row", wanted[0]["id"])
            found = shown_ids(english)
            assert found == [one["id"] for one in wanted][: len(found)], (sort, order)


def test_mine_and_new_are_pressed_once(english: Desk, suite: Suite) -> None:
    page = english.page
    mine, *_ = of_level(suite, "warning")
    path = f"CustomerIndex/{mine}"
    row = suite.database.get(path)
    metric = next(name for name, level in row["levels"].items() if level == "warning")
    change = {
        "owner": {"name": "Ann", "email": f"agent@{DOMAIN}"},
        "worsenedOn": {metric: row["ranAt"][:10]},
    }
    with changed_rows(suite, {mine: change}):
        english.sign_in(f"agent@{DOMAIN}")
        page.locator(ROWS).first.wait_for()
        cards = page.locator(".card-count").all_inner_texts()

        def is_listed() -> bool:
            page.reload()
            page.get_by_role("button", name="My customers", exact=True).click()
            expect(page.locator(".count")).to_contain_text("of")
            return shown_ids(english) == [mine]

        wait_until(is_listed, timeout=20, message="my customer")
        assert page.locator(".card-count").all_inner_texts() == cards
        expect(page.locator(".card.warning")).to_contain_text("1 in the filter")
        expect(page.locator(".card.critical")).to_contain_text("0 in the filter")
        page.get_by_role("button", name="New since yesterday").click()
        expect(english.rows()).to_have_count(1)
        page.get_by_role("button", name="My customers", exact=True).click()
        assert mine in shown_ids(english)
        page.locator(".card.healthy").click()
        expect(page.locator(".empty")).to_contain_text("No customer got worse")
        assert page.locator(".card-count").all_inner_texts() == cards


def test_the_list_says_who_handles_a_customer(english: Desk, suite: Suite) -> None:
    page = english.page
    rows = suite.database.get("CustomerIndex")
    customer = next(key for key in of_level(suite, "critical") if rows[key].get("alerts"))
    taken = {"kind": "acknowledged", "who": f"agent@{DOMAIN}", "at": "2025-11-24T11:00:00Z"}
    alerts = {key: {**alert, "triage": taken} for key, alert in rows[customer]["alerts"].items()}
    row = page.locator("tr", has=page.locator(f'[data-row="{customer}"]'))
    english.sign_in(f"agent@{DOMAIN}", "/?level=critical")
    expect(row).to_contain_text("No decision")

    def is_taken() -> bool:
        page.reload()
        row.wait_for()
        return "agent · Nov 24, 2025" in row.inner_text()

    with changed_rows(suite, {customer: {"alerts": alerts}}):
        wait_until(is_taken, timeout=20, message="a decision")


def test_a_foreign_dollar_has_its_country(desk: Desk, suite: Suite) -> None:
    [customer, *_] = of_level(suite, "critical")
    row = desk.page.locator("tr", has=desk.page.locator(f'[data-row="{customer}"]'))
    desk.page.add_init_script("localStorage.setItem('hiddenColumns', 'trend')")
    desk.sign_in(f"agent@{DOMAIN}", "/?level=critical")

    def has_its_country() -> bool:
        desk.page.reload()
        row.wait_for()
        return desk.say("US$49.00", "49,00\u00a0$\u00a0US") in row.inner_text()

    with changed_rows(suite, {customer: {"revenue": {"cents": 49_00, "currency": "USD"}}}):
        wait_until(has_its_country, timeout=20, message="the revenue")


@pytest.mark.parametrize("width", [1280, 1920])
def test_no_name_is_cut_while_another_column_is_wider(
    browser: Browser, suite: Suite, hostile_id: str, width: int
) -> None:
    with at_desk(browser, suite, "fr", width=width) as desk:
        desk.sign_in(f"agent@{DOMAIN}")
        desk.rows().first.wait_for()
        desk.shot(f"list-{width}")
        widths = [
            head.evaluate("one => one.offsetWidth")
            for head in desk.page.locator("table.customers thead th").all()
        ]
        assert widths[1] == max(widths)
        frame = desk.page.locator(".window")
        assert frame.evaluate("one => one.scrollWidth <= one.clientWidth")
        cut = frame.evaluate(
            """frame => [...frame.querySelectorAll("tbody th .two-lines")]
              .filter(box => box.scrollHeight > box.clientHeight + 1)
              .map(box => box.querySelector("a").textContent).filter(name => name.length < 60)"""
        )
        assert cut == []
        cut = frame.evaluate(
            """frame => [...frame.querySelectorAll("tbody td")]
              .filter(cell => cell.scrollWidth > cell.clientWidth)
              .map(cell => `${cell.textContent} ${cell.scrollWidth} > ${cell.clientWidth}`)"""
        )
        assert cut == []


def test_chosen_columns_are_remembered(english: Desk) -> None:
    page = english.page
    english.sign_in(f"agent@{DOMAIN}")
    heads = page.locator("table.customers thead th")
    expect(heads.filter(has_text="Open shifts")).to_have_count(1)
    expect(heads.filter(has_text="Revenue, 12 months")).to_have_count(0)
    page.get_by_role("button", name="Columns").click()
    page.get_by_role("checkbox", name="Open shifts").uncheck()
    page.get_by_role("checkbox", name="Revenue, 12 months").check()
    page.reload()
    expect(heads.filter(has_text="Revenue, 12 months")).to_have_count(1)
    expect(heads.filter(has_text="Open shifts")).to_have_count(0)


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
    expect(page.locator(".active-view")).to_have_count(0)
    page.get_by_role("button", name="Mondays", exact=True).click()
    expect(english.rows()).to_have_text(found)
    expect(page.locator(".active-view")).to_have_text("· View: Mondays")

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


def test_a_refresh_without_news_asks_once(english: Desk) -> None:
    page = english.page
    english.sign_in(f"agent@{DOMAIN}")
    expect(page.locator(".count")).to_contain_text("customers")
    before = english.rows().all_inner_texts()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    with page.expect_response("**/v1/customers?**"):
        english.button("Refresh", "").click()
    expect(english.button("Refresh", "")).to_be_visible()
    assert len([url for url in asked if "/v1/customers?" in url]) == 1
    assert english.rows().all_inner_texts() == before


def test_a_refresh_of_its_own_moves_no_row(english: Desk, suite: Suite) -> None:
    page = english.page
    page.clock.install()
    english.sign_in(f"agent@{DOMAIN}")
    expect(page.locator(".count")).to_contain_text("customers")
    before = english.rows().all_inner_texts()
    warning = page.locator("tr", has=page.locator("td > .level.warning")).nth(2)
    changed = warning.locator("[data-row]").get_attribute("data-row")
    path = f"CustomerIndex/{changed}"
    row = suite.database.get(path)
    worse = {"level": "critical", "levels": {**row["levels"], "login": "critical"}}
    level = page.locator("tr", has=page.locator(f'[data-row="{changed}"]')).locator("td > .level")

    def has_refreshed() -> bool:
        # The API may be a second behind, and the page only asks every five minutes. While a request
        # is under way, the clock must not run: the request would time out.
        with page.expect_response(lambda answer: "customers?limit=50" in answer.url):
            page.clock.fast_forward(5 * 60_000 + 10_000)
        expect(page.get_by_role("button", name="Refresh", exact=True)).to_be_visible()
        return level.inner_text() == "Critical"

    suite.database.patch(path, {**worse, "changedAt": SERVER_TIME})
    try:
        wait_until(has_refreshed, timeout=20, message="a refresh")
        # The offer may take a line, and the window then has a row less.
        shown = english.rows().all_inner_texts()
        assert shown == before[: len(shown)]
        page.get_by_role("button", name="Show the new order").click()
        expect(english.rows()).not_to_have_text(before)
    finally:
        suite.database.patch(path, {**row, "changedAt": SERVER_TIME})
