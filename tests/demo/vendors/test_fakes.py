"""The demo's Slack workspace has the people of the demo, and its buttons reach the API."""

from collections.abc import Iterator
from datetime import date

import pytest

from customer_health.notify.slack.client import Slack
from demo.app.companies import companies
from demo.staff.users import DOMAIN, OUTSIDER, ROLES
from demo.vendors.crm import crm_companies, owners
from demo.vendors.fakes import slack
from emulator_harness.fakes.slack import SlackFake


@pytest.fixture(scope="module")
def workspace() -> Iterator[SlackFake]:
    with slack() as running:
        yield running


def test_every_owner_is_a_member_and_admitted(workspace: SlackFake) -> None:
    entries = crm_companies(companies(date(2026, 3, 11), 1), 1).values()
    found = {entry["owner"]["name"]: entry["owner"] for entry in entries if "owner" in entry}
    assert set(found) == {owner.name for owner in owners()}
    client = Slack(workspace.token, workspace.api_url)
    for owner in found.values():
        assert client.email_of(owner["slackUserId"]) == owner["email"]
        assert owner["email"].endswith(f"@{DOMAIN}")


def test_every_role_and_the_outsider_is_a_member(workspace: SlackFake) -> None:
    emails = {user["profile"]["email"] for user in workspace.workspace.users.values()}
    assert {OUTSIDER, *(f"{role}@{DOMAIN}" for role in ROLES)} <= emails


def test_clicks_go_to_the_api(workspace: SlackFake) -> None:
    assert workspace.interactions_url == "http://127.0.0.1:5000/api/v1/slack/interactions"


def test_no_member_is_there_twice(workspace: SlackFake) -> None:
    users = workspace.workspace.users.values()
    assert len({user["profile"]["email"] for user in users}) == len(users)


@pytest.mark.parametrize("role", ["agent", "supervisor"])
def test_demo_accounts_own_customers(role: str) -> None:
    entries = crm_companies(companies(date(2026, 3, 11), 1), 1).values()
    emails = [entry["owner"]["email"] for entry in entries if "owner" in entry]
    assert emails.count(f"{role}@{DOMAIN}") >= 5
