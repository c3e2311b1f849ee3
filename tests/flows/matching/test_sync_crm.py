"""Sync the mirror from a fake of the CRM over HTTP, and check what is in the mirror afterwards."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from customer_health.connectors.hubspot import crm as connector
from customer_health.connectors.hubspot.crm import HubSpot
from customer_health.flows.matching import sync_crm
from customer_health.flows.matching.match_company import match_company
from customer_health.stores.matching.crm_sync import Tally
from customer_health.stores.rtdb.nodes import children
from emulator_harness.fakes.hubspot import HubSpotFake
from tests.connectors.hubspot.portal import client, portal
from tests.memory_database import MemoryDatabase

Json = Any
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
BOSS = "boss@maple.example.com"
MAPLE = {"name": "Maple & Sons", "courriel_compte_maitre": BOSS}
OAK = {"name": "Oak", "courriel_compte_maitre": "boss@oak.example.com"}
LIONEL = {"name": "Lionel Roy", "email": "lionel@pivot.example.com"}


@pytest.fixture
def fake(hubspot_portal: HubSpotFake) -> HubSpotFake:
    hubspot_portal.reset()
    hubspot_portal.put_owner("7", "lionel@pivot.example.com", "Lionel", "Roy")
    return hubspot_portal


@pytest.fixture
def now() -> datetime:
    """Return a time before all changes in the fake, which uses the real clock."""
    return datetime.now(UTC)


def slack_id(email: str) -> str | None:
    return {"ann@pivot.example.com": "U8"}.get(email)


def sync(database: MemoryDatabase, hubspot: HubSpot, now: datetime) -> Tally:
    return sync_crm.sync(database, hubspot, now, slack_id)


def base(crm: Mapping[str, Json] | None = None, **root: Json) -> MemoryDatabase:
    return MemoryDatabase({"CrmCompanies": dict(crm or {})} | root)


def mirror(database: MemoryDatabase) -> dict[str, Json]:
    rows = children(database.dump.at("CrmCompanies"))
    return {id_: {k: v for k, v in row.items() if v is not None} for id_, row in rows.items()}


def last(database: MemoryDatabase) -> dict[str, Json]:
    return children(database.dump.at("CrmSync/mirror/last"))


def test_the_first_sync_is_full(fake: HubSpotFake, hubspot: HubSpot, now: datetime) -> None:
    maple = fake.put_company(**MAPLE, hubspot_owner_id="7")
    oak = fake.put_company(**OAK)
    database = base({"123": {"name": "Long gone"}})
    tally = sync(database, hubspot, now)
    assert mirror(database) == {maple: {**MAPLE, "owner": LIONEL}, oak: OAK}
    assert (tally.kind, tally.seen, tally.written, tally.removed) == ("full", 2, 2, 1)
    assert tally.error is None
    assert database.dump.at("CrmSync/mirror/companies") == 2


def test_later_syncs_read_changes_only(fake: HubSpotFake, hubspot: HubSpot, now: datetime) -> None:
    maple, oak = fake.put_company(**MAPLE, hubspot_owner_id="7"), fake.put_company(**OAK)
    database = base()
    sync(database, hubspot, now)
    fake.update("companies", maple, name="Maple Inc.", hubspot_owner_id="")
    elm = fake.put_company(name="Elm")
    fake.archive("companies", oak)
    tally = sync(database, hubspot, now)
    renamed = {"name": "Maple Inc.", "courriel_compte_maitre": BOSS}
    assert mirror(database) == {maple: renamed, oak: OAK, elm: {"name": "Elm"}}
    assert (tally.kind, tally.written) == ("changes", 2)
    # Only the next day's full sync finds a deleted record.
    sync(database, hubspot, now + DAY)
    assert mirror(database) == {maple: renamed, elm: {"name": "Elm"}}


def test_a_sync_without_changes_writes_nothing(
    fake: HubSpotFake, hubspot: HubSpot, now: datetime
) -> None:
    fake.put_company(**MAPLE, hubspot_owner_id="7")
    database = base()
    assert sync(database, hubspot, now).written == 1
    assert sync(database, hubspot, now).written == 0
    assert sync(database, hubspot, now + DAY).written == 0


def test_a_late_entry_in_the_search_is_found(
    fake: HubSpotFake, hubspot: HubSpot, now: datetime
) -> None:
    """A change appears in the CRM's search after a later change that the mirror has already."""
    maple, oak = fake.put_company(**MAPLE), fake.put_company(**OAK)
    database = base()
    sync(database, hubspot, now)
    change(fake, oak, "Oak Inc.", now + timedelta(minutes=20))
    fake.freeze_index()
    change(fake, maple, "Maple Inc.", now + timedelta(minutes=10))
    sync(database, hubspot, now)
    assert names(database) == {MAPLE["name"], "Oak Inc."}
    fake.thaw_index()
    sync(database, hubspot, now)
    assert names(database) == {"Maple Inc.", "Oak Inc."}


def change(fake: HubSpotFake, id_: str, name: str, at: datetime) -> None:
    changed = {"name": name, "hs_lastmodifieddate": at.isoformat()}
    fake.portal.objects["companies"][id_].properties |= changed


def names(database: MemoryDatabase) -> set[str]:
    return {row["name"] for row in mirror(database).values()}


def test_a_slack_user_stays_with_the_owner(
    fake: HubSpotFake, hubspot: HubSpot, now: datetime
) -> None:
    fake.put_owner("8", "ann@pivot.example.com", "Ann", "Low")
    maple = fake.put_company(**MAPLE, hubspot_owner_id="7")
    known = {**LIONEL, "slackUserId": "U7"}
    database = base({maple: {**MAPLE, "owner": known, "region": "QC"}})
    assert sync(database, hubspot, now).written == 0
    assert mirror(database)[maple] == {**MAPLE, "owner": known, "region": "QC"}
    fake.update("companies", maple, hubspot_owner_id="8")
    sync(database, hubspot, now)
    ann = {"name": "Ann Low", "email": "ann@pivot.example.com", "slackUserId": "U8"}
    assert mirror(database)[maple] == {**MAPLE, "owner": ann, "region": "QC"}


def test_a_malformed_record_does_not_stop_the_sync(
    fake: HubSpotFake, hubspot: HubSpot, now: datetime
) -> None:
    bad, maple = fake.put_company(), fake.put_company(**MAPLE)
    database = base({bad: OAK})
    tally = sync(database, hubspot, now)
    assert mirror(database) == {bad: OAK, maple: MAPLE}
    assert (tally.seen, tally.removed, tally.error) == (2, 0, None)
    assert last(database)["bad"] == {bad: "neither a name nor a master e-mail"}
    assert last(database)["badCount"] == 1


@pytest.mark.parametrize(
    "fault",
    [
        {"status": 503, "times": None},
        {"status": 401},
        {"body": b"<html>"},
        {"body": b'{"results": []}'},
        {"status": 429, "retry_after": 600},
    ],
)
def test_a_failing_crm_changes_nothing(
    fake: HubSpotFake, now: datetime, fault: dict[str, Any]
) -> None:
    fake.put_company(**MAPLE)
    database = base({"123": OAK})
    fake.fail(path="/crm/v3/objects/companies", **fault)
    tally = sync(database, client(fake, timeout_budget=1), now)
    assert mirror(database) == {"123": OAK}
    assert tally.error
    assert last(database)["error"] == tally.error
    fake.clear_faults()
    # A full sync again, since the first one was not complete.
    assert sync(database, client(fake), now).kind == "full"
    assert list(mirror(database).values()) == [MAPLE]
    assert "error" not in last(database)


def test_an_incomplete_full_sync_removes_nothing(
    fake: HubSpotFake, hubspot: HubSpot, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connector, "PAGE", 1)
    first, second = fake.put_company(**MAPLE), fake.put_company(**OAK)
    database = base({"123": {"name": "Elm"}})
    fake.fail(path="/crm/v3/objects/companies", times=1, delay=0)
    fake.fail(path="/crm/v3/objects/companies", times=None, status=403)
    tally = sync(database, hubspot, now)
    assert set(mirror(database)) == {first, "123"}
    assert "403" in str(tally.error)
    fake.clear_faults()
    sync(database, hubspot, now)
    assert set(mirror(database)) == {first, second}


def test_an_interrupted_sync_continues_where_it_ended(
    fake: HubSpotFake, hubspot: HubSpot, now: datetime, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(connector, "SEARCH_PAGE", 2)
    monkeypatch.setattr(sync_crm, "OVERLAP", timedelta(0))
    database = base()
    fake.put_company(**MAPLE)
    sync(database, hubspot, now)
    for number in range(6):
        fake.put_company(name=f"No {number}")
    fake.fail(path="/crm/v3/objects/companies/search", times=2, delay=0)
    fake.fail(path="/crm/v3/objects/companies/search", status=403)
    assert sync(database, hubspot, now).error
    assert len(mirror(database)) < 7
    sync(database, hubspot, now)
    assert len(mirror(database)) == 7


def test_rate_limits_are_waited_out(now: datetime) -> None:
    with portal(rate=2, search_rate=1) as fake:
        fake.server.faults.fail(status=429, retry_after=1)
        fake.put_company(**MAPLE)
        database = base()
        tally = sync(database, client(fake, timeout_budget=30), now)
        assert (tally.error, list(mirror(database).values())) == (None, [MAPLE])


def company(**fields: Json) -> dict[str, Json]:
    return {"name": MAPLE["name"], "email": BOSS, **fields}


def test_a_new_record_matches_a_waiting_company(
    fake: HubSpotFake, hubspot: HubSpot, now: datetime
) -> None:
    oak = fake.put_company(**OAK)
    database = base(
        {oak: OAK},
        Companies={"maple": company(), "elm": company(name="Elm"), "new": company(name="New")},
    )
    for company_id in ("maple", "elm"):
        match_company(database, company_id, now)
    sync(database, hubspot, now)
    assert state(database, "maple") == ("none", None)
    maple = fake.put_company(**MAPLE)
    assert sync(database, hubspot, now).matched == 1
    assert state(database, "maple") == ("linked", maple)
    assert database.dump.at("Companies/maple/csmDashboardLinked") is True
    # A company that was never matched is matched too.
    assert state(database, "new") == ("none", None)


def test_a_link_from_before_the_crm_gets_its_record(
    fake: HubSpotFake, hubspot: HubSpot, now: datetime
) -> None:
    database = base(Companies={"maple": company()})
    match_company(database, "maple", now)
    assert state(database, "maple") == ("linked", None)
    maple = fake.put_company(**MAPLE)
    sync(database, hubspot, now)
    assert state(database, "maple") == ("linked", maple)


def state(database: MemoryDatabase, company_id: str) -> tuple[Json, Json]:
    row = children(database.dump.at(f"Matches/{company_id}"))
    return row.get("state"), row.get("crmId")


ACTS = st.lists(
    st.one_of(
        st.tuples(st.just("put"), st.integers(0, 4), st.sampled_from(["", "A", "B", "C & é"])),
        st.tuples(st.just("own"), st.integers(0, 4), st.sampled_from(["", "7", "404"])),
        st.tuples(st.just("archive"), st.integers(0, 4), st.none()),
        st.tuples(st.just("sync"), st.just(0), st.sampled_from([None, 403, 500])),
    ),
    max_size=20,
)


@settings(max_examples=settings().max_examples // 4)
@given(ACTS)
def test_after_a_full_sync_the_mirror_equals_the_portal(
    hubspot_portal: HubSpotFake, acts: list[tuple[str, int, Any]]
) -> None:
    """The mirror is complete after a full sync, whatever happened before."""
    hubspot_portal.reset()
    hubspot_portal.put_owner("7", "lionel@pivot.example.com", "Lionel", "Roy")
    hubspot_portal.put_company("500", name="Always there")
    database, hubspot, now = base(), client(hubspot_portal, timeout_budget=0.05), datetime.now(UTC)
    for act, number, value in acts:
        id_ = str(1000 + number)
        if act == "put":
            hubspot_portal.put_company(
                id_, name=value, courriel_compte_maitre=value and f"{value}@x"
            )
        elif act == "own":
            hubspot_portal.put_company(id_, hubspot_owner_id=value)
        elif act == "archive":
            hubspot_portal.archive("companies", id_)
        elif act == "sync":
            hubspot_portal.fail(status=value) if value else None
            sync(database, hubspot, now)
            hubspot_portal.clear_faults()
    tally = sync(database, client(hubspot_portal), now + DAY)
    wanted = {id_: row for id_, row in portal_rows(hubspot_portal).items() if row.get("name")}
    named = {id_: row for id_, row in mirror(database).items() if id_ not in tally.bad}
    assert (tally.error, named) == (None, wanted)


def portal_rows(fake: HubSpotFake) -> dict[str, Json]:
    rows = {}
    for record in fake.portal.living("companies"):
        stored = record.properties
        row = {name: stored.get(name) for name in ("name", "courriel_compte_maitre")}
        owner = {"owner": LIONEL} if stored.get("hubspot_owner_id") == "7" else {}
        rows[record.id] = {name: value for name, value in row.items() if value} | owner
    return rows
