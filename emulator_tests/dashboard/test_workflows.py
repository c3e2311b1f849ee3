"""The requirements' three workflows in a browser, on the whole system."""

import csv
import io
import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, Route, expect

from emulator_harness import Suite
from emulator_harness.fakes.hubspot import HubSpotFake
from emulator_harness.fakes.smtp import SmtpFake
from emulator_harness.fakes.stripe import StripeFake
from emulator_harness.fakes.zendesk import ZendeskFake
from emulator_tests.dashboard.customers import CHEAPEST, DOMAIN
from emulator_tests.dashboard.desk import LANGUAGES, ROWS, Desk, assert_accessible, at_desk
from emulator_tests.dashboard.shell.test_connection import answering, banner

LOGIN = "last_login_date_master_account"


def test_the_daily_check(desk: Desk) -> None:
    page = desk.page
    desk.sign_in(f"agent@{DOMAIN}")
    page.locator(ROWS).first.wait_for()
    critical = page.locator(".card.critical")
    count = int(critical.locator(".card-count").inner_text())
    assert count > 0
    desk.shot("daily-1-list")

    critical.click()
    expect(page).to_have_url(re.compile("level=critical"))
    expect(desk.rows()).to_have_count(count)
    assert set(page.locator("table.customers tbody .level").all_inner_texts()) == {
        desk.say("Critical", "Critique")
    }
    desk.shot("daily-2-critical")

    page.keyboard.press("j")
    name = page.evaluate("document.activeElement.textContent")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_have_text(name)
    expect(page.locator("h1")).to_be_focused()
    expect(page.locator(".metric")).to_have_count(5)
    expect(page.locator(".metric .chart svg").first).to_be_visible()
    alert = page.locator(".health .alert").first
    desk.shot("daily-3-customer")

    alert.get_by_role("button", name=desk.say("Acknowledge", "Prendre en charge")).click()
    expect(page.locator(".toast")).to_contain_text(desk.say("acknowledged", "prise en charge"))
    expect(alert.locator(".meta")).to_contain_text(
        desk.say("I am looking into it", "Je m’en occupe")
    )
    expect(alert.locator(".meta")).to_contain_text(f"agent@{DOMAIN}")
    desk.shot("daily-4-acknowledged")
    desk.button("Undo", "Annuler").click()
    expect(alert.locator(".meta")).not_to_contain_text(f"agent@{DOMAIN}")

    page.go_back()
    expect(page.locator(f"{ROWS}:focus")).to_have_text(name)
    expect(desk.rows()).to_have_count(count)


def test_the_priority_of_a_ticket(desk: Desk, help_desk: ZendeskFake) -> None:
    page = desk.page
    desk.sign_in(f"agent@{DOMAIN}")
    page.locator(ROWS).first.wait_for()
    critical = page.locator("tr", has=page.locator("td > .level.critical"))
    accented = critical.locator("[data-row]").filter(has_text="é").first.inner_text()

    page.keyboard.press("/")
    page.keyboard.type(accented.upper().replace("É", "e"))
    expect(desk.rows()).to_have_count(1)
    desk.shot("ticket-1-search")
    desk.rows().first.click()
    expect(page.locator("h1")).to_have_text(accented)
    expect(page.locator(".page-head .level")).to_be_visible()
    login = page.locator(f"section[aria-labelledby={LOGIN}] .value")
    expect(login).to_contain_text(desk.say("Last seen:", "Dernière présence"))
    assert login.locator("time").get_attribute("title")
    desk.shot("ticket-2-customer")

    page.get_by_role("link", name=desk.say("Context", "Contexte")).click()
    page.locator(".context .flags").wait_for()
    expect(page.locator(".context .skeleton")).to_have_count(0)
    expect(page.locator(".trouble")).to_have_count(0)
    health = page.locator("section[aria-labelledby=section-health]")
    expect(health.locator(".chart svg")).to_be_visible()
    expect(health.locator("details tbody tr").first).to_be_attached()
    expect(health).to_contain_text(desk.say("None recorded", "Aucune consignée"))
    desk.shot("ticket-3-context")
    desk.button("Quick actions", "Actions rapides").click()
    desk.button("Create a ticket", "Créer un billet").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.locator("select[name=priority]")).to_have_value("high")
    text = re.compile(
        desk.say("^Level: critical\n.*Plan: ", "^Niveau\\s: critique\n.*Forfait\\s: "), re.S
    )
    expect(dialog.locator("[name=body]")).to_have_value(text)
    expect(dialog.locator("[name=subject]")).to_have_value(re.compile(re.escape(accented)))
    subject = f"Payroll stands still {desk.language}"
    dialog.locator("[name=subject]").fill(subject)
    dialog.locator("[name=body]").fill("They called.")
    dialog.locator("[name=reason]").fill("A call")
    desk.shot("ticket-4-ticket")
    dialog.locator("button[type=submit]").click()
    expect(page.locator(".toast")).to_contain_text(desk.say("done", "fait"))
    dialog.wait_for(state="detached")

    desk.button("Quick actions", "Actions rapides").click()
    desk.button("Escalate a ticket", "Escalader un billet").click()
    dialog.locator("[name=reason]").fill("Nobody can be paid")
    chosen = dialog.locator("select[name=ticket_id] option").filter(has_text=subject)
    dialog.locator("select[name=ticket_id]").select_option(chosen.get_attribute("value"))
    assert_accessible(page)
    desk.shot("ticket-5-escalate")
    dialog.locator("button[type=submit]").click()
    expect(page.locator(".toast")).to_contain_text(desk.say("Escalate", "Escalader"))
    [made] = [one for one in help_desk.tickets() if one["subject"] == subject]
    assert made["priority"] == "high"
    assert "escalated" in made["tags"]


def test_a_letter_begins_with_what_is_known(
    english: Desk, crm: HubSpotFake, mailbox: SmtpFake
) -> None:
    page = english.page
    english.sign_in(f"agent@{DOMAIN}")
    page.locator(ROWS).first.wait_for()
    page.locator("tr", has=page.locator("td > .level.critical")).locator("[data-row]").filter(
        has_text="é"
    ).first.click()
    page.get_by_role("link", name="Context").click()
    page.locator(".context .flags").wait_for()
    expect(page.locator(".context .skeleton")).to_have_count(0)
    page.get_by_role("button", name="Quick actions").click()
    page.get_by_role("button", name="Send an e-mail").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("select[name=template]").select_option("renewal")
    letter = dialog.locator(".preview .letter")
    expect(letter).to_contain_text("Pivot")
    assert dialog.locator("[name=fact-contract_end]").input_value()
    plan = dialog.locator("[name=fact-plan]").input_value()
    expect(letter).to_contain_text(plan)
    to = re.findall(r"To (\S+)\. Answers go to", dialog.locator(".preview").inner_text())
    [contact] = [
        one.properties
        for one in crm.portal.objects["contacts"].values()
        if [one.properties.get("email")] == to
    ]
    language = contact["hs_language"].partition("-")[0]
    expect(dialog.locator("select[name=language]")).to_have_value(language)
    dialog.locator("[name=fact-plan]").fill("Gold")
    expect(letter).to_contain_text("Gold")
    assert_accessible(page)
    english.shot("letter")
    dialog.locator("[name=reason]").fill("It ends soon")
    dialog.locator("button[type=submit]").click()
    expect(page.locator(".toast")).to_contain_text("done")
    mail = mailbox.messages[-1]
    assert (mail["to"], "Gold" in mail["text"]) == (to, True)
    assert ["Reply-To", f"agent@{DOMAIN}"] in mail["headers"]
    logged = [one.properties["hs_email_subject"] for one in crm.portal.objects["emails"].values()]
    assert mail["subject"] in logged


def test_a_call_is_on_the_timeline(desk: Desk) -> None:
    page, title = desk.page, f"Quarterly review {desk.language}"
    desk.sign_in(f"agent@{DOMAIN}", "/?level=healthy")
    desk.rows().first.click()
    page.get_by_role("link", name=desk.say("Context", "Contexte")).click()
    timeline = page.locator("section[aria-labelledby=section-timeline]")
    expect(timeline).to_contain_text(desk.say("Meeting scheduled for", "Rencontre prévue le"))
    desk.button("Quick actions", "Actions rapides").click()
    desk.button("Schedule a call", "Planifier un appel").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("[name=title]").fill(title)
    dialog.locator("[name=start]").fill("2030-01-15T10:30")
    dialog.locator("[name=reason]").fill("It is due")
    dialog.locator("button[type=submit]").click()
    expect(page.locator(".toast")).to_contain_text(desk.say("done", "fait"))
    event = timeline.locator(".event", has_text=title)
    expect(event).to_contain_text(desk.say("10:30", "10 h 30"))


def test_who_is_ready_to_grow(desk: Desk) -> None:
    page = desk.page
    desk.sign_in(f"agent@{DOMAIN}")
    page.locator(ROWS).first.wait_for()
    desk.button("Views", "Vues").click()
    desk.button("Ready to grow", "Prêts à croître").click()
    expect(page).to_have_url(re.compile("growthMin=20"))
    page.locator(ROWS).first.wait_for()
    found = desk.rows().all_inner_texts()
    assert found
    assert set(page.locator("table.customers tbody .level").all_inner_texts()) == {
        desk.say("Healthy", "Sain")
    }
    desk.shot("growth-1-list")

    with page.expect_download() as download:
        desk.button("Download CSV", "Télécharger en CSV").click()
    text = download.value.path().read_text(encoding="utf-8-sig")
    rows = csv.DictReader(io.StringIO(text), delimiter=desk.say(",", ";"))
    assert [row[desk.say("Customer", "Client")] for row in rows] == found

    page.reload()
    expect(desk.rows()).to_have_text(found)
    desk.rows().first.click()
    expect(page.locator("h1")).to_have_text(found[0])
    desk.shot("growth-2-customer")


def show_critical(desk: Desk) -> None:
    desk.page.locator(".card.critical").click()


def search_one(desk: Desk) -> None:
    name = desk.rows().nth(3).inner_text()
    desk.page.keyboard.press("/")
    desk.page.keyboard.type(name)
    expect(desk.rows()).to_have_count(1)
    desk.page.evaluate("document.activeElement.blur()")


def show_growing(desk: Desk) -> None:
    desk.button("Views", "").click()
    desk.button("Ready to grow", "").click()


def fail_to_refresh(desk: Desk) -> None:
    with answering(desk.page, 500):
        desk.button("Refresh", "").click()
        expect(banner(desk.page)).to_contain_text("as it was at")


def lose_the_session(desk: Desk) -> None:
    with answering(desk.page, 401):
        desk.page.keyboard.press("R")
        expect(desk.page.get_by_role("alert")).to_contain_text("You have been signed out.")
    desk.page.locator("input[name=email]").fill(f"agent@{DOMAIN}")
    desk.page.locator("input[name=email]").press("Enter")


def miss_the_next_script(desk: Desk) -> None:
    """Answer 404 until the page is loaded again."""
    loads: list[str] = []

    def answer(route: Route) -> None:
        if loads:
            route.continue_()
        else:
            route.fulfill(status=404)

    desk.page.on("request", lambda one: one.is_navigation_request() and loads.append(one.url))
    desk.page.route("**/assets/page-*.js", answer)


def work_in_a_second_tab(desk: Desk) -> None:
    second = desk.page.context.new_page()
    second.goto(desk.page.url)
    second.locator(ROWS).first.click()
    second.locator(".metric").first.wait_for()
    second.close()


@pytest.mark.parametrize("begin", [show_critical, search_one, show_growing])
@pytest.mark.parametrize(
    "interrupt", [fail_to_refresh, lose_the_session, miss_the_next_script, work_in_a_second_tab]
)
def test_a_workflow_goes_on_where_it_was(
    english: Desk, begin: Callable[[Desk], None], interrupt: Callable[[Desk], None]
) -> None:
    page = english.page
    english.sign_in(f"agent@{DOMAIN}")
    expect(page.locator(".count")).to_contain_text("customers")
    begin(english)
    expect(page).to_have_url(re.compile("[?]"))
    expect(page.locator(".count")).to_contain_text("of")
    address, found = page.url, english.rows().all_inner_texts()
    interrupt(english)
    expect(english.rows()).to_have_text(found)
    assert page.url == address
    english.rows().first.click()
    expect(page.locator("h1")).to_have_text(found[0])
    expect(page.locator(".metric")).to_have_count(5)
    page.go_back()
    expect(english.rows()).to_have_text(found)
    assert page.url == address


def test_money_waits_for_a_supervisor(
    desk: Desk, browser: Browser, suite: Suite, payments: StripeFake
) -> None:
    desk.sign_in(f"agent@{DOMAIN}", "/?level=warning")
    desk.rows().nth(LANGUAGES.index(desk.language)).click()
    page = desk.page
    reason = f"Two days without timecards {desk.language}"
    page.get_by_role("link", name=desk.say("Context", "Contexte")).click()
    desk.button("Quick actions", "Actions rapides").click()
    desk.button("Give a credit", "Accorder un crédit").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("[name=amount]").fill("120.50")
    dialog.locator("[name=reason]").fill(reason)
    dialog.locator("button[type=submit]").click()
    mine = page.locator(".action", has_text=reason)
    expect(mine.locator(".tag.pending")).to_be_visible()
    expect(mine.get_by_role("button")).to_have_count(1)  # to withdraw it

    smaller = f"They close a restaurant {desk.language}"
    desk.button("Quick actions", "Actions rapides").click()
    desk.button("Downgrade the plan", "Passer à un forfait inférieur").click()
    plans = dialog.locator("select[name=price_id]")
    dialog.locator("[name=reason]").fill(smaller)
    dialog.locator("button[type=submit]").click()
    # The form is not sent without a plan; the error is in the page's language.
    expect(plans).to_be_focused()
    said = plans.evaluate("(field) => field.validationMessage")
    assert said == desk.say("Fill this in.", "Remplissez ce champ.")
    desk.shot("approvals-0-downgrade")
    cheapest = plans.locator("optgroup:not([disabled]) option").filter(has_text=CHEAPEST)
    plans.select_option(cheapest.get_attribute("value"))
    dialog.locator("button[type=submit]").click()
    theirs = page.locator(".action", has_text=smaller)
    expect(theirs.locator(".tag.pending")).to_be_visible()
    expect(theirs).to_contain_text(CHEAPEST)

    with at_desk(browser, suite, desk.language) as other:
        other.sign_in(f"supervisor@{DOMAIN}", "/approvals")
        expect(other.page.locator(".action", has_text=smaller)).to_contain_text(CHEAPEST)
        badge = other.page.locator(".nav a[href='/approvals'] .badge")
        expect(badge).to_have_text(str(other.page.locator(".action .primary").count()))
        other.shot("approvals-1")
        for why in (reason, smaller):
            waiting = other.page.locator(".action", has_text=why)
            waiting.locator("button.primary").click()
            other.page.get_by_role("dialog").get_by_role("textbox").fill("Agreed")
            other.page.get_by_role("dialog").locator("button[type=submit]").click()
            expect(waiting).to_have_count(0)
        other.assert_clean()

    desk.button("Refresh", "Actualiser").click()
    expect(mine.locator(".tag").first).to_have_class("tag done", timeout=20_000)
    expect(mine).to_contain_text(f"supervisor@{DOMAIN}")
    expect(theirs.locator(".tag").first).to_have_class("tag done", timeout=20_000)
    expect(page.locator(".glance")).to_contain_text(CHEAPEST)
    desk.shot("approvals-2-done")
    paid = [one["items"]["data"][0]["price"] for one in payments.objects("subscription")]
    assert [one["unit_amount"] for one in paid].count(900) == 1 + LANGUAGES.index(desk.language)
