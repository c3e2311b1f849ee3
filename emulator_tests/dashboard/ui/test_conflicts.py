"""Two people change the same quick action or rule: the second is told who did what, and asked."""

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from playwright.sync_api import Browser, expect

from emulator_harness import Suite
from emulator_tests.dashboard.customers import DOMAIN
from emulator_tests.dashboard.desk import Desk, assert_accessible, at_desk

SUPERVISOR, EXECUTIVE, ADMIN = (f"{role}@{DOMAIN}" for role in ("supervisor", "executive", "admin"))


@pytest.fixture
def rules(suite: Suite, hostile_id: str) -> Iterator[None]:
    """Put back the rules that a test has changed."""
    before = {path: suite.database.get(path) for path in ("AlertRules", "AlertRuleVersions")}
    yield
    for path, node in before.items():
        suite.database.put(path, node)


def send(suite: Suite, method: str, path: str, email: str, body: Any, **headers: str) -> Any:
    token = suite.auth.sign_in(email)
    answer = requests.request(
        method,
        f"{suite.hosting_url}/api/v1/{path}",
        json=body,
        headers={"Authorization": f"Bearer {token}", **headers},
        timeout=30,
    )
    assert answer.ok, answer.text
    return answer.json()


def ask_for_vip(suite: Suite, company_id: str, reason: str) -> Any:
    """Ask for a quick action that a supervisor must approve."""
    return send(
        suite,
        "POST",
        f"customers/{company_id}/actions",
        f"agent@{DOMAIN}",
        {"kind": "mark_vip", "reason": reason},
        **{"Idempotency-Key": reason},
    )


def test_who_decides_second_on_a_request_sees_what_the_first_did(
    desk: Desk, suite: Suite, hostile_id: str
) -> None:
    page, reason = desk.page, f"They-grow-{desk.language}"
    asked = ask_for_vip(suite, hostile_id, reason)
    desk.sign_in(SUPERVISOR, "/approvals")
    page.locator(".action", has_text=reason).locator("button.primary").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_role("textbox").fill("Agreed")
    assert_accessible(page)
    send(
        suite,
        "POST",
        f"actions/{asked['id']}/reject",
        EXECUTIVE,
        {"reason": "Too small"},
        **{"If-Match": f'"{asked["version"]}"'},
    )
    dialog.locator("button[type=submit]").click()
    expect(dialog).to_contain_text(f"{desk.say('Rejected', 'Refusée')}{EXECUTIVE}")
    expect(dialog).to_contain_text("Too small")
    expect(dialog.locator("time")).to_be_visible()
    expect(dialog).to_contain_text(
        desk.say("There is nothing left for you to decide.", "Vous n’avez plus rien à décider.")
    )
    expect(dialog.locator("button[type=submit]")).to_have_count(0)
    assert_accessible(page)
    desk.shot("conflict-action")


def test_a_rule_that_another_person_has_changed_is_saved_only_when_asked(
    desk: Desk, browser: Browser, suite: Suite, rules: None
) -> None:
    page = desk.page
    desk.sign_in(ADMIN, "/alerts?tab=rules")
    line = page.locator(
        "main tr", has_text=desk.say("Conflicting clock-ins", "Pointages en conflit")
    )
    line.get_by_role("button", name=desk.say("Change", "Modifier")).click()
    dialog = page.get_by_role("dialog")
    dialog.locator("[name=warning]").fill("45")
    with at_desk(browser, suite, desk.language) as other:
        other.sign_in(ADMIN, "/alerts?tab=rules")
        theirs = other.page.locator("tr", has_text=desk.say("Conflicting", "en conflit"))
        theirs.get_by_role("button", name=desk.say("Change", "Modifier")).click()
        other.page.get_by_role("dialog").locator("[name=critical]").fill("85")
        other.page.get_by_role("dialog").locator("button[type=submit]").click()
        expect(theirs).to_contain_text("85")

    dialog.locator("button[type=submit]").click()
    expect(dialog).to_contain_text(ADMIN)
    expect(dialog).to_contain_text("85")
    assert_accessible(page)
    desk.shot("conflict-rule")
    desk.button("Save anyway", "Enregistrer quand même").click()
    expect(line).to_contain_text("45")
    expect(line).not_to_contain_text("85")
    # Undo goes back to what the other person had saved.
    desk.button("Undo", "Annuler").click()
    expect(line).to_contain_text("85")
