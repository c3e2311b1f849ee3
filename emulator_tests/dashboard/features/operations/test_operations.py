"""Alert rules, and companies that wait for a match."""

import re
from datetime import datetime, timedelta

from playwright.sync_api import expect

from customer_health.domain.instants import TORONTO
from emulator_tests.dashboard.customers import DOMAIN
from emulator_tests.dashboard.desk import Desk, assert_accessible


def test_an_administrator_changes_a_rule_and_an_agent_may_not(english: Desk) -> None:
    page = english.page
    english.sign_in(f"admin@{DOMAIN}", "/alerts?tab=rules")
    line = page.locator("tr", has_text="Conflicting clock-ins")
    line.get_by_role("button", name="Change").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Critical above").fill("20")
    dialog.locator("button[type=submit]").click()
    expect(dialog.locator(".refused")).to_be_visible()
    dialog.get_by_label("Critical above").fill("75")
    dialog.locator("button[type=submit]").click()
    expect(line).to_contain_text("75")
    page.get_by_role("button", name="Undo").click()
    expect(line).to_contain_text("70")
    expect(line).to_contain_text(f"admin@{DOMAIN}")


def test_a_company_that_waits_for_a_match_is_linked(english: Desk) -> None:
    page = english.page
    english.sign_in(f"agent@{DOMAIN}", "/operations?tab=unmatched")
    waiting = page.locator(".waiting").first
    name = waiting.locator("h2").inner_text()
    waiting.locator(".candidates button").first.click()
    page.get_by_role("dialog").get_by_role("textbox").fill("They confirmed it")
    page.get_by_role("dialog").locator("button[type=submit]").click()
    expect(page.locator(".toast")).to_contain_text(name)
    expect(page.locator(".waiting h2", has_text=name)).to_have_count(0)


def test_a_rule_is_rehearsed_before_it_is_activated(desk: Desk) -> None:
    page = desk.page
    desk.sign_in(f"admin@{DOMAIN}", "/alerts?tab=rules")
    line = page.locator("tr", has_text=desk.say("Conflicting clock-ins", "Pointages en conflit"))
    line.get_by_role("button", name=desk.say("Change", "Modifier")).click()
    dialog = page.get_by_role("dialog")
    dialog.locator("[name=warning]").fill("30")
    desk.button("Rehearse", "Faire un essai").click()
    both = dialog.get_by_role("region", name=desk.say("Side by side", "Côte à côte"))
    alerts = both.locator("tr", has_text=desk.say("Alerts", "Alertes")).first.locator("td")
    expect(alerts).to_have_count(2)
    now, draft = (int(text) for text in alerts.all_inner_texts())
    assert 0 < now < draft
    changed = desk.say("Customers with other alerts", "Clients avec d’autres alertes")
    expect(dialog.get_by_role("region", name=changed).locator("tbody tr")).not_to_have_count(0)
    activate = desk.button("Activate", "Activer")
    expect(activate).to_be_visible()
    assert_accessible(page)
    desk.shot("rehearsal")

    dialog.locator("[name=warning]").fill("40")
    expect(both).to_have_count(0)
    expect(activate).to_have_count(0)
    desk.button("Rehearse", "Faire un essai").click()
    activate.click()
    expect(line).to_contain_text("40")
    desk.button("Undo", "Annuler").click()
    expect(line).to_contain_text("50")


def test_a_draft_runs_as_a_shadow_until_it_is_stopped(desk: Desk) -> None:
    page = desk.page
    desk.sign_in(f"admin@{DOMAIN}", "/alerts?tab=rules")
    line = page.locator("tr", has_text=desk.say("Open shifts", "Quarts ouverts"))
    line.get_by_role("button", name=desk.say("Change", "Modifier")).click()
    page.locator("[name=warning]").fill("5")
    desk.button("Rehearse", "Faire un essai").click()
    customer = page.get_by_role("dialog").locator("tbody a").first
    expect(customer).to_have_attribute("href", re.compile("^/customers/"))
    start = desk.button("Run as a shadow", "Lancer l’essai parallèle")
    expect(start).to_be_disabled()
    why = desk.say("Why run it as a shadow?", "Pourquoi lancer cet essai parallèle?")
    page.get_by_label(why).fill("We hear of it too late")
    assert_accessible(page)
    start.click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    running = desk.say("Shadow running", "Essai parallèle en cours")
    line.get_by_role("button", name=running).click()
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("We hear of it too late")
    expect(
        dialog.get_by_role("region", name=desk.say("Side by side", "Côte à côte"))
    ).to_be_visible()
    assert_accessible(page)
    desk.shot("shadow")
    desk.button("Stop", "Arrêter").click()
    expect(line.get_by_role("button", name=running)).to_have_count(0)
    expect(desk.button("Stop", "Arrêter")).to_have_count(0)


def test_other_weights_of_the_health_score_are_rehearsed(desk: Desk) -> None:
    page = desk.page
    desk.sign_in(f"admin@{DOMAIN}", "/alerts?tab=rules")
    desk.button("Rehearse other weights", "Essayer d’autres poids").click()
    for part, weight in (("billing", 100), ("engagement", 0), ("support", 0), ("operations", 0)):
        page.get_by_role("dialog").locator(f"[name={part}]").fill(str(weight))
    desk.button("Rehearse", "Faire un essai").click()
    both = page.get_by_role("region", name=desk.say("Side by side", "Côte à côte"))
    expect(both.locator("tbody tr")).to_have_count(4)
    changed = desk.say("Customers with another colour", "Clients d’une autre couleur")
    lines = page.get_by_role("region", name=changed)
    expect(lines.locator("tbody a").first).to_have_attribute("href", re.compile("^/customers/"))
    assert_accessible(page)
    desk.shot("weights")


def test_of_many_customers_with_another_colour_the_first_50_are_shown(desk: Desk) -> None:
    """The suite has fewer: the answer is one of the API's own form."""
    page = desk.page
    weights = {"billing": 25, "engagement": 30, "support": 20, "operations": 25}
    colours = {"weights": weights, "green": 60, "yellow": 0, "red": 0, "none": 0}
    known = {"colourNow": "green", "colourDraft": "red", "days": 90, "changedDays": 9}
    customers = [{"id": f"c{n}", "name": f"Customer {n}", **known} for n in range(60)]
    found = {"compared": 60, "now": colours, "draft": colours, "customers": customers}
    page.route("**/v1/score-weights/rehearsals", lambda route: route.fulfill(json=found))
    desk.sign_in(f"admin@{DOMAIN}", "/alerts?tab=rules")
    desk.button("Rehearse other weights", "Essayer d’autres poids").click()
    page.get_by_role("dialog").locator("[name=billing]").fill("90")
    desk.button("Rehearse", "Faire un essai").click()
    changed = desk.say("Customers with another colour", "Clients d’une autre couleur")
    lines = page.get_by_role("region", name=changed).locator("tbody tr")
    expect(lines).to_have_count(50)
    assert_accessible(page)
    desk.button("Show all 60", "Afficher les 60").click()
    expect(lines).to_have_count(60)


def test_a_rehearsal_fits_a_narrow_window(english: Desk) -> None:
    page = english.page
    page.set_viewport_size({"width": 320, "height": 640})
    english.sign_in(f"admin@{DOMAIN}", "/alerts?tab=rules")
    line = page.locator("tr", has_text="Conflicting clock-ins")
    line.get_by_role("button", name="Change").click()
    page.locator("[name=warning]").fill("30")
    english.button("Rehearse", "").click()
    expect(page.locator(".rehearsal")).to_be_visible()
    body = page.locator("dialog")
    assert body.evaluate("e => e.scrollWidth <= e.clientWidth")


def test_a_record_that_cannot_be_read_says_why_in_the_readers_language(desk: Desk) -> None:
    page = desk.page
    desk.sign_in(f"admin@{DOMAIN}", "/operations?tab=quality")
    unknown = page.locator("tbody tr", has_text=desk.say("Unknown employee", "Employé inconnu"))
    unknown.first.get_by_role("button").click()
    lines = page.get_by_role("dialog").locator("tbody tr")
    number = lines.filter(has_text="x-employee-number")
    expect(number).to_contain_text(
        desk.say(
            "Can’t be read: a value of the wrong type", "Illisible : une valeur du mauvais type"
        )
    )
    expect(number.get_by_text("Expected `str", exact=False)).to_be_hidden()
    number.get_by_text(desk.say("Exact message", "Message exact")).click()
    expect(number.get_by_text("Expected `str", exact=False)).to_be_visible()
    assert_accessible(page)
    desk.shot("unreadable")


def test_a_company_that_failed_says_why_in_the_readers_language(desk: Desk) -> None:
    page, database = desk.page, desk.suite.database
    day = (datetime.now(TORONTO) - timedelta(days=9)).date()
    at, why = f"{day}T11:00:00Z", "Companies/acme is no company record: Expected `object`"
    run = {"clock": at, "startedAt": at, "finishedAt": at, "companies": 1, "shardCount": 1}
    sums = {"done": 0, "skipped": 0, "failed": 1, "repaired": 0, "reads": 1, "bytesRead": 1}
    database.put(f"BatchRuns/{day}", {**run, **sums, "shards": {"n0": {"failed": {"acme": why}}}})
    try:
        desk.sign_in(f"agent@{DOMAIN}", "/operations")
        page.locator("button.critical").click()
        dialog = page.get_by_role("dialog")
        kind = "The company’s record can’t be read.", "La fiche de l’entreprise est illisible."
        expect(dialog.get_by_text(desk.say(*kind))).to_be_visible()
        expect(dialog.get_by_text(why)).to_be_hidden()
        dialog.get_by_text(desk.say("Exact message", "Message exact")).click()
        expect(dialog.get_by_text(why)).to_be_visible()
        assert_accessible(page)
    finally:
        database.put(f"BatchRuns/{day}", None)


def test_who_moved_in_a_week_is_listed_with_the_reasons(desk: Desk, hostile_id: str) -> None:
    """The suite's history has no run of a week ago, so the answer is one of the API's own form."""
    page = desk.page
    text = {"en": "Open shifts: 8% → 21%", "fr": "Quarts ouverts: 8 % → 21 %"}
    move = {"metric": "quarts_de_travail_ouverts_10_", "before": 8, "now": 21, "text": text}
    mover = {"id": hostile_id, "name": "Bistro", "was": "healthy", "level": "critical"}
    counts = {"compared": 60, "totalWorse": 1, "totalBetter": 0, "better": []}
    found = {"first": "2026-11-20", "last": "2026-11-27", "worse": [{**mover, "moves": [move]}]}
    page.route("**/v1/movers", lambda route: route.fulfill(json=counts | found))
    desk.sign_in(f"agent@{DOMAIN}", "/alerts?tab=movers")
    worse = page.get_by_role("region", name=desk.say("Got worse (1)", "Se sont détériorés (1)"))
    expect(worse).to_contain_text(text[desk.language])
    expect(worse.locator("tbody a")).to_have_attribute("href", re.compile("^/customers/"))
    assert_accessible(page)
    desk.shot("movers")
    page.set_viewport_size({"width": 320, "height": 640})
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
