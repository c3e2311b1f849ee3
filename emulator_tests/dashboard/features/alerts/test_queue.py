"""The queue of alerts: what is decided on leaves it, and two people do not overrule each other."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect

from emulator_harness import Suite
from emulator_tests.dashboard.customers import DOMAIN
from emulator_tests.dashboard.desk import LANGUAGES, ROWS, Desk, assert_accessible, at_desk
from emulator_tests.dashboard.ui.test_conflicts import send

SERVER_TIME = {".sv": "timestamp"}
AGENT, SUPERVISOR = f"agent@{DOMAIN}", f"supervisor@{DOMAIN}"
CRITICAL = ".alert-list > li:has(.level.critical)"
COUNT_CLICKS = "window.clicks = 0; addEventListener('click', () => (window.clicks += 1), true)"


@pytest.fixture(autouse=True)
def untouched(suite: Suite, hostile_id: str) -> Iterator[None]:
    """Put back the alerts that a test has changed."""
    before, rows = suite.database.get("Alerts"), suite.database.get("CustomerIndex")
    history = suite.database.get("AlertHistory")
    yield
    after = suite.database.get("Alerts")
    for key, alert in before.items():
        if alert != after[key]:
            company_id = alert["companyId"]
            suite.database.put(f"Alerts/{key}", alert)
            suite.database.put(f"AlertHistory/{company_id}", history[company_id])
            copies = {"alerts": rows[company_id]["alerts"], "changedAt": SERVER_TIME}
            suite.database.patch(f"CustomerIndex/{company_id}", copies)


def alert(page: Page, key: str) -> Locator:
    return page.locator(".alert-list > li", has=page.locator(f'[data-row="{key}"]'))


def block(page: Page, company_id: str) -> Locator:
    return page.locator(".alerts-of", has=page.locator(f'h2 [data-row="{company_id}"]'))


def first_key(page: Page, css: str, at: int = 0) -> str:
    return page.locator(f"{css} [data-row]").nth(at).get_attribute("data-row") or ""


def decide(suite: Suite, key: str, action: str) -> None:
    """Decide on an alert as a supervisor, elsewhere."""
    version = send(suite, "GET", f"alerts/{key}", SUPERVISOR, None)["version"]
    body = {"reason": "They told us"}
    send(suite, "POST", f"alerts/{key}/{action}", SUPERVISOR, body, **{"If-Match": version})


def test_nine_critical_alerts_take_fifteen_clicks(english: Desk) -> None:
    page = english.page
    english.sign_in(AGENT)
    page.locator(ROWS).first.wait_for()
    page.evaluate(COUNT_CLICKS)
    page.locator(".card.critical").click()
    expect(page).to_have_url(re.compile("level=critical"))
    page.get_by_role("navigation", name="Main").get_by_role("link", name="Alerts").click()
    page.locator(CRITICAL).first.wait_for()
    done = set()
    for _ in range(9):
        key = first_key(page, CRITICAL)
        done.add(key)
        alert(page, key).get_by_role("button", name="Acknowledge").click()
        expect(alert(page, key)).to_have_count(0)
    assert len(done) == 9
    assert page.evaluate("window.clicks") <= 15
    for key in done:
        node = english.suite.database.get(f"Alerts/{key}/triage")
        assert (node["kind"], node["who"]) == ("acknowledged", AGENT)
        assert node["why"] == "I am looking into it"


def test_an_acknowledged_alert_is_in_hand(desk: Desk) -> None:
    page = desk.page
    desk.sign_in(AGENT, "/alerts?severity=critical")
    page.locator(CRITICAL).first.wait_for()
    # The lists may be a second behind: not the alert that the other language has just reopened.
    key = first_key(page, CRITICAL, LANGUAGES.index(desk.language))
    alert(page, key).locator("[data-key=e]").focus()
    page.keyboard.press("Enter")
    expect(alert(page, key)).to_have_count(0)
    expect(page.locator("[data-row]:focus")).to_have_count(1)  # the next row
    expect(page.locator(".toast")).to_contain_text(desk.say("acknowledged", "prise en charge"))
    desk.button("Add a note", "Ajouter une note").click()
    page.get_by_role("dialog").get_by_role("textbox").fill("I call them at noon")
    assert_accessible(page)
    desk.button("Save note", "Enregistrer la note").click()
    expect(page.get_by_role("dialog")).to_have_count(0)
    expect(alert(page, key)).to_have_count(0)
    desk.shot("alerts-open")

    page.get_by_role("link", name=desk.say("In hand", "Prises en charge")).click()
    expect(alert(page, key)).to_contain_text("I call them at noon")
    said = desk.say(
        rf"Acknowledged by {AGENT}.*(minute|just now)",
        rf"Prise en charge par {AGENT}.*(minute|à l’instant)",
    )
    expect(alert(page, key)).to_contain_text(re.compile(said))
    assert_accessible(page)
    desk.shot("alerts-in-hand")
    alert(page, key).get_by_role("button", name=desk.say("Reopen", "Rouvrir")).click()
    page.get_by_role("dialog").get_by_role("textbox").fill("Not mine")
    page.get_by_role("dialog").locator("button[type=submit]").click()
    expect(alert(page, key)).to_have_count(0)


def test_all_alerts_of_a_customer_are_acknowledged_and_taken_back(english: Desk) -> None:
    page = english.page
    english.sign_in(AGENT, "/alerts")
    group = page.locator(".alerts-of:has(> header button)").first
    name = group.locator("h2").inner_text()
    company_id = group.locator("h2 [data-row]").get_attribute("data-row") or ""
    count = group.locator("li").count()
    assert count > 1
    group.get_by_role("button", name=f"Acknowledge all {count}").click()
    mine = block(page, company_id)
    expect(mine).to_have_count(0)
    expect(page.locator(".toast")).to_contain_text(
        f"\u2068{name}\u2069, {count} alerts: acknowledged."
    )
    page.get_by_role("button", name="Undo").click()
    expect(mine.locator("li")).to_have_count(count)


def test_the_end_of_a_page_cuts_no_customers_alerts(english: Desk) -> None:
    page = english.page
    page.route(
        re.compile(r"/api/v1/alerts\?"),
        lambda route: route.continue_(url=route.request.url.replace("limit=200", "limit=7")),
    )
    english.sign_in(AGENT, "/alerts")
    blocks = page.locator(".alerts-of")
    blocks.first.wait_for()
    ids = blocks.locator("h2 [data-row]").evaluate_all("all => all.map(one => one.dataset.row)")
    seen = {company_id: block(page, company_id).locator("li").count() for company_id in ids}
    assert sum(seen.values()) < 7
    page.get_by_role("button", name="Show more").click()
    expect(blocks).not_to_have_count(len(seen))
    for company_id, count in seen.items():
        expect(block(page, company_id)).to_have_count(1)
        expect(block(page, company_id).locator("li")).to_have_count(count)


def test_of_two_people_the_second_is_told_and_asked(
    desk: Desk, browser: Browser, suite: Suite
) -> None:
    page = desk.page
    desk.sign_in(AGENT, "/alerts?severity=critical")
    page.locator(CRITICAL).first.wait_for()
    key = first_key(page, CRITICAL)
    with at_desk(browser, suite, desk.language) as other:
        other.sign_in(SUPERVISOR, "/alerts?severity=critical")
        theirs = alert(other.page, key)
        theirs.get_by_role("button", name=desk.say("Dismiss", "Écarter")).click()
        other.page.get_by_role("dialog").get_by_role("textbox").fill("They told us")
        other.page.get_by_role("dialog").locator("button[type=submit]").click()
        expect(theirs).to_have_count(0)
        other.assert_clean()

    conflict = page.get_by_role("dialog")
    acknowledge = alert(page, key).locator("[data-key=e]")
    acknowledge.click()
    expect(conflict).to_contain_text(
        desk.say(
            f"open → dismissed by {SUPERVISOR}They told us",
            f"ouverte → écartée par {SUPERVISOR}They told us",
        )
    )
    expect(conflict.locator("time")).to_be_visible()
    assert_accessible(page)
    desk.shot("conflict")
    desk.button("Cancel", "Annuler").click()
    expect(conflict).to_have_count(0)
    assert suite.database.get(f"Alerts/{key}/triage/kind") == "dismissed"


def test_the_second_may_decide_all_the_same(english: Desk, browser: Browser, suite: Suite) -> None:
    page = english.page
    english.sign_in(AGENT, "/alerts?severity=critical")
    page.locator(CRITICAL).first.wait_for()
    key = first_key(page, CRITICAL)
    alert(page, key).get_by_role("button", name="Snooze").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("Their manager is away")
    with at_desk(browser, suite) as other:
        other.sign_in(SUPERVISOR, "/alerts?severity=critical")
        alert(other.page, key).get_by_role("button", name="Acknowledge").click()
        expect(alert(other.page, key)).to_have_count(0)

    # A refresh takes the row away, but not the form with the text.
    with page.expect_response(re.compile("/api/v1/alerts")):
        page.evaluate("dispatchEvent(new Event('online'))")
    expect(dialog.get_by_role("textbox")).to_have_value("Their manager is away")
    dialog.locator("button[type=submit]").click()
    expect(dialog).to_contain_text(f"open → acknowledged by {SUPERVISOR}")
    page.get_by_role("button", name="Snooze anyway").click()
    expect(page.locator(".toast")).to_contain_text("snoozed")
    triage = suite.database.get(f"Alerts/{key}/triage")
    assert (triage["kind"], triage["who"]) == ("snoozed", AGENT)
    assert triage["why"] == "Their manager is away"


def test_a_customers_page_tells_who_was_faster(english: Desk, suite: Suite) -> None:
    page = english.page
    english.sign_in(AGENT, "/alerts?severity=critical")
    page.locator(CRITICAL).first.wait_for()
    company_id = first_key(page, CRITICAL).partition(":")[0]
    english.go(f"/customers/{company_id}")
    acknowledge = page.locator(".health .alert [data-key=e]").first
    acknowledge.wait_for()
    for key, found in suite.database.get("Alerts").items():
        if found["companyId"] == company_id and found["open"]:
            decide(suite, key, "dismiss")
    acknowledge.click()
    conflict = page.get_by_role("dialog")
    expect(conflict).to_contain_text(f"open → dismissed by {SUPERVISOR}They told us")
    page.get_by_role("button", name="Cancel").click()
    expect(page.locator(".health .alert").first).to_contain_text(f"Dismissed by {SUPERVISOR}")


def test_two_tabs_of_one_person(english: Desk) -> None:
    page = english.page
    english.sign_in(AGENT, "/alerts?severity=critical")
    page.locator(CRITICAL).first.wait_for()
    second = page.context.new_page()
    second.goto(page.url)
    second.locator(CRITICAL).first.wait_for()
    key = first_key(page, CRITICAL)
    alert(page, key).get_by_role("button", name="Acknowledge").click()
    expect(alert(page, key)).to_have_count(0)
    alert(second, key).get_by_role("button", name="Acknowledge").click()
    expect(second.get_by_role("dialog")).to_contain_text(f"open → acknowledged by {AGENT}")
    second.get_by_role("button", name="Cancel").click()
    # The list of the second tab is that of the database again.
    expect(alert(second, key)).to_have_count(0)
    page.get_by_role("button", name="Account: agent").click()
    page.get_by_role("button", name="Sign out").click()
    second.locator("input[name=email]").wait_for()


def test_new_warnings_are_counted_beyond_the_first_page(english: Desk) -> None:
    page = english.page
    asked: list[str] = []

    def with_short_pages(route: Route) -> None:
        asked.append(route.request.url)
        route.continue_(url=route.request.url.replace("limit=200", "limit=3"))

    english.sign_in(AGENT, "/review")
    count = page.get_by_role("status").filter(has_text="alerts")
    all_warnings = count.inner_text()
    page.route(re.compile(r"/api/v1/alerts\?"), with_short_pages)
    page.get_by_label("New since yesterday").check()
    # Today's run was the first to open any alert, so all of them are new.
    expect(count).to_have_text(all_warnings)
    assert all("new=true" in url for url in asked)
    expect(page.get_by_role("button", name="Show more")).to_be_visible()
