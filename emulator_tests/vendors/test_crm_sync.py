"""Sync the CRM on the emulators: which companies it links, and the figures that it gets."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import requests

from emulator_harness import Database
from emulator_harness.fakes.hubspot import HubSpotFake
from emulator_harness.fakes.slack import SlackFake

Json = Any
Call = Callable[[str, datetime], requests.Response]
Sync = Callable[[datetime], Json]

DAY = date(2025, 11, 24)
EARLY = datetime(2025, 11, 24, 6, 40, tzinfo=UTC)
EVENING = datetime(2025, 11, 24, 22, 40, tzinfo=UTC)
BOSS = "boss@maple.example.com"
MAPLE = {"name": "Érable & Fils", "courriel_compte_maitre": BOSS}
OAK = {"name": "Oak", "courriel_compte_maitre": "boss@oak.example.com"}
LIONEL = {"name": "Lionel Roy", "email": "lionel@pivot.example.com"}


@pytest.fixture
def sync(database: Database, hubspot: HubSpotFake, call_schedule: Call) -> Sync:
    """Run the sync as if at this time, and return the outcome."""

    def sync(at: datetime) -> Json:
        response = call_schedule("syncCrm", at)
        assert response.status_code == 200, response.text
        database.wait_for_events()
        return database.get("CrmSync/mirror/last")

    return sync


@pytest.fixture
def maple(hubspot: HubSpotFake) -> str:
    hubspot.put_owner("7", LIONEL["email"], "Lionel", "Roy")
    return hubspot.put_company(**MAPLE, hubspot_owner_id="7")


def company_comes(database: Database) -> None:
    company = {"name": MAPLE["name"], "email": BOSS, "masterUserId": "boss"}
    database.put("Employees/maple", {"e1": {"name": "A"}, "e2": {"name": "B"}})
    database.put("PresenceStatus/boss/lastActive", "2025-11-23T15:00:00Z")
    database.put("Companies/maple", company)
    database.wait_for_events()


def batches(hubspot: HubSpotFake) -> int:
    return sum(path.endswith("/batch/update") for _, path in hubspot.calls)


def test_from_the_crm_to_the_dashboard_and_back(
    database: Database,
    hubspot: HubSpotFake,
    slack: SlackFake,
    maple: str,
    sync: Sync,
    daily_run: Callable[..., Json],
) -> None:
    lionel = {**LIONEL, "slackUserId": slack.add_user(LIONEL["email"])}
    oak = hubspot.put_company(**OAK)
    database.put("CrmCompanies/1", {"name": "Long gone"})
    database.wait_for_events()
    company_comes(database)
    assert database.get("Matches/maple/state") == "none"

    report = sync(EARLY)
    assert (report["kind"], report["written"], report["removed"]) == ("full", 2, 1)
    assert database.get("CrmCompanies") == {maple: {**MAPLE, "owner": lionel}, oak: OAK}
    assert database.get("Matches/maple/crmId") == maple
    assert database.get("Companies/maple/csmDashboardLinked") is True
    assert database.get("CustomerIndex/maple/employees") == 2
    assert batches(hubspot) == 0

    daily_run(DAY)
    assert database.get("CustomerIndex/maple/owner") == lionel
    assert sync(EVENING)["kind"] == "changes"
    held = hubspot.get("companies", maple)
    assert held["numberofemployees"] == "2"
    assert held["last_login_date_master_account"] == "2025-11-23T15:00:00.000Z"
    assert held["quarts_problematiques_50"] == "None"
    assert hubspot.get("companies", oak).get("numberofemployees") is None

    # In the next run one figure has changed, in the one after that none.
    tomorrow = DAY + timedelta(days=1)
    database.put("Employees/maple/e3", {"name": "C"})
    database.wait_for_events()
    daily_run(tomorrow)
    sync(EVENING + timedelta(days=1))
    assert hubspot.get("companies", maple)["numberofemployees"] == "3"
    assert batches(hubspot) == 2
    daily_run(tomorrow + timedelta(days=1))
    sync(EVENING + timedelta(days=2))
    assert batches(hubspot) == 2
    assert database.get("CrmSync/figures/last/written") == 0


def test_a_crm_that_is_down(
    database: Database, hubspot: HubSpotFake, maple: str, sync: Sync
) -> None:
    sync(EARLY)
    before = database.get("CrmCompanies")
    hubspot.update("companies", maple, name="Renamed")
    hubspot.fail(path="/crm/v3/objects/companies", times=4, drop=True)
    assert "no answer" in sync(EVENING)["error"]
    assert database.get("CrmCompanies") == before
    assert "error" not in sync(EVENING)
    assert database.get(f"CrmCompanies/{maple}/name") == "Renamed"


def test_a_crm_that_asks_for_patience(
    database: Database, hubspot: HubSpotFake, maple: str, sync: Sync
) -> None:
    hubspot.fail(status=429, retry_after=1)
    hubspot.fail(path="/crm/v3/objects", status=429, retry_after=2)
    assert "error" not in sync(EARLY)
    assert set(database.get("CrmCompanies")) == {maple}
