"""Dialogs keep what a person writes, and their buttons say what will happen."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from emulator_tests.dashboard.customers import DOMAIN
from emulator_tests.dashboard.desk import ROWS, Desk, assert_accessible

TEXT = "They asked for a second location"


def open_form(desk: Desk, kind: str) -> Locator:
    """Open a quick action of the customer whose context is shown."""
    desk.page.locator(".context .flags").wait_for()
    desk.button("Quick actions", "Actions rapides").click()
    desk.page.get_by_role("button", name=kind, exact=True).click()
    return desk.page.get_by_role("dialog")


@pytest.fixture
def customer(desk: Desk) -> str:
    """Go to the context of a customer, from the list, and return the address."""
    page = desk.page
    desk.sign_in(f"agent@{DOMAIN}")
    page.locator(ROWS).first.click()
    page.get_by_role("link", name=desk.say("Context", "Contexte")).click()
    return page.url


def press_outside(page: Page) -> None:
    page.mouse.click(5, 5)


def drag_out(page: Page, field: Locator) -> None:
    """Select text with the mouse, and let go outside of the dialog."""
    box = field.bounding_box()
    assert box
    page.mouse.move(box["x"] + 150, box["y"] + 15)
    page.mouse.down()
    page.mouse.move(5, box["y"] + 15, steps=4)
    page.mouse.up()


def test_what_is_written_is_kept_until_it_is_discarded(desk: Desk, customer: str) -> None:
    page = desk.page
    dialog = open_form(desk, desk.say("Add a note", "Ajouter une note"))
    field = dialog.locator("textarea[name=text]")
    field.fill(TEXT)
    drag_out(page, field)
    question = desk.say("Discard what you wrote?", "Abandonner ce que vous avez écrit?")
    keep = desk.button("Keep writing", "Continuer d’écrire")
    expect(field).to_have_value(TEXT)
    expect(dialog).not_to_contain_text(question)

    leaving = [
        lambda: page.keyboard.press("Escape"),
        lambda: press_outside(page),
        desk.button("Cancel", "Annuler").click,
        desk.button("Close", "Fermer").click,
        page.go_back,
    ]
    for leave in leaving:
        leave()
        expect(dialog).to_contain_text(question)
        expect(keep).to_be_focused()
        assert page.url == customer
        keep.click()
        expect(dialog).not_to_contain_text(question)
        expect(field).to_have_value(TEXT)

    page.keyboard.press("Escape")
    page.keyboard.press("Escape")  # goes on writing
    expect(dialog).not_to_contain_text(question)
    dialog.locator("h2").click()
    page.keyboard.press("g")
    page.keyboard.press("a")
    expect(field).to_have_value(TEXT)
    assert page.url == customer

    page.go_back()
    expect(dialog).to_contain_text(question)
    assert_accessible(page)
    desk.shot("dialog-discard")
    desk.button("Discard", "Abandonner").click()
    expect(dialog).to_have_count(0)
    expect(page).not_to_have_url(customer)


def test_a_dialog_without_text_closes_at_once(english: Desk) -> None:
    page = english.page
    english.sign_in(f"agent@{DOMAIN}", "/alerts")
    snooze = page.get_by_role("button", name="Snooze").first
    dialog = page.get_by_role("dialog")
    for leave in (
        lambda: page.keyboard.press("Escape"),
        lambda: press_outside(page),
        lambda: page.get_by_role("button", name="Cancel").click(),
    ):
        snooze.click()
        dialog.wait_for()
        leave()
        expect(dialog).to_have_count(0)
        expect(snooze).to_be_focused()


def test_a_reload_asks_too(english: Desk) -> None:
    page = english.page
    english.sign_in(f"agent@{DOMAIN}", "/alerts")
    page.get_by_role("button", name="Snooze").first.click()
    field = page.get_by_role("dialog").get_by_role("textbox")
    field.fill(TEXT)
    with page.expect_event("dialog") as asked:
        page.evaluate("setTimeout(() => location.reload())")
    assert asked.value.type == "beforeunload"
    asked.value.dismiss()
    expect(field).to_have_value(TEXT)


def test_a_form_says_what_will_happen_and_who_is_told(desk: Desk, customer: str) -> None:
    cases = (
        ("Create a ticket", "Créer un billet", "Create ticket", "Créer le billet", "@"),
        ("Send an e-mail", "Envoyer un courriel", "Send", "Envoyer", "@"),
        ("Schedule a call", "Planifier un appel", "Schedule", "Planifier", f"agent@{DOMAIN}"),
        (
            "Upgrade the plan", "Passer à un forfait supérieur", "Ask for approval",
            "Demander l’approbation", desk.say("must approve", "doit approuver"),
        ),
        (
            "Give a credit", "Accorder un crédit", "Ask for approval",
            "Demander l’approbation", desk.say("a supervisor or an executive", "superviseur ou"),
        ),
    )  # fmt: skip
    for kind, french_kind, submit, french_submit, told in cases:
        dialog = open_form(desk, desk.say(kind, french_kind))
        expect(dialog.locator("button[type=submit]")).to_have_text(desk.say(submit, french_submit))
        expect(dialog.locator("form")).to_contain_text(re.compile(re.escape(told)))
        desk.page.keyboard.press("Escape")
        expect(dialog).to_have_count(0)


def test_a_discount_that_waits_says_how_much(desk: Desk, customer: str) -> None:
    dialog = open_form(desk, desk.say("Give a discount", "Accorder un rabais"))
    dialog.locator("[name=percent]").fill("12")
    dialog.locator("[name=months]").fill("3")
    reason = f"They wait for a feature {desk.language}"
    dialog.locator("[name=reason]").fill(reason)
    dialog.locator("button[type=submit]").click()
    waiting = desk.page.locator(".action", has_text=reason)
    expect(waiting.locator(".tag.pending")).to_be_visible()
    said = desk.say("Discount: 12%", "Rabais\u00a0: 12\u00a0%")
    expect(waiting.locator(".params")).to_contain_text(said)
