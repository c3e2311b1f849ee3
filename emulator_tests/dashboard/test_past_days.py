"""A customer and the list as of a past day: slider, banner, what was restated, and the way back."""

import re
from datetime import UTC, datetime

import pytest
from playwright.sync_api import Browser, expect

from customer_health.domain.metrics.names import EMPLOYEES
from emulator_harness import Suite
from emulator_tests.dashboard.customers import DOMAIN
from emulator_tests.dashboard.desk import Desk, assert_accessible, at_desk, settle

WIDTHS = (320, 768, 2560)


def past_day(suite: Suite, company_id: str) -> str:
    """Return the day before the newest one of which a customer has figures."""
    history = suite.database.get(f"CustomerHealthMetrics/{company_id}/history")
    return sorted(history)[-2]


def restate(suite: Suite, company_id: str, day: str) -> int:
    """Replace the figures of a day, as a later run of it would. Returns the earlier count."""
    path = f"CustomerHealthMetrics/{company_id}/history/{day}"
    stored = suite.database.get(path)
    version = f"SnapshotOrigins/{company_id}/{day}/version"
    now = int(datetime.now(UTC).timestamp() * 1000)
    if suite.database.get(version):
        return int(suite.database.get(f"Restatements/{company_id}/{day}/n1/{EMPLOYEES}"))
    suite.database.patch(
        "/",
        {
            path: {**stored, EMPLOYEES: stored[EMPLOYEES] + 1},
            version: 2,
            f"Restatements/{company_id}/{day}/n1": {**stored, "replacedAt": now},
            f"DailyIndex/{day}/{company_id}/restated": True,
        },
    )
    return int(stored[EMPLOYEES])


def know_alerts_of_one(suite: Suite, company_id: str, day: str) -> None:
    """Make the list of a day that of a run that knew the score and the alerts of one company, and
    of the others only an estimated score."""
    rows = suite.database.get(f"DailyIndex/{day}")
    known = {"score": {"score": 41, "coverage": 60}, "openAlerts": 1}
    alerts = {"login": {"severity": "critical", "triage": "snoozed"}}
    unknown = {
        f"DailyIndex/{day}/{other}/{key}": value
        for other in rows
        for key, value in {"openAlerts": None, "score": {"score": 80, "coverage": 25}}.items()
        if other != company_id
    }
    row = {**rows[company_id], **known, "alerts": alerts}
    suite.database.patch("/", {**unknown, f"DailyIndex/{day}/{company_id}": row})


def test_the_slider_shows_a_past_day(desk: Desk, suite: Suite, hostile_id: str) -> None:
    page, day = desk.page, past_day(suite, hostile_id)
    before = restate(suite, hostile_id, day)
    desk.sign_in(f"agent@{DOMAIN}", f"/customers/{hostile_id}")
    slider = page.get_by_label(desk.say("As of", "Jour"), exact=True)
    slider.wait_for()
    expect(slider).to_be_enabled()
    expect(slider).to_have_attribute("aria-valuetext", desk.say("Today", "Aujourd’hui"))
    slider.press("ArrowLeft")  # today's run
    slider.press("ArrowLeft")
    page.wait_for_url(re.compile(f"asOf={day}"))
    banner = desk.say("not today’s figures", "ce ne sont pas les valeurs d’aujourd’hui")
    expect(page.locator(".past-day")).to_contain_text(banner)
    page.locator(".past-day ~ .health").wait_for()
    figure = page.locator(f"section[aria-labelledby={EMPLOYEES}]")
    expect(figure.locator(".value")).to_have_text(str(before))
    expect(figure.locator(".restated")).to_contain_text(str(before + 1))
    expect(page.locator(".metrics section")).to_have_count(5)
    expect(page.locator("[data-key=c]")).to_have_count(0)
    assert_accessible(page)
    desk.shot("past-day")
    page.go_back()
    expect(page.locator(".past-day")).to_have_count(0)
    expect(slider).to_have_attribute("aria-valuetext", desk.say("Today", "Aujourd’hui"))
    desk.go(f"/customers/{hostile_id}?asOf=2020-01-01")
    no_run = desk.say("No daily run on that day", "Aucun calcul quotidien ce jour-là")
    expect(page.get_by_text(no_run)).to_be_visible()
    desk.assert_clean()


def test_the_list_is_as_of_a_past_day(desk: Desk, suite: Suite, hostile_id: str) -> None:
    page, day = desk.page, past_day(suite, hostile_id)
    restate(suite, hostile_id, day)
    know_alerts_of_one(suite, hostile_id, day)
    desk.sign_in(f"agent@{DOMAIN}", "/")
    desk.rows().first.wait_for()
    page.get_by_label(desk.say("As of", "Jour"), exact=True).fill(day)
    page.wait_for_url(re.compile(f"asOf={day}"))
    banner = desk.say("not today’s figures", "ce ne sont pas les valeurs d’aujourd’hui")
    expect(page.locator(".past-day")).to_contain_text(banner)
    link = page.locator(f"[data-row='{hostile_id}']")
    settle(page)
    while not link.count():
        page.get_by_role("button", name=desk.say("Show more", "En afficher plus")).click()
    row = page.locator("tr", has=link)
    expect(row).to_contain_text(desk.say("restated since", "corrigé depuis"))
    figures = row.locator("td.figure")
    expect(figures.nth(5)).to_have_text("41")
    expect(figures.nth(6)).to_have_text("1")
    other = page.locator("tbody tr").filter(has_not=link).first.locator("td.figure")
    expect(other.nth(5)).to_have_text("≈ 80")
    expect(other.nth(6)).to_have_text("–")
    unknown = desk.say("a dash means unknown", "un tiret signifie inconnu")
    expect(page.get_by_text(unknown)).to_be_visible()
    assert_accessible(page)
    desk.shot("past-list")
    link.click()
    page.wait_for_url(f"**/customers/{hostile_id}?asOf={day}")
    expect(page.locator(".past-day")).to_be_visible()
    page.go_back()
    page.get_by_role("link", name=desk.say("Back to today", "Revenir à aujourd’hui")).click()
    expect(page.locator("table.customers")).to_be_visible()
    desk.assert_clean()


@pytest.mark.parametrize("width", WIDTHS)
def test_a_past_day_fits_the_window(
    browser: Browser, suite: Suite, hostile_id: str, width: int
) -> None:
    day = past_day(suite, hostile_id)
    with at_desk(browser, suite, width=width) as desk:
        desk.sign_in(f"agent@{DOMAIN}", f"/customers/{hostile_id}?asOf={day}")
        for address in (f"/customers/{hostile_id}?asOf={day}", f"/?asOf={day}"):
            desk.go(address)
            settle(desk.page)
            wide = desk.page.evaluate("document.documentElement.scrollWidth - innerWidth")
            assert wide <= 0, address
            assert_accessible(desk.page)
