"""Match companies with CRM records on the emulators, and notify support."""

import unicodedata
from typing import Any

import pytest

from emulator_harness import Database

Json = Any

NAME, EMAIL = 'Café "Ö&O" #1 + Söhne?', "boss+pivot@cafe.example.com"
COMPANY = {"name": NAME, "email": EMAIL}
RECORD = {
    "name": NAME,
    "courriel_compte_maitre": EMAIL,
    "owner": {"name": "Ann", "email": "ann@pivot.example.com"},
}
OTHER = {"name": "Oak", "courriel_compte_maitre": "boss@oak.example.com"}


def fill(database: Database, records: Json) -> None:
    database.put("CrmCompanies", records)
    database.wait_for_events()


def come(database: Database, **companies: Json) -> None:
    database.patch("Companies", companies)
    database.wait_for_events()


def state(database: Database, company_id: str = "cafe") -> tuple[Json, Json, bool]:
    row = database.get(f"Matches/{company_id}") or {}
    flag = database.get(f"Companies/{company_id}/csmDashboardLinked")
    tracked = "level" in (database.get(f"CustomerIndex/{company_id}") or {})
    assert tracked == bool(flag)
    return row.get("state"), row.get("crmId"), tracked


def said(database: Database) -> list[tuple[Json, Json, Json]]:
    entries = (database.get("Outbox") or {}).values()
    # A sender of the test before may write its lease into the emptied database: no kind.
    facts = [e["facts"] for e in entries if e.get("kind") == "match"]
    return sorted((f["companyId"], f["number"], f["state"]) for f in facts)


def test_exact(database: Database) -> None:
    fill(database, {"crm1": RECORD, "crm2": OTHER})
    come(database, cafe=COMPANY)
    assert state(database) == ("linked", "crm1", True)
    assert database.get("CrmLinks") == {"crm1": "cafe"}
    assert said(database) == []


@pytest.mark.parametrize(
    "record",
    [
        RECORD | {"name": NAME.lower()},
        RECORD | {"name": unicodedata.normalize("NFD", NAME)},
        RECORD | {"courriel_compte_maitre": EMAIL.title()},
        {"name": NAME.upper(), "courriel_compte_maitre": "else@example.com"},
    ],
    ids=["case", "decomposed accents", "e-mail case", "name case alone"],
)
def test_variants_are_suggested(database: Database, record: Json) -> None:
    fill(database, {"crm1": record, "crm2": OTHER})
    come(database, cafe=COMPANY)
    assert state(database) == ("none", None, False)
    assert [c["crmId"] for c in database.get("Matches/cafe/candidates")] == ["crm1"]
    assert said(database) == [("cafe", 1, "none")]


def test_two_crm_records(database: Database) -> None:
    fill(database, {"crm1": RECORD, "crm2": RECORD})
    come(database, cafe=COMPANY)
    assert state(database) == ("ambiguous", None, False)
    assert said(database) == [("cafe", 1, "ambiguous")]


def test_many_companies_race_for_one_record(database: Database) -> None:
    fill(database, {"crm1": RECORD, "crm2": OTHER})
    database.faults({"events": {"shuffle": True, "duplicate": 0.5, "seed": 3}})
    racers = [f"cafe{number}" for number in range(8)]
    come(database, **dict.fromkeys(racers, COMPANY))
    states = {company_id: state(database, company_id) for company_id in racers}
    (winner,) = (c for c in racers if states[c] == ("linked", "crm1", True))
    losers = [c for c in racers if c != winner]
    assert {states[loser] for loser in losers} == {("ambiguous", None, False)}
    assert database.get("CrmLinks") == {"crm1": winner}
    assert said(database) == [(loser, 1, "ambiguous") for loser in losers]


def test_an_email_change_keeps_the_link_and_moves_the_master_account(database: Database) -> None:
    fill(database, {"crm1": RECORD, "crm2": OTHER})
    staff = {
        "e1": {"email": EMAIL, "userId": "u1"},
        "e2": {"email": "new@cafe.example.com", "userId": "u2"},
    }
    database.put("Employees/cafe", staff)
    come(database, cafe=COMPANY)
    assert database.get("CustomerIndex/cafe/master") == "u1"
    database.put("Companies/cafe/email", "new@cafe.example.com")
    database.wait_for_events()
    assert state(database) == ("linked", "crm1", True)
    assert database.get("CustomerIndex/cafe/master") == "u2"
    assert said(database) == []


def test_a_mended_email_links(database: Database) -> None:
    fill(database, {"crm1": RECORD})
    come(database, cafe=COMPANY | {"email": "typo@cafe.example.com"})
    assert state(database) == ("none", None, False)
    database.put("Companies/cafe/email", EMAIL)
    database.wait_for_events()
    assert state(database) == ("linked", "crm1", True)
    assert said(database) == [("cafe", 1, "none")]


def test_the_crm_is_down(database: Database) -> None:
    fill(database, {"crm1": RECORD})
    failed = database.events()["failed"]
    database.faults({"requests": [{"method": "GET", "path": "^/CrmCompanies", "status": 503}]})
    come(database, cafe=COMPANY)
    assert state(database) == (None, None, False)
    assert said(database) == []
    assert database.events()["failed"] == failed + 1

    database.clear_faults()
    database.put("Companies/cafe/phone", "any change")
    database.wait_for_events()
    assert state(database) == ("linked", "crm1", True)
    assert said(database) == []


def test_events_that_come_twice_say_it_once(database: Database) -> None:
    fill(database, {"crm1": OTHER})
    database.faults({"events": {"duplicate": 1.0, "seed": 1}})
    come(database, cafe=COMPANY)
    database.put("Companies/cafe/name", "Another")
    database.wait_for_events()
    assert state(database) == ("none", None, False)
    assert said(database) == [("cafe", 1, "none")]


def test_without_a_crm(database: Database) -> None:
    come(database, cafe=COMPANY)
    come(database, twin=COMPANY, oak=COMPANY | {"name": "Oak"})
    assert state(database) == ("linked", None, True)
    assert state(database, "oak") == ("linked", None, True)
    assert state(database, "twin") == ("ambiguous", None, False)
    assert said(database) == [("twin", 1, "ambiguous")]


def test_a_link_writes_itself_once(database: Database) -> None:
    """Writing the flag causes another event, which must write nothing."""
    fill(database, {"crm1": RECORD})
    come(database, cafe=COMPANY)
    changed_at = database.get("Matches/cafe/changedAt")
    database.reset_counters()
    database.put("Companies/cafe/phone", "any change")
    database.wait_for_events()
    assert database.get("Matches/cafe/changedAt") == changed_at
    assert "CrmCompanies" not in database.counters()["paths"]
