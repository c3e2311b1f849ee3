"""The keyboard: keys that act, the palette, Enter in the search, rows as links, and Back."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from emulator_tests.dashboard.customers import DOMAIN
from emulator_tests.dashboard.desk import ROWS, Desk, assert_accessible, settle

FOCUSED = "document.activeElement.getAttribute('data-row')"


def opened(page: Page) -> str:
    """Return the title of the dialog that a key opened, and close it."""
    dialog = page.get_by_role("dialog")
    title = dialog.locator("h2").inner_text()
    page.keyboard.press("Escape")
    expect(dialog).to_have_count(0)
    return title


def press(page: Page, key: str) -> str:
    page.keyboard.press(key)
    return opened(page)


def palette(page: Page) -> Locator:
    """Open the palette, and return its field."""
    page.keyboard.press("Control+k")
    field = page.get_by_role("dialog").get_by_role("combobox")
    expect(field).to_be_focused()
    return field


def test_keys_act_on_a_customer(english: Desk) -> None:
    page = english.page
    english.sign_in(f"agent@{DOMAIN}", "/?level=critical")
    page.locator(ROWS).first.wait_for()
    page.keyboard.press("j")
    name = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("c")
    expect(page.get_by_role("dialog")).to_contain_text(name)
    assert opened(page) == "Send an e-mail"
    expect(english.rows().first).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(name)
    page.locator(".alert [data-key=e]").first.wait_for()
    page.locator(".page-head [data-key=c]").wait_for()
    page.keyboard.press("e")
    expect(page.locator(".toast")).to_contain_text("acknowledged")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".toast")).to_have_text("Undone.")
    assert press(page, "s") == "Snooze"
    assert press(page, "c") == "Send an e-mail"
    field = palette(page)
    page.keyboard.type("?es")  # in a field they are letters
    expect(field).to_have_value("?es")
    expect(page.get_by_role("dialog")).to_have_count(1)


def test_keys_go_through_the_list(english: Desk) -> None:
    page = english.page
    english.sign_in(f"agent@{DOMAIN}", "/?level=critical")
    page.locator(ROWS).first.wait_for()
    names = english.rows().all_inner_texts()
    english.rows().first.click()
    heading = page.locator("h1")
    expect(heading).to_have_text(names[0])
    expect(page.get_by_role("link", name="Previous")).to_have_count(0)
    page.get_by_role("link", name="Context").click()
    page.keyboard.press("n")
    expect(heading).to_have_text(names[1])
    expect(page).to_have_url(re.compile("tab=context"))
    page.keyboard.press("]")
    expect(heading).to_have_text(names[2])
    page.get_by_role("link", name="Previous").click()
    expect(heading).to_have_text(names[1])
    page.keyboard.press("p")
    expect(heading).to_have_text(names[0])


def test_single_keys_can_be_turned_off(english: Desk) -> None:
    page = english.page
    english.sign_in(f"agent@{DOMAIN}")
    page.locator(ROWS).first.wait_for()
    page.get_by_role("button", name="Account: agent").click()
    page.get_by_label("Single-key shortcuts").uncheck()
    page.keyboard.press("Escape")
    page.reload()
    page.locator(ROWS).first.wait_for()
    expect(page.locator("kbd.hint").first).to_be_hidden()
    for key in ("j", "c", "?", "g", "a"):
        page.keyboard.press(key)
    assert page.evaluate(FOCUSED) is None
    expect(page.get_by_role("dialog")).to_have_count(0)
    palette(page)
    page.keyboard.type("turn single-key shortcuts on")
    page.keyboard.press("Enter")
    expect(page.locator("kbd.hint").first).to_be_visible()
    expect(page.get_by_role("dialog")).to_have_count(0)
    assert press(page, "?") == "Keyboard"


def test_the_palette_finds_everything(desk: Desk) -> None:
    page = desk.page
    desk.sign_in(f"agent@{DOMAIN}", "/alerts")
    settle(page)
    field = palette(page)
    options = page.locator(".palette [role=option]")
    expect(options.first).to_be_visible()
    assert_accessible(page)
    desk.shot("palette")

    def run(text: str) -> None:
        if not field.is_visible():
            palette(page)
        field.fill(text)
        expect(options.first).to_be_visible()
        page.keyboard.press("Enter")
        expect(field).to_have_count(0)

    run(desk.say("ready to grow", "prets a croitre"))
    expect(page).to_have_url(re.compile("growthMin=20"))
    run(desk.say("operations data", "exploitation qualite"))
    expect(page).to_have_url(re.compile("tab=quality"))
    run(desk.say("français", "english"))
    expect(page.locator("html")).to_have_attribute("lang", desk.say("fr-CA", "en-CA"))


def test_the_palette_opens_a_customer_and_acts_on_it(english: Desk) -> None:
    page = english.page
    english.sign_in(f"agent@{DOMAIN}", "/?level=critical")
    page.locator(ROWS).first.wait_for()
    name = english.rows().nth(1).inner_text()
    english.go("/alerts")
    palette(page)
    page.keyboard.type(name)
    expect(page.locator(".palette [aria-selected=true]")).to_contain_text(name)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(name)
    palette(page)
    page.keyboard.type("add a note")
    page.keyboard.press("Enter")
    assert opened(page) == "Add a note"


def test_enter_in_the_search_opens_the_only_hit(english: Desk) -> None:
    page = english.page
    english.sign_in(f"agent@{DOMAIN}")
    expect(page.locator(".count")).to_contain_text("customers")
    first = english.rows().first
    name, id_ = first.inner_text(), first.get_attribute("data-row")
    page.keyboard.press("/")
    page.keyboard.press("Enter")
    assert page.evaluate(FOCUSED) == id_
    page.keyboard.press("/")
    page.keyboard.type(name)
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(name)
    page.go_back()
    expect(page.get_by_role("searchbox")).to_have_value(name)


@pytest.mark.parametrize(
    ("button", "modifier"), [("left", "Control"), ("left", "Shift"), ("middle", None)]
)
def test_a_row_opens_a_tab_as_a_link_does(english: Desk, button: str, modifier: str | None) -> None:
    page = english.page
    english.sign_in(f"agent@{DOMAIN}")
    row = page.locator("table.customers tbody tr", has=page.locator("[data-row]")).first
    name = row.locator("[data-row]").inner_text()
    address = page.url
    with page.context.expect_page() as tab:
        row.locator("td.figure").first.click(
            button=button,  # type: ignore[arg-type]
            modifiers=[modifier] if modifier else [],  # type: ignore[list-item]
        )
    expect(tab.value.locator("h1")).to_have_text(name)
    assert page.url == address
    assert len(page.context.pages) == 2
    tab.value.close()
    row.locator("td.figure").first.click()
    expect(page.locator("h1")).to_have_text(name)


def test_back_finds_the_place_in_the_list(english: Desk) -> None:
    page = english.page
    english.sign_in(f"agent@{DOMAIN}")
    expect(page.locator(".count")).to_contain_text("customers")
    frame = page.locator(".window")
    frame.evaluate("(frame) => { frame.scrollTop = 400 }")
    # The first rows leave the document, and others come.
    expect(page.locator("tr[aria-rowindex='2']")).to_have_count(0)
    row = page.locator("tr[aria-rowindex='16'] [data-row]")
    id_ = row.get_attribute("data-row")
    row.focus()
    top = frame.evaluate("(frame) => frame.scrollTop")
    page.keyboard.press("Enter")
    page.locator(".metric").first.wait_for()
    page.get_by_role("link", name="Alerts").click()
    settle(page)
    page.go_back()
    page.go_back()
    expect(page.locator(f'[data-row="{id_}"]')).to_be_focused()
    assert frame.evaluate("(frame) => frame.scrollTop") == top


@pytest.mark.parametrize("address", ["/alerts", "/review", "/operations?tab=quality"])
def test_back_finds_the_place_on_a_page(english: Desk, address: str) -> None:
    page = english.page
    page.set_viewport_size({"width": 1280, "height": 400})
    english.sign_in(f"agent@{DOMAIN}", address)
    rows = page.locator("main [data-row]")
    rows.first.wait_for()
    last = rows.last
    id_ = last.get_attribute("data-row")
    last.scroll_into_view_if_needed()
    top = page.evaluate("scrollY")
    last.focus()
    page.keyboard.press("Enter")
    page.locator(".back").wait_for()
    page.go_back()
    expect(page.locator(f'[data-row="{id_}"]').first).to_be_focused()
    assert abs(page.evaluate("scrollY") - top) <= 1
