"""Every page fits every width, on screen and on paper, whatever a name looks like."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from emulator_harness import Suite
from emulator_tests.dashboard.customers import BLANK, DOMAIN, LONG, RIGHT_TO_LEFT
from emulator_tests.dashboard.desk import ROWS, Desk, assert_accessible, at_desk, settle
from emulator_tests.dashboard.test_accessibility import pages_of

ADDRESS = re.compile(r'"[^"\s]+@[^"\s]+"')
ENGLISH = re.compile(r'"en": ?"')
NOT_FRENCH = re.compile(r".*(?:⟦|\d-\d\d-\d|\d:\d\d|\d\.\d|\d%|\$\d|undefined|NaN|\[object).*")
"""English sentences and numbers, dates and times as machines write them, and no text at all."""

ENDLESS = "a" * 228 + "@example.com"
WIDTHS = (320, 640, 768, 1280, 1920, 2560)
SMALLEST_TYPE = 12
"""In pixels."""

MOST_SHIFT = 0.1
"""Of the web's layout-shift score for one page."""

SMALL_TYPE = """
smallest => {
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const found = new Set();
  while (walk.nextNode()) {
    const { parentElement, textContent } = walk.currentNode;
    const size = parseFloat(getComputedStyle(parentElement).fontSize);
    if (textContent.trim() && parentElement.getClientRects().length && size < smallest)
      found.add(`${size} px: ${textContent.trim().slice(0, 40)}`);
  }
  return [...found];
}
"""
TOO_WIDE = """
() => {
  const room = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth <= room) return [];
  return [...document.querySelectorAll('main *')]
    .filter(one => !one.closest('.scrolls, .window'))
    .filter(one => one.getBoundingClientRect().right > room + 1)
    .map(one => `${one.tagName}.${one.className} ${Math.round(one.getBoundingClientRect().right)}`)
    .slice(0, 5);
}
"""
CUT_OFF = """
() => {
  const room = document.documentElement.clientWidth;
  return [...document.querySelectorAll('main .rows tbody > tr > *')]
    .filter(one => !one.closest('details:not([open])'))
    .filter(one => one.getBoundingClientRect().right > room)
    .map(one => one.textContent.trim().slice(0, 40));
}
"""
WATCH_SHIFTS = """
window.shift = 0;
new PerformanceObserver((list) => {
  for (const entry of list.getEntries()) if (!entry.hadRecentInput) window.shift += entry.value;
}).observe({ type: "layout-shift", buffered: true });
"""


def id_of(desk: Desk, search: str) -> str:
    """Return the id of the one customer that a search finds."""
    desk.go(f"/?search={search}")
    expect(desk.rows()).to_have_count(1)
    return desk.rows().first.get_attribute("data-row") or ""


@pytest.fixture(params=WIDTHS)
def wide(
    request: pytest.FixtureRequest, browser: Browser, suite: Suite, hostile_id: str
) -> Iterator[Desk]:
    with at_desk(browser, suite, "fr", width=request.param) as desk:
        desk.page.add_init_script(WATCH_SHIFTS)
        desk.sign_in(f"admin@{DOMAIN}")
        yield desk
        desk.assert_clean()


def test_every_page_fits(wide: Desk) -> None:
    """In French, whose words are longer, with a customer of an endless name."""
    found = {}
    for address in pages_of(id_of(wide, "Boulangerie-tr")):
        wide.go(address)
        settle(wide.page)
        faults = [
            *wide.page.evaluate(TOO_WIDE),
            *wide.page.evaluate(SMALL_TYPE, SMALLEST_TYPE),
        ]
        if faults:
            found[address] = faults
    assert found == {}


@pytest.mark.parametrize("width", [320, 1280])
def test_an_endless_address_fits(
    browser: Browser, suite: Suite, hostile_id: str, width: int
) -> None:
    def lengthen(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, body=ADDRESS.sub(f'"{ENDLESS}"', response.text()))

    found = {}
    with at_desk(browser, suite, width=width) as desk:
        desk.page.route("**/api/v1/**", lengthen)
        desk.sign_in(f"admin@{DOMAIN}")
        for address in pages_of(hostile_id):
            desk.go(address)
            settle(desk.page)
            if faults := desk.page.evaluate(TOO_WIDE):
                found[address] = faults
    assert found == {}


def test_every_word_and_number_is_in_french(
    browser: Browser, suite: Suite, hostile_id: str
) -> None:
    """Sentences of the server too: it sends each in both languages, here with a mark in English."""

    def mark(route: Route) -> None:
        response = route.fetch()
        route.fulfill(response=response, body=ENGLISH.sub(r"\g<0>⟦", response.text()))

    found = {}
    with at_desk(browser, suite, "fr") as desk:
        desk.page.route("**/api/v1/**", mark)
        desk.sign_in(f"admin@{DOMAIN}", "/?level=critical")
        desk.rows().first.wait_for()
        worst = desk.rows().first.get_attribute("data-row") or ""
        for address in (*pages_of(hostile_id), *pages_of(worst)):
            desk.go(address)
            settle(desk.page)
            if faults := NOT_FRENCH.findall(desk.page.locator("body").inner_text()):
                found[address] = faults
    assert found == {}


def test_everybody_can_use_a_narrow_window(browser: Browser, suite: Suite, hostile_id: str) -> None:
    with at_desk(browser, suite, width=320) as desk:
        desk.sign_in(f"admin@{DOMAIN}")
        for address in ("/", "/alerts", f"/customers/{hostile_id}", "/reports?tab=audit"):
            desk.go(address)
            settle(desk.page)
            assert_accessible(desk.page)


def test_a_menu_stays_in_a_narrow_window(browser: Browser, suite: Suite, hostile_id: str) -> None:
    with at_desk(browser, suite, width=320) as desk:
        desk.sign_in(f"agent@{DOMAIN}")
        desk.rows().first.wait_for()
        desk.page.get_by_role("button", name="Columns").click()
        box = desk.page.locator(".panel:visible").bounding_box()
        assert box is not None
        assert box["x"] >= 0
        assert box["x"] + box["width"] <= 320


@pytest.mark.parametrize("width", [320, 768, 1280])
def test_no_value_of_a_table_is_out_of_sight(
    browser: Browser, suite: Suite, hostile_id: str, width: int
) -> None:
    """A table that scrolls sideways does not say so."""
    with at_desk(browser, suite, "fr", width=width) as desk:
        desk.sign_in(f"admin@{DOMAIN}")
        found = {}
        for address in pages_of(hostile_id):
            desk.go(address)
            settle(desk.page)
            if cut := desk.page.evaluate(CUT_OFF):
                found[address] = cut
    assert found == {}


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_jumps_while_a_page_loads(
    browser: Browser, suite: Suite, hostile_id: str, width: int
) -> None:
    with at_desk(browser, suite, width=width) as desk:
        desk.page.add_init_script(WATCH_SHIFTS)
        desk.sign_in(f"admin@{DOMAIN}")
        shifts = {}
        for address in pages_of(hostile_id):
            desk.page.goto(f"{suite.hosting_url}{address}")
            settle(desk.page)
            shifts[address] = desk.page.evaluate("window.shift")
    assert {at: shift for at, shift in shifts.items() if shift >= MOST_SHIFT} == {}


@pytest.mark.parametrize("name", [LONG, RIGHT_TO_LEFT])
def test_a_strange_name_stays_in_its_place(english: Desk, name: str) -> None:
    """Its direction must not turn the text beside it."""
    english.sign_in(f"agent@{DOMAIN}")
    customer = id_of(english, name.removeprefix("\u202e")[:12])
    row = english.rows().first
    assert row.evaluate("one => getComputedStyle(one).unicodeBidi") == "isolate"
    row.focus()
    english.page.keyboard.press("c")
    expect(english.page.get_by_role("dialog")).to_contain_text(f"\u2068{name}\u2069. ")
    english.page.keyboard.press("Escape")
    english.go(f"/customers/{customer}")
    expect(english.page.locator("h1")).to_contain_text(name.removeprefix("\u202e")[:12])


def test_a_blank_name_can_be_pressed(english: Desk, suite: Suite) -> None:
    english.sign_in(f"agent@{DOMAIN}")
    blank = next(
        company_id
        for company_id, company in suite.database.get("Companies").items()
        if company.get("name") == BLANK
    )
    row = english.page.locator(f'[data-row="{blank}"]')
    english.go(f"/?search={suite.database.get(f'Companies/{blank}/email')}")
    expect(row).to_have_text(blank)
    row.click()
    expect(english.page.locator("h1")).to_have_text(blank)


def test_a_customer_and_the_list_can_be_printed(english: Desk, hostile_id: str) -> None:
    page = english.page
    english.sign_in(f"agent@{DOMAIN}")
    expect(page.locator(".count")).to_contain_text("customers")
    total = int(page.locator("table.customers").get_attribute("aria-rowcount") or 0) - 1
    # The browser takes its picture of the page at once: no row may wait for the paper's size.
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    expect(page.locator(ROWS)).to_have_count(total)
    page.emulate_media(media="print")
    expect(page.locator(ROWS)).to_have_count(total)
    assert not page.locator(".nav").is_visible()
    assert_black_on_white(page)
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    english.go(f"/customers/{hostile_id}")
    settle(page)
    assert not page.locator(".nav").is_visible()
    assert page.locator(".metric").count() == 5
    assert_black_on_white(page)


def assert_black_on_white(page: Page) -> None:
    assert page.locator("html").evaluate("one => getComputedStyle(one).colorScheme") == "light"


def test_with_the_systems_colours_levels_keep_their_shapes(
    browser: Browser, suite: Suite, hostile_id: str
) -> None:
    with at_desk(browser, suite, theme="dark") as desk:
        desk.page.emulate_media(forced_colors="active")
        desk.sign_in(f"agent@{DOMAIN}", f"/customers/{hostile_id}")
        settle(desk.page)
        page = desk.page.locator("html").evaluate("one => getComputedStyle(one).backgroundColor")
        shapes = desk.page.locator(".level-shape path")
        assert shapes.count() > 1
        for shape in shapes.all():
            colour = shape.evaluate("one => getComputedStyle(one).fill")
            assert colour not in ("none", "rgba(0, 0, 0, 0)", page)
        current = desk.page.locator(".tabs [aria-current]")
        assert current.evaluate("one => getComputedStyle(one).borderBottomStyle") == "solid"
