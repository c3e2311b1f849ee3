"""Reports for supervisors: what was given away, who asked for it, and the log that proves both."""

import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
import requests
from playwright.sync_api import Browser, expect

from customer_health.domain.instants import TORONTO, iso
from emulator_harness import Suite
from emulator_harness.waiting import wait_until
from emulator_tests.dashboard.customers import DOMAIN
from emulator_tests.dashboard.desk import Desk, assert_accessible, at_desk

REASON = "Two days without timecards"


@pytest.fixture
def credited(suite: Suite, hostile_id: str) -> str:
    """Give a customer a credit of $12.34 that the agent asks for and the supervisor approves.
    Returns the action's id."""

    def send(who: str, path: str, body: dict[str, object], **headers: str) -> requests.Response:
        token = suite.auth.sign_in(f"{who}@{DOMAIN}")
        response = requests.post(
            f"{suite.hosting_url}/api/v1/{path}",
            headers={"Authorization": f"Bearer {token}", **headers},
            json=body,
            timeout=60,
        )
        assert response.ok, response.text
        return response

    body = {"kind": "credit", "cents": 12_34, "currency": "CAD", "reason": REASON}
    key = {"Idempotency-Key": str(uuid4())}
    action = send("agent", f"customers/{hostile_id}/actions", body, **key).json()
    version = {"If-Match": str(action["version"])}
    send("supervisor", f"actions/{action['id']}/approve", {"reason": "Fair"}, **version)
    path = f"Actions/{action['id']}/state"
    wait_until(lambda: suite.database.get(path) == "done", timeout=60, message=path)
    return str(action["id"])


def test_a_credit_is_in_every_report(desk: Desk, credited: str) -> None:
    page = desk.page
    desk.sign_in(f"supervisor@{DOMAIN}")
    page.get_by_role("link", name=desk.say("Reports", "Rapports")).click()
    line = page.locator("tr", has_text=REASON).first
    expect(line).to_contain_text("12.34" if desk.language == "en" else "12,34")
    expect(line).to_contain_text(f"agent@{DOMAIN}")
    expect(line.locator("time")).to_have_text(
        re.compile(desk.say(r"\d\s[ap]\.m\.", r"\d\sh\s\d\d"))
    )
    desk.shot("reports-1-credits")
    page.get_by_role("link", name=desk.say("The month before", "Mois précédent")).click()
    month_before = datetime.now(TORONTO).replace(day=1) - timedelta(days=1)
    expect(page).to_have_url(re.compile(f"month={month_before:%Y-%m}$"))
    expect(page.locator(".empty")).to_contain_text(
        desk.say("Nothing was given in this month", "Rien n’a été accordé durant ce mois")
    )
    page.get_by_role("link", name=desk.say("Requests by agent", "Demandes par agent")).click()
    agent = page.locator(".box", has=page.locator("h2", has_text=f"agent@{DOMAIN}"))
    expect(agent).to_contain_text(f"supervisor@{DOMAIN}")
    desk.shot("reports-2-agents")
    page.get_by_role("link", name=desk.say("Audit log", "Journal d’audit")).click()
    expect(page.locator("tr", has_text=REASON).first).to_be_visible()
    desk.button("Verify the log", "Vérifier le journal").click()
    expect(page.locator(".check-log")).to_contain_text(
        desk.say("The log is intact", "Le journal est intact")
    )
    desk.shot("reports-3-log")


def test_a_log_that_was_changed_is_told_in_red(english: Desk, suite: Suite, credited: str) -> None:
    page = english.page
    path = next(
        f"Audit/{key}/why"
        for key, entry in suite.database.get("Audit").items()
        if entry["actionId"] == credited and entry["step"] == "approved"
    )
    why = suite.database.get(path)
    suite.database.put(path, "Because")
    try:
        english.sign_in(f"supervisor@{DOMAIN}", "/reports?tab=audit")
        page.get_by_role("button", name="Verify the log").click()
        expect(page.locator(".check-log .refused")).to_contain_text(
            "The log is not what was written"
        )
    finally:
        suite.database.put(path, why)


def test_an_agent_is_told_who_sees_the_reports(
    browser: Browser, suite: Suite, hostile_id: str
) -> None:
    with at_desk(browser, suite) as desk:
        desk.sign_in(f"agent@{DOMAIN}", "/reports")
        expect(desk.page.locator(".empty")).to_contain_text("Supervisors and executives")
        expect(desk.page.get_by_role("link", name="Reports")).to_have_count(0)
        desk.assert_clean()


@pytest.fixture
def departed(suite: Suite) -> Iterator[str]:
    """A customer that has just left, at risk, and that nobody contacted. Returns its name."""
    name, left_at = "Boulangerie Roy", datetime.now(UTC)
    suite.database.patch(
        "/",
        {
            "Departures/bakery": {
                "companyId": "bakery",
                "company": name,
                "leftAt": iso(left_at),
                "level": "critical",
                "openAlerts": 1,
                "score": 38,
            }
        },
    )
    yield name
    suite.database.patch("/", {"Departures/bakery": None})


def test_a_month_says_whether_the_product_helps(desk: Desk, suite: Suite, departed: str) -> None:
    desk.sign_in(f"supervisor@{DOMAIN}", "/reports?tab=success")
    page = desk.page
    contacted = desk.say("Customers at risk contacted", "Clients à risque contactés")
    line = page.locator("tr", has_text=contacted)
    expect(line).to_contain_text(desk.say("at least 80%", "au moins 80"))
    expect(line.get_by_role("img")).to_have_accessible_name(
        desk.say("Goal not reached", "Objectif non atteint")
    )
    left = page.locator("tr", has_text=departed)
    left.get_by_role("button").click()
    dialog = page.get_by_role("dialog")
    dialog.locator("select").select_option("competitor")
    dialog.locator("textarea").fill("Their new owner has a tool of its own")
    assert_accessible(page)
    desk.shot("reports-3-why")
    dialog.get_by_role("button", name=desk.say("Save", "Enregistrer")).click()
    expect(left).to_contain_text(desk.say("Another product:", "Autre produit\u00a0:"))
    desk.shot("reports-4-success")
    reason = suite.database.get("Departures/bakery/reason")
    assert (reason["code"], reason["by"]) == ("competitor", f"supervisor@{DOMAIN}")
    views = suite.database.get("ViewCounts")
    assert any(role["pages"].get("reports") for day in views.values() for role in day.values())
    desk.assert_clean()
