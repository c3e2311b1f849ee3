"""Write figures back to the CRM after a daily run: of which companies, which, and how often."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from customer_health.connectors.hubspot import crm as connector
from customer_health.connectors.hubspot.crm import HubSpot
from customer_health.flows.matching.write_figures import write_back
from emulator_harness.fakes.hubspot import HubSpotFake
from tests.memory_database import MemoryDatabase

Json = Any
NOW = datetime(2025, 11, 24, 12, tzinfo=UTC)
TOMORROW = NOW + timedelta(days=1)
FIELDS = (
    *("numberofemployees", "last_login_date_master_account", "quarts_de_travail_ouverts_10_"),
    *("quarts_de_travail_attribues_hors_dispo_10", "quarts_problematiques_50"),
)
LEVELS = dict.fromkeys(("employees", "login", "open", "outside", "clockIns"), "healthy")
ROW = {
    "name": "Maple",
    "level": "healthy",
    "employees": 25,
    "login": "2025-11-23T14:30:00Z",
    "open": "Yes",
    "outside": "No",
    "clockIns": "None",
    "levels": LEVELS,
    "ranAt": "2025-11-24T11:00:00Z",
    "updatedAt": "2025-11-24T11:00:00Z",
}
AS_HELD = ("25", "2025-11-23T14:30:00.000Z", "Yes", "No", "None")


@pytest.fixture
def fake(hubspot_portal: HubSpotFake) -> HubSpotFake:
    hubspot_portal.reset()
    return hubspot_portal


def base(**companies: str | None) -> MemoryDatabase:
    """Linked companies, by the ids of their CRM records, after a complete run."""
    linked = {"state": "linked", "name": "Maple"}
    return MemoryDatabase(
        {
            "CustomerIndex": {id_: dict(ROW) for id_ in companies},
            "Matches": {id_: {**linked, "crmId": crm_id} for id_, crm_id in companies.items()},
            "BatchRuns": {
                day: {"finishedAt": f"{day}T11:05:00Z"} for day in ("2025-11-24", "2025-11-25")
            },
        }
    )


def held(fake: HubSpotFake, crm_id: str) -> tuple[Json, ...]:
    properties = fake.get("companies", crm_id)
    return tuple(properties.get(name) for name in FIELDS)


def writes(fake: HubSpotFake) -> int:
    return sum(path.endswith("/batch/update") for _, path in fake.calls)


def last(database: MemoryDatabase) -> dict[str, Json]:
    row: dict[str, Json] = database.dump.at("CrmSync/figures/last")
    return row


def test_of_linked_companies_with_a_record(fake: HubSpotFake, hubspot: HubSpot) -> None:
    maple, oak = fake.put_company(name="Maple"), fake.put_company(name="Oak")
    database = base(maple=maple, elm=None)
    database.dump.put("CustomerIndex/oak", ROW)
    database.dump.put("Matches/oak", {"state": "none"})
    database.dump.put("CustomerIndex/gone", {"gone": True})
    database.dump.put("Matches/gone", {"state": "linked", "crmId": oak})
    assert write_back(database, hubspot, NOW) == 1
    assert held(fake, maple) == AS_HELD
    assert held(fake, oak) == (None,) * 5


def test_once_a_run(fake: HubSpotFake, hubspot: HubSpot) -> None:
    maple = fake.put_company(name="Maple")
    database = base(maple=maple)
    database.dump.put("BatchRuns/2025-11-24/finishedAt", None)
    assert write_back(database, hubspot, NOW) == 0
    assert writes(fake) == 0
    database.dump.put("BatchRuns/2025-11-24/finishedAt", "2025-11-24T11:05:00Z")
    write_back(database, hubspot, NOW)
    database.dump.put("CustomerIndex/maple/employees", 30)
    write_back(database, hubspot, NOW)
    assert writes(fake) == 1
    write_back(database, hubspot, TOMORROW)
    assert held(fake, maple)[0] == "30"


def test_only_what_differs(fake: HubSpotFake, hubspot: HubSpot) -> None:
    maple, oak = fake.put_company(name="Maple"), fake.put_company(name="Oak")
    database = base(maple=maple, oak=oak)
    write_back(database, hubspot, NOW)
    fake.update("companies", maple, numberofemployees=1)
    fake.update("companies", oak, numberofemployees=1)
    database.dump.put("CustomerIndex/oak/login", None)
    assert write_back(database, hubspot, TOMORROW) == 1
    assert held(fake, maple)[0] == "1"
    assert held(fake, oak) == ("25", None, *AS_HELD[2:])


def test_another_record_gets_all(fake: HubSpotFake, hubspot: HubSpot) -> None:
    maple, other = fake.put_company(name="Maple"), fake.put_company(name="Maple")
    database = base(maple=maple)
    write_back(database, hubspot, NOW)
    database.dump.put("Matches/maple/crmId", other)
    write_back(database, hubspot, TOMORROW)
    assert held(fake, other) == AS_HELD


def test_an_unlinked_company_is_forgotten(fake: HubSpotFake, hubspot: HubSpot) -> None:
    maple = fake.put_company(name="Maple")
    database = base(maple=maple)
    write_back(database, hubspot, NOW)
    database.dump.put("Matches/maple/state", "ignored")
    assert write_back(database, hubspot, TOMORROW) == 0
    assert database.dump.at("CrmFigures/maple") is None


def test_a_record_that_is_gone_stops_no_other(fake: HubSpotFake, hubspot: HubSpot) -> None:
    maple, oak = fake.put_company(name="Maple"), fake.put_company(name="Oak")
    fake.archive("companies", oak)
    database = base(oak=oak, maple=maple)
    assert write_back(database, hubspot, NOW) == 1
    assert held(fake, maple) == AS_HELD
    assert last(database) == {"at": "2025-11-24T12:00:00Z", "written": 1, "missing": 1}


def test_an_outage_is_gone_on_from(
    fake: HubSpotFake, hubspot: HubSpot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connector, "BATCH", 1)
    ids = [fake.put_company(name=f"No {n}") for n in range(3)]
    database = base(a=ids[0], b=ids[1], c=ids[2])
    fake.fail(path="/crm/v3/objects/companies/batch", times=1, delay=0)
    fake.fail(path="/crm/v3/objects/companies/batch", status=403)
    assert write_back(database, hubspot, NOW) == 1
    assert "403" in last(database)["error"]
    # The same run: nothing is written twice, and nothing is missing.
    assert write_back(database, hubspot, NOW) == 2
    assert [held(fake, id_) for id_ in ids] == [AS_HELD] * 3
    assert writes(fake) == 4
    assert "error" not in last(database)
