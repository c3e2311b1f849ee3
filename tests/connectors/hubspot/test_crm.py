"""The connector against the fake portal, over loopback HTTP."""

import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from customer_health.connectors.hubspot import crm as module
from customer_health.connectors.hubspot.crm import HubSpot
from customer_health.domain.context.vendor_records import (
    Account,
    Contact,
    Meeting,
    Note,
    Owner,
    SentEmail,
)
from customer_health.domain.matching.crm import CrmCompany
from customer_health.errors import (
    BadAnswer,
    NotInSource,
    SourceDown,
    SourceRefused,
)
from emulator_harness.fakes.hubspot import HubSpotFake
from tests.connectors.hubspot.portal import client

NOW = datetime(2025, 11, 24, 12, tzinfo=UTC)
LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
BOSS = "boss@maple.example.com"
MAPLE = {"name": "Maple & Sons", "courriel_compte_maitre": BOSS, "domain": "maple.example.com"}
OWNER = "Lionel@pivot.example.com"
LIONEL = Owner("Lionel Roy", "lionel@pivot.example.com")


@pytest.fixture
def fake(hubspot_portal: HubSpotFake) -> HubSpotFake:
    hubspot_portal.reset()
    hubspot_portal.put_owner("7", "lionel@pivot.example.com", "Lionel", "Roy")
    return hubspot_portal


def test_all_that_is_known(fake: HubSpotFake, hubspot: HubSpot) -> None:
    maple = fake.put_company(
        **MAPLE,
        phone="+1 514 555 0100",
        hubspot_owner_id="7",
        account_tier="Enterprise",
        account_tier_since="2023-06-15",
        contract_end=str(1767139200000),
        renewal_probability="85",
        communication_preference="email",
        notes_last_contacted="2025-11-20T10:00:00Z",
    )
    fake.put_contact(
        maple,
        firstname="Jeanne",
        lastname="Roy",
        email=BOSS,
        jobtitle="VP",
        phone="+1 514 555 0123",
        hs_timezone="america_slash_toronto",
        hs_language="fr-ca",
    )
    fake.put_contact(maple, firstname="Somebody", email="else@maple.example.com")
    fake.put_contact(None, firstname="Stranger", email="x@other.example.com")
    for day in range(1, 8):
        fake.put_note(
            maple,
            hs_timestamp=f"2025-11-0{day}T10:00:00Z",
            hs_note_body=f"<p>Day {day}</p><div>R&amp;D<br/>said <b>no</b></div>",
            hubspot_owner_id="7" if day == 7 else "",
        )
    record = hubspot.fetch(maple, NOW)
    assert record.contact == Contact(
        name="Jeanne Roy",
        email=BOSS,
        phone="+1 514 555 0123",
        company="Maple & Sons",
        job_title="VP",
        timezone="America/Toronto",
        language="fr",
        preference="email",
    )
    assert record.account == Account(
        account_id=maple,
        tier="Enterprise",
        tier_since=date(2023, 6, 15),
        contract_end=date(2025, 12, 31),
        renewal_probability=85.0,
        owner=LIONEL,
        last_contact=datetime(2025, 11, 20, 10, tzinfo=UTC),
        url=f"https://app.hubspot.com/contacts/62515/record/0-2/{maple}",
    )
    newest, *older = record.notes
    at = datetime(2025, 11, 7, 10, tzinfo=UTC)
    assert newest == Note(newest.id, at, "Day 7\nR&D\nsaid no", "Lionel Roy")
    assert [(note.at.day, note.author) for note in older] == [(d, None) for d in (6, 5, 4, 3)]


def test_little_is_known(fake: HubSpotFake, hubspot: HubSpot) -> None:
    """Of two contacts that are not the master account, none is guessed."""
    maple = fake.put_company(**MAPLE, hubspot_owner_id="404")
    for number in (1, 2):
        fake.put_contact(maple, firstname=f"No {number}", email=f"{number}@maple.example.com")
    fake.put_note(maple, hs_timestamp="2025-11-01T10:00:00Z", hs_note_body="<p></p>")
    record = hubspot.fetch(maple, NOW)
    assert record.contact == Contact(email=BOSS, company="Maple & Sons")
    assert record.account == Account(account_id=maple, url=record.account.url)
    assert (record.notes, record.meetings) == ([], [])


def test_meetings_that_were_scheduled_of_late(fake: HubSpotFake, hubspot: HubSpot) -> None:
    maple, other = fake.put_company(**MAPLE), fake.put_company(name="Other")
    qbr = fake.put_meeting(
        maple,
        "2025-11-20T09:30:00.000Z",
        hs_meeting_title="QBR",
        hs_meeting_start_time="2025-12-20T15:00:00Z",
        hubspot_owner_id="7",
    )
    sparse = fake.put_meeting(
        maple, "2025-10-25T12:00:00.000Z", hs_timestamp="2025-11-01T15:00:00Z"
    )
    start = {"hs_meeting_start_time": "2025-12-01T15:00:00Z"}
    fake.put_meeting(maple, "2025-10-25T11:59:59.000Z", **start)
    fake.put_meeting(maple, "2025-11-21T10:00:00.000Z", **start, hs_meeting_outcome="CANCELED")
    fake.put_meeting(other, "2025-11-21T10:00:00.000Z", **start)
    assert hubspot.fetch(maple, NOW).meetings == [
        Meeting(
            qbr,
            datetime(2025, 11, 20, 9, 30, tzinfo=UTC),
            datetime(2025, 12, 20, 15, tzinfo=UTC),
            "QBR",
            "Lionel Roy",
        ),
        Meeting(
            sparse,
            datetime(2025, 10, 25, 12, tzinfo=UTC),
            datetime(2025, 11, 1, 15, tzinfo=UTC),
        ),
    ]


def test_the_only_contact_is_the_one(fake: HubSpotFake, hubspot: HubSpot) -> None:
    maple = fake.put_company(name="Maple")
    fake.put_contact(maple, firstname="Ann", email="ann@maple.example.com")
    assert hubspot.fetch(maple, NOW).contact.name == "Ann"


@pytest.mark.parametrize("master", ["Boss@Maple.example.com", BOSS])
def test_the_master_contact_is_known_in_any_case(
    fake: HubSpotFake, hubspot: HubSpot, master: str
) -> None:
    maple = fake.put_company(name="Maple", courriel_compte_maitre=master)
    fake.put_contact(maple, firstname="Somebody", email="else@maple.example.com")
    fake.put_contact(maple, firstname="Ann", email=BOSS)
    assert hubspot.fetch(maple, NOW).contact.name == "Ann"


@pytest.mark.parametrize("value", ["NaN", "1e999", "-inf", "850", "-1", "likely"])
def test_a_probability_that_is_none(fake: HubSpotFake, hubspot: HubSpot, value: str) -> None:
    # HubSpot itself would refuse some of them.
    maple = fake.put_company(**MAPLE)
    fake.portal.objects["companies"][maple].properties["renewal_probability"] = value
    with pytest.raises(BadAnswer, match="renewal_probability"):
        hubspot.fetch(maple, NOW)


def test_one_round_trip_and_owners_only_once(fake: HubSpotFake, hubspot: HubSpot) -> None:
    maple = fake.put_company(**MAPLE)
    hubspot.fetch(maple, NOW)
    assert len(fake.calls) == 6
    hubspot.fetch(maple, NOW)
    for once in ("/crm/v3/owners?limit=100", "/account-info/v3/details"):
        assert [path for _, path in fake.calls].count(once) == 1


def test_a_record_without_a_page_is_a_record(fake: HubSpotFake, hubspot: HubSpot) -> None:
    maple = fake.put_company(**MAPLE)
    fake.fail(path="/account-info/v3/details", status=403)
    assert hubspot.fetch(maple, NOW).account.url is None
    assert hubspot.fetch(maple, NOW).account.url is not None


@pytest.mark.parametrize("unknown", ["404", "../contacts/1", "", "maple"])
def test_a_company_that_is_not_there(hubspot: HubSpot, unknown: str) -> None:
    with pytest.raises(NotInSource):
        hubspot.fetch(unknown, NOW)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ({"status": 500, "times": None}, SourceDown),
        ({"status": 429, "times": None}, SourceDown),
        ({"drop": True, "times": None}, SourceDown),
        ({"delay": 2, "times": None}, SourceDown),
        ({"status": 403, "times": None}, SourceRefused),
        ({"body": b"<html>", "times": None}, BadAnswer),
        ({"body": b"{}", "times": None}, BadAnswer),
        ({"body": b'{"results": 1}', "times": None}, BadAnswer),
        ({"body": b'{"results": [1]}', "times": None}, BadAnswer),
        ({"body": b"[]", "times": None}, BadAnswer),
    ],
)
@pytest.mark.parametrize("path", ["/crm/v3/objects/companies", "/crm/v3/objects/meetings"])
def test_failures(
    fake: HubSpotFake, fault: dict[str, Any], error: type[Exception], path: str
) -> None:
    maple = fake.put_company(**MAPLE)
    fake.fail(path=path, **fault)
    budget = 0.5 if error is SourceDown else 10
    with pytest.raises(error):
        client(fake, timeout_budget=budget).fetch(maple, NOW)


def test_a_wrong_token(fake: HubSpotFake) -> None:
    with pytest.raises(SourceRefused, match="check its key"):
        client(fake, token="wrong").fetch("1", NOW)


def test_a_missing_scope_is_named(fake: HubSpotFake) -> None:
    """HubSpot names it only after more than 300 characters."""
    answer = {
        "status": "error",
        "message": "This app hasn't been granted all required scopes to make this call. Read more "
        "about required scopes here: https://developers.hubspot.com/scopes.",
        "correlationId": "4f2071b3-bf52-4e77-8dbe-6f80ad4f3a5f",
        "errors": [
            {
                "message": "One or more of the following scopes are required.",
                "context": {"requiredGranularScopes": ["crm.objects.companies.read"]},
            }
        ],
        "links": {"scopes": "https://developers.hubspot.com/scopes"},
        "category": "MISSING_SCOPES",
    }
    body = json.dumps(answer).encode()
    fake.fail(path="/crm/v3/objects/companies", times=None, status=403, body=body)
    with pytest.raises(SourceRefused, match=r"crm\.objects\.companies\.read"):
        list(client(fake).companies())


def test_all_companies_page_by_page(fake: HubSpotFake, hubspot: HubSpot) -> None:
    ids = [fake.put_company(name=f"No {n}", hubspot_owner_id="7") for n in range(201)]
    fake.archive("companies", ids[3])
    pages = list(hubspot.companies())
    assert [len(page.companies) for page in pages] == [100, 100]
    found = [company for page in pages for company in page.companies]
    assert found[0] == CrmCompany(ids[0], "No 0", "", LIONEL)
    assert [company.id for company in found] == ids[:3] + ids[4:]


def test_a_bad_company_is_named(fake: HubSpotFake, hubspot: HubSpot) -> None:
    empty, maple = fake.put_company(), fake.put_company(**MAPLE)
    [page] = hubspot.companies()
    assert [company.id for company in page.companies] == [maple]
    assert page.bad == {empty: "neither a name nor a master e-mail"}


def test_changes_the_oldest_first(
    fake: HubSpotFake, hubspot: HubSpot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SEARCH_PAGE", 3)
    monkeypatch.setattr(module, "SEARCHED", 6)
    ids = [fake.put_company(name=f"No {n}") for n in range(10)]
    fake.update("companies", ids[0], name="Renamed")
    pages = list(hubspot.changed(LONG_AGO))
    seen = list(dict.fromkeys(company.id for page in pages for company in page.companies))
    assert seen == [*ids[1:], ids[0]]
    until = pages[-1].changed_until
    assert until
    [page] = hubspot.changed(until)
    assert [company.name for company in page.companies] == ["Renamed"]
    assert hubspot_ids(hubspot, until + timedelta(milliseconds=1)) == []


def hubspot_ids(hubspot: HubSpot, since: datetime) -> list[str]:
    return [company.id for page in hubspot.changed(since) for company in page.companies]


def test_changes_while_one_looks(
    fake: HubSpotFake, hubspot: HubSpot, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What changes moves to the end, and must not push another past a page's edge."""
    monkeypatch.setattr(module, "SEARCH_PAGE", 2)
    ids = [fake.put_company(name=f"No {n}") for n in range(6)]
    seen = set()
    for number, page in enumerate(hubspot.changed(LONG_AGO)):
        seen |= {company.id for company in page.companies}
        if number < 3:
            fake.update("companies", ids[number], name="Again")
    assert seen == set(ids)


def test_too_many_changes_in_one_instant(
    fake: HubSpotFake, hubspot: HubSpot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "SEARCH_PAGE", 2)
    monkeypatch.setattr(module, "SEARCHED", 4)
    ids = [fake.put_company(name=f"No {n}") for n in range(6)]
    at = fake.get("companies", ids[0])["hs_lastmodifieddate"]
    for id_ in ids:
        fake.portal.objects["companies"][id_].properties["hs_lastmodifieddate"] = at
    with pytest.raises(BadAnswer, match="4 companies changed at"):
        list(hubspot.changed(LONG_AGO))


def figures(employees: int) -> dict[str, str]:
    return {
        "numberofemployees": str(employees),
        "last_login_date_master_account": "2025-11-23T14:30:00Z",
        "quarts_de_travail_ouverts_10_": "Yes",
    }


def test_figures_in_batches(fake: HubSpotFake, hubspot: HubSpot) -> None:
    ids = [fake.put_company(name=f"No {n}") for n in range(150)]
    fake.archive("companies", ids[120])
    batches = list(hubspot.write_figures({id_: figures(n) for n, id_ in enumerate(ids)}))
    assert [len(batch) for batch in batches] == [100, 49]
    assert ids[120] not in batches[1]
    held = fake.get("companies", ids[149])
    assert {name: held[name] for name in figures(0)} == figures(149) | {
        "last_login_date_master_account": "2025-11-23T14:30:00.000Z"
    }
    list(hubspot.write_figures({ids[0]: {"last_login_date_master_account": ""}}))
    assert fake.get("companies", ids[0])["last_login_date_master_account"] is None


def test_a_field_that_the_account_has_not(fake: HubSpotFake, hubspot: HubSpot) -> None:
    id_ = fake.put_company(name="Maple")
    with pytest.raises(SourceRefused, match="PROPERTY_DOESNT_EXIST"):
        list(hubspot.write_figures({id_: {"numberofemployees": "1", "no_such": "1"}}))
    assert fake.get("companies", id_).get("numberofemployees") is None


def test_a_note_is_made_once(fake: HubSpotFake, hubspot: HubSpot) -> None:
    maple = fake.put_company(**MAPLE)
    fake.put_note(maple, hs_timestamp="2025-11-01T10:00:00Z", hs_note_body="By hand")
    text = "Called <Ann> & Bob\nagain"
    made = hubspot.add_note(maple, text, NOW, "maple:note:1")
    fake.freeze_index()
    assert hubspot.add_note(maple, text, NOW, "maple:note:1") == made
    assert hubspot.add_note(maple, text, NOW, "maple:note:2") != made
    fake.thaw_index()
    assert len(fake.notes(maple)) == 3
    newest = hubspot.fetch(maple, NOW).notes[0]
    assert (newest.at, newest.text) == (NOW, text)
    assert newest.key in {"maple:note:1", "maple:note:2"}


def test_a_note_whose_answer_is_lost(fake: HubSpotFake, hubspot: HubSpot) -> None:
    maple = fake.put_company(**MAPLE)
    fake.fail(path="/crm/v3/objects/notes", method="POST", lose_answer=True)
    with pytest.raises(SourceDown):
        hubspot.add_note(maple, "Hello", NOW, "k")
    hubspot.add_note(maple, "Hello", NOW, "k")
    assert len(fake.notes(maple)) == 1


def test_a_note_for_nobody(hubspot: HubSpot) -> None:
    with pytest.raises(NotInSource):
        hubspot.add_note("404", "Hello", NOW, "k")


def test_a_letter_is_logged_once_and_is_the_last_contact(
    fake: HubSpotFake, hubspot: HubSpot
) -> None:
    maple = fake.put_company(**MAPLE)
    email = SentEmail(NOW, str(LIONEL.email).upper(), BOSS, "Hi <you>", "Hello\n\nBob & Ann")
    fake.fail(path="/crm/v3/objects/emails", method="POST", lose_answer=True)
    with pytest.raises(SourceDown):
        hubspot.log_email(maple, email, "k1")
    fake.freeze_index()
    made = hubspot.log_email(maple, email, "k1")
    assert hubspot.log_email(maple, email, "k1") == made
    fake.thaw_index()
    [logged] = fake.emails(maple)
    assert (logged["hs_email_direction"], logged["hs_email_status"]) == ("EMAIL", "SENT")
    assert (logged["hs_email_subject"], logged["hubspot_owner_id"]) == ("Hi <you>", "7")
    assert "Hello<br><br>Bob &amp; Ann" in logged["hs_email_html"]
    headers = json.loads(logged["hs_email_headers"])
    assert (headers["from"], headers["to"]) == ({"email": email.sender}, [{"email": BOSS}])
    assert hubspot.fetch(maple, NOW).account.last_contact == NOW
    stranger = replace(email, sender="somebody@example.com", at=NOW - timedelta(days=1))
    hubspot.log_email(maple, stranger, "k2")
    assert fake.emails(maple)[1].get("hubspot_owner_id") is None
    assert hubspot.fetch(maple, NOW).account.last_contact == NOW


def test_a_call_is_scheduled_once(fake: HubSpotFake, hubspot: HubSpot) -> None:
    maple, now = fake.put_company(**MAPLE), datetime.now(UTC)
    start = (now + timedelta(days=3)).replace(microsecond=0)
    fake.fail(path="/crm/v3/objects/meetings", method="POST", lose_answer=True)
    with pytest.raises(SourceDown):
        hubspot.schedule_call(maple, "QBR", start, 45, OWNER, "k1")
    fake.freeze_index()
    made = hubspot.schedule_call(maple, "QBR", start, 45, OWNER, "k1")
    assert hubspot.schedule_call(maple, "QBR", start, 45, OWNER, "k1") == made
    fake.thaw_index()
    assert hubspot.schedule_call(maple, "Another", start, 30, "somebody@example.com", "k2") != made
    first, second = fake.meetings(maple)
    assert (first["hs_meeting_title"], first["hs_meeting_outcome"]) == ("QBR", "SCHEDULED")
    assert first["hs_timestamp"] == first["hs_meeting_start_time"]
    begins, ends = (
        datetime.fromisoformat(first[f"hs_meeting_{edge}_time"]) for edge in ("start", "end")
    )
    assert first["hubspot_owner_id"] == "7"
    assert second.get("hubspot_owner_id") is None
    assert (begins, ends - begins) == (start, timedelta(minutes=45))
    found = {one.id: one for one in hubspot.fetch(maple, now).meetings}
    assert (found[made].title, found[made].starts_at) == ("QBR", start)
    assert found[made].owner == LIONEL.name


def test_a_contract_end(fake: HubSpotFake, hubspot: HubSpot) -> None:
    maple = fake.put_company(**MAPLE, contract_end="2025-12-31")
    fake.fail(path="/crm/v3/objects/companies", method="PATCH", lose_answer=True)
    assert hubspot.set_contract_end(maple, date(2026, 12, 31), "k") == maple
    assert hubspot.fetch(maple, NOW).account.contract_end == date(2026, 12, 31)
