"""Write figures to the CRM after a daily run, for linked companies, once and only if changed."""

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
ALL_FIGURES = ("25", "2025-11-23T14:30:00.000Z", "Yes", "No", "None")


@pytest.fixture
def fake(hubspot_portal: HubSpotFake) -> HubSpotFake:
    hubspot_portal.reset()
    return hubspot_portal


def base(**companies: str | None) -> MemoryDatabase:
    """Return a database after a complete run, with linked companies by their records' ids."""
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


def figures_in_crm(fake: HubSpotFake, crm_id: str) -> tuple[Json, ...]:
    properties = fake.get("companies", crm_id)
    return tuple(properties.get(name) for name in FIELDS)


def writes(fake: HubSpotFake) -> int:
    return sum(path.endswith("/batch/update") for _, path in fake.calls)


def last(database: MemoryDatabase) -> dict[str, Json]:
    row: dict[str, Json] = database.dump.at("CrmSync/figures/last")
    return row


def test_figures_of_linked_companies_are_written(fake: HubSpotFake, hubspot: HubSpot) -> None:
    maple, oak = fake.put_company(name="Maple"), fake.put_company(name="Oak")
    database = base(maple=maple, elm=None)
    database.dump.put("CustomerIndex/oak", ROW)
    database.dump.put("Matches/oak", {"state": "none"})
    database.dump.put("CustomerIndex/gone", {"gone": True})
    database.dump.put("Matches/gone", {"state": "linked", "crmId": oak})
    assert write_back(database, hubspot, NOW) == 1
    assert figures_in_crm(fake, maple) == ALL_FIGURES
    assert figures_in_crm(fake, oak) == (None,) * 5


def test_figures_are_written_once_a_run(fake: HubSpotFake, hubspot: HubSpot) -> None:
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
    assert figures_in_crm(fake, maple)[0] == "30"


def test_only_changed_figures_are_written(fake: HubSpotFake, hubspot: HubSpot) -> None:
    maple, oak = fake.put_company(name="Maple"), fake.put_company(name="Oak")
    database = base(maple=maple, oak=oak)
    write_back(database, hubspot, NOW)
    fake.update("companies", maple, numberofemployees=1)
    fake.update("companies", oak, numberofemployees=1)
    database.dump.put("CustomerIndex/oak/login", None)
    assert write_back(database, hubspot, TOMORROW) == 1
    assert figures_in_crm(fake, maple)[0] == "1"
    assert figures_in_crm(fake, oak) == ("25", None, *ALL_FIGURES[2:])


def test_another_record_gets_all_figures(fake: HubSpotFake, hubspot: HubSpot) -> None:
    maple, other = fake.put_company(name="Maple"), fake.put_company(name="Maple")
    database = base(maple=maple)
    write_back(database, hubspot, NOW)
    database.dump.put("Matches/maple/crmId", other)
    write_back(database, hubspot, TOMORROW)
    assert figures_in_crm(fake, other) == ALL_FIGURES


def test_an_unlinked_company_is_forgotten(fake: HubSpotFake, hubspot: HubSpot) -> None:
    maple = fake.put_company(name="Maple")
    database = base(maple=maple)
    write_back(database, hubspot, NOW)
    database.dump.put("Matches/maple/state", "ignored")
    assert write_back(database, hubspot, TOMORROW) == 0
    assert database.dump.at("CrmFigures/maple") is None


def test_a_deleted_record_does_not_stop_the_others(fake: HubSpotFake, hubspot: HubSpot) -> None:
    maple, oak = fake.put_company(name="Maple"), fake.put_company(name="Oak")
    fake.archive("companies", oak)
    database = base(oak=oak, maple=maple)
    assert write_back(database, hubspot, NOW) == 1
    assert figures_in_crm(fake, maple) == ALL_FIGURES
    assert last(database) == {"at": "2025-11-24T12:00:00Z", "written": 1, "missing": 1}


def test_writing_continues_after_an_outage(
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
    assert [figures_in_crm(fake, id_) for id_ in ids] == [ALL_FIGURES] * 3
    assert writes(fake) == 4
    assert "error" not in last(database)
