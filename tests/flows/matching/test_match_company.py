"""Match a company: its match, its flag, its claim and the messages about it."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from firebase_admin.exceptions import UnavailableError

from customer_health.flows.matching.match_company import match_company
from customer_health.flows.matching.review import (
    LinkRefused,
    ignore,
    link,
    match_all,
    unlink,
    waiting,
)
from customer_health.stores.matching import matches
from customer_health.stores.rtdb.nodes import children
from customer_health.stores.rtdb.update import Update
from tests.memory_database import MemoryDatabase

Json = Any
NOW = datetime(2025, 11, 24, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)
MAPLE = {"name": "Maple & Sons", "email": "boss@maple.example.com"}
RECORD = {"name": "Maple & Sons", "courriel_compte_maitre": "boss@maple.example.com"}
OTHER = {"name": "Oak", "courriel_compte_maitre": "boss@oak.example.com"}
ANN = "ann@pivot.example.com"


class Base(MemoryDatabase):
    """A database in which other events write: `meanwhile` has what happens, once, just before a
    path is read or an update is written."""

    def __init__(self, **root: Json) -> None:
        super().__init__(root)
        self.meanwhile: dict[str, Callable[[], object]] = {}
        self.down = ""
        self.patches = 0

    def get(self, path: str, *, shallow: bool = False) -> Any:
        self.meanwhile.pop(path, lambda: None)()
        return children(super().get(path)) if shallow else super().get(path)

    def where(self, path: str, child: str, value: Any) -> dict[str, Any]:
        if path == self.down:
            raise UnavailableError("no connection")
        return super().where(path, child, value)

    def patch(self, updates: Mapping[str, Any]) -> None:
        self.patches += 1
        self.meanwhile.pop("patch", lambda: None)()
        super().patch(updates)

    def at(self, path: str) -> Json:
        return self.dump.at(path)

    def state(self, company_id: str = "maple") -> tuple[Json, Json, bool]:
        row = children(self.at(f"Matches/{company_id}"))
        flag = bool(self.at(f"Companies/{company_id}/csmDashboardLinked"))
        return row.get("state"), row.get("crmId"), flag

    def said(self) -> list[tuple[Json, Json]]:
        entries = children(self.at("Outbox")).values()
        return [(entry["facts"].get("was"), entry["facts"]["state"]) for entry in entries]


def base(records: Mapping[str, Json] | None = None, **companies: Json) -> Base:
    crm = {"crm1": dict(RECORD), "crm2": dict(OTHER)} if records is None else dict(records)
    return Base(Companies={"maple": dict(MAPLE)} | companies, CrmCompanies=crm)


def matched(database: Base, *company_ids: str) -> Base:
    for company_id in company_ids or ("maple",):
        match_company(database, company_id, NOW)
    return database


def rename(database: Base, company_id: str = "maple", **fields: Json) -> None:
    for field, value in fields.items():
        database.dump.put(f"Companies/{company_id}/{field}", value)
    match_company(database, company_id, LATER)


def converged(database: Base, company_id: str = "maple") -> bool:
    return not match_company(database, company_id, LATER)


def test_an_exact_match_links_the_company() -> None:
    database = matched(base())
    assert database.state() == ("linked", "crm1", True)
    assert database.at("CrmLinks") == {"crm1": "maple"}
    assert database.said() == []
    assert database.patches == 1
    assert converged(database)


@pytest.mark.parametrize(
    "record",
    [
        RECORD | {"name": "maple & sons"},
        RECORD | {"courriel_compte_maitre": "Boss@maple.example.com"},
        {"name": "MAPLE & SONS", "courriel_compte_maitre": "BOSS@MAPLE.EXAMPLE.COM"},
        {"name": "Maple & Sons", "courriel_compte_maitre": "other@example.com"},
    ],
)
def test_variants_are_suggested_and_never_linked(record: Json) -> None:
    database = matched(base({"crm1": record}))
    assert database.state() == ("none", None, False)
    (suggestion,) = database.at("Matches/maple/candidates")
    assert (suggestion["crmId"], suggestion["name"]) == ("crm1", record["name"])
    assert database.said() == [(None, "none")]
    assert converged(database)


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ("Café Olé", "CAFE OLE"),
        ("Café Olé", "Cafe Ole"),
        ("  Café   Olé", "café olé"),
        ("cafe ole", "Cafe Ole"),
    ],
)
def test_a_near_miss_is_found_by_name_alone(ours: str, theirs: str) -> None:
    record = {"name": theirs, "courriel_compte_maitre": "nobody@example.com"}
    database = matched(base({"crm1": record}, maple={"name": ours, "email": "b@example.com"}))
    assert [c["crmId"] for c in database.at("Matches/maple/candidates")] == ["crm1"]


def test_two_crm_records() -> None:
    database = matched(base({"crm1": RECORD, "crm2": RECORD}))
    assert database.state() == ("ambiguous", None, False)
    assert [c["crmId"] for c in database.at("Matches/maple/candidates")] == ["crm1", "crm2"]
    assert database.said() == [(None, "ambiguous")]
    assert not children(database.at("CrmLinks"))


def test_two_companies_one_record() -> None:
    database = matched(base(twin=dict(MAPLE)), "maple", "twin")
    assert database.state("maple") == ("linked", "crm1", True)
    assert database.state("twin") == ("ambiguous", None, False)
    (rival,) = database.at("Matches/twin/candidates")
    assert (rival["crmId"], rival["companyId"]) == ("crm1", "maple")
    assert converged(database, "twin")


def test_two_companies_racing_for_one_record() -> None:
    """The second company is matched between the claim of the first and its write."""
    database = base(twin=dict(MAPLE))
    database.meanwhile["patch"] = lambda: match_company(database, "twin", NOW)
    match_company(database, "maple", NOW)
    assert database.state("maple") == ("linked", "crm1", True)
    assert database.state("twin") == ("ambiguous", None, False)
    assert database.said() == [(None, "ambiguous")]


def test_a_changed_email_or_name_keeps_the_link() -> None:
    database = matched(base())
    rename(database, email="new@maple.example.com")
    rename(database, name="Oak", email="boss@oak.example.com")
    assert database.state() == ("linked", "crm1", True)
    assert database.at("Matches/maple/email") == "boss@oak.example.com"
    assert database.said() == []
    assert converged(database)


def test_an_unmatched_company_is_matched_again_when_its_email_changes() -> None:
    database = matched(base(maple=MAPLE | {"email": "old@example.com"}))
    rename(database, email="older@example.com")
    assert database.said() == [(None, "none")]
    rename(database, email=MAPLE["email"])
    assert database.state() == ("linked", "crm1", True)
    assert database.said() == [(None, "none")]


def test_another_change_asks_the_crm_nothing() -> None:
    database = matched(base(maple=MAPLE | {"email": "old@example.com"}))
    database.asked.clear()
    rename(database, contact={"name": "B"})
    assert database.asked == []


def test_an_outage_of_the_crm_mirror_changes_nothing() -> None:
    database = base()
    database.down = "CrmCompanies"
    with pytest.raises(UnavailableError):
        match_company(database, "maple", NOW)
    assert (database.patches, database.state(), database.said()) == (0, (None, None, False), [])

    summary = match_all(database, waiting(database), NOW)
    assert list(summary.failed) == ["maple"]

    database.down = ""
    assert match_all(database, waiting(database), NOW).states == {"linked": 1}
    assert database.state() == ("linked", "crm1", True)


def test_a_failed_write_is_completed_by_the_next_attempt() -> None:
    """The failed attempt leaves a claim without a match. The next attempt succeeds."""
    database = base(twin=dict(MAPLE))

    def fail() -> None:
        raise UnavailableError("no connection")

    database.meanwhile["patch"] = fail
    with pytest.raises(UnavailableError):
        match_company(database, "maple", NOW)
    matched(database, "twin", "maple")
    assert database.state("maple") == ("linked", "crm1", True)
    assert database.state("twin") == ("ambiguous", None, False)


def test_a_claim_is_free_if_its_company_is_gone_or_changed() -> None:
    for holder in ({}, {"left": {"name": "Left", "email": "left@example.com"}}):
        database = base(**holder)
        database.dump.put("CrmLinks/crm1", "left")
        assert matched(database).state() == ("linked", "crm1", True)
        assert database.at("CrmLinks/crm1") == "maple"


def test_a_lost_claim_ends_the_link() -> None:
    """A company has the record only with the claim; the claim of its rival is not released."""
    database = matched(base(twin=MAPLE | {"name": "Twin"}), "maple", "twin")
    database.dump.put("CrmLinks/crm1", "twin")
    database.patch({"Matches/twin/state": "manual", "Matches/twin/crmId": "crm1"})
    match_company(database, "maple", LATER)
    assert database.state() == ("ambiguous", None, False)
    assert database.at("CrmLinks/crm1") == "twin"
    assert converged(database)


def test_a_claim_that_is_missing_is_made_again() -> None:
    database = matched(base())
    database.dump.put("CrmLinks/crm1", None)
    match_company(database, "maple", LATER)
    assert database.at("CrmLinks") == {"crm1": "maple"}


def test_a_deleted_company_releases_its_claim() -> None:
    database = matched(base())
    database.dump.put("Companies/maple", None)
    assert waiting(database) == ["maple"]
    match_company(database, "maple", LATER)
    assert (database.at("CrmLinks/crm1"), database.at("Matches/maple")) == (None, None)
    assert database.at("Companies/maple") is None
    assert converged(database)


@pytest.mark.parametrize("record", ["text", 3, ["a"], True])
def test_a_company_that_is_not_an_object_changes_nothing(record: Json) -> None:
    database = matched(base())
    database.dump.put("Companies/maple", record)
    assert converged(database)


def test_a_link_older_than_matching_gets_its_match() -> None:
    database = base(maple=MAPLE | {"csmDashboardLinked": True})
    assert matched(database).state() == ("linked", "crm1", True)
    assert database.said() == []


@pytest.mark.parametrize("records", [{}, {"crm1": OTHER}, {"crm1": RECORD, "crm2": RECORD}])
def test_a_link_older_than_matching_is_kept_without_a_record(records: Json) -> None:
    database = base(records, maple=MAPLE | {"csmDashboardLinked": True})
    assert matched(database).state() == ("linked", None, True)
    assert database.said() == []
    assert converged(database)


def test_a_lost_flag_is_restored() -> None:
    database = matched(base())
    database.dump.put("Companies/maple", dict(MAPLE))
    match_company(database, "maple", LATER)
    assert database.state() == ("linked", "crm1", True)
    assert database.said() == []


def test_a_flag_set_by_hand_is_respected() -> None:
    database = matched(base())
    rename(database, csmDashboardLinked=False)
    assert database.state() == ("none", None, False)
    assert database.at("CrmLinks/crm1") is None
    match_all(database, waiting(database), LATER)
    assert database.state() == ("none", None, False)

    rename(database, csmDashboardLinked=True)
    assert database.state()[0::2] == ("manual", True)
    assert database.said() == []
    assert converged(database)


def test_without_a_crm_a_company_of_its_own_is_linked() -> None:
    database = matched(base({}, oak=MAPLE | {"name": "Oak"}))
    assert database.state() == ("linked", None, True)
    assert converged(database)


def test_without_a_crm_duplicates_go_to_the_review() -> None:
    database = matched(base({}, twin=dict(MAPLE)), "maple", "twin")
    for company_id in ("maple", "twin"):
        assert database.state(company_id) == ("ambiguous", None, False)
    assert database.at("Matches/maple/candidates/0/companyId") == "twin"
    assert database.said() == [(None, "ambiguous")] * 2


def test_linked_by_hand() -> None:
    database = matched(base({"crm1": OTHER}))
    link(database, "maple", "crm1", ANN, "they moved", LATER)
    assert database.state() == ("manual", "crm1", True)
    row = database.at("Matches/maple")
    assert (row["by"], row["reason"], row["since"]) == (ANN, "they moved", "2025-11-24T13:00:00Z")
    assert database.said() == [(None, "none")]
    rename(database, name="Another")
    assert database.state() == ("manual", "crm1", True)


def test_linked_by_hand_to_another_record() -> None:
    database = matched(base())
    link(database, "maple", "crm2", ANN, "wrong branch", LATER)
    assert database.state() == ("manual", "crm2", True)
    assert children(database.at("CrmLinks")) == {"crm2": "maple"}
    link(database, "maple", None, ANN, "checked", LATER)
    assert database.state() == ("manual", "crm2", True)


@pytest.mark.parametrize(
    ("company_id", "crm_id", "why"),
    [
        ("nobody", "crm2", "no company nobody"),
        ("maple", "crm9", "no CRM record crm9"),
        ("twin", "crm1", "company maple's"),
    ],
)
def test_an_impossible_link_is_refused(company_id: str, crm_id: str, why: str) -> None:
    database = matched(base(twin=dict(MAPLE)), "maple", "twin")
    before = database.get("Matches")
    with pytest.raises(LinkRefused, match=why):
        link(database, company_id, crm_id, ANN, "", LATER)
    assert database.get("Matches") == before


def test_a_persons_decision_is_not_undone() -> None:
    for word, state in ((unlink, "none"), (ignore, "ignored")):
        database = matched(base())
        word(database, "maple", ANN, "test account", LATER)
        assert database.state() == (state, None, False)
        assert database.at("CrmLinks/crm1") is None
        rename(database, email="other@example.com")
        rename(database, email=MAPLE["email"])
        match_all(database, ["maple"], LATER)
        assert database.state() == (state, None, False)
        assert database.at("Matches/maple/by") == ANN
        assert database.said() == []


def test_stored_crm_data_is_deleted_with_its_link() -> None:
    path = "ContextCache/maple/crm"
    database = matched(base({"crm1": RECORD, "crm2": OTHER}))
    for decide in (
        lambda: link(database, "maple", "crm2", ANN, "", LATER),
        lambda: unlink(database, "maple", ANN, "", LATER),
        lambda: link(database, "maple", "crm1", ANN, "", LATER),
        lambda: ignore(database, "maple", ANN, "", LATER),
    ):
        database.dump.put(path, {"record": "{}"})
        decide()
        assert database.at(path) is None
    database.dump.put(path, {"record": "{}"})
    rename(database, name="Maple and daughters")
    assert database.at(path) == {"record": "{}"}


def test_a_persons_decision_during_a_match_wins() -> None:
    database = base()
    database.meanwhile["patch"] = lambda: ignore(database, "maple", ANN, "a test", NOW)
    match_company(database, "maple", NOW)
    assert database.state() == ("ignored", None, False)
    assert not children(database.at("CrmLinks"))
    assert converged(database)


def test_a_flag_newer_than_the_row_is_not_a_persons_decision() -> None:
    """Another event links the company between the two reads of an attempt."""
    database = matched(base(maple=MAPLE | {"email": "old@example.com"}))
    database.dump.put("Companies/maple/email", MAPLE["email"])
    database.meanwhile["Companies/maple"] = lambda: match_company(database, "maple", NOW)
    match_company(database, "maple", LATER)
    assert database.state() == ("linked", "crm1", True)
    assert database.said() == [(None, "none")]


def test_the_review_lists_the_longest_waiting_first() -> None:
    companies = {f"c{n}": MAPLE | {"email": f"c{n}@example.com"} for n in range(4)}
    database = matched(base(**companies))
    for minutes, company_id in enumerate(("c2", "c0", "c3", "c1")):
        match_company(database, company_id, NOW + timedelta(minutes=minutes))
    ignore(database, "c3", ANN, "", LATER)
    assert list(matches.in_review(database)) == ["c2", "c0", "c1"]


def test_a_repeated_event_notifies_once() -> None:
    database = base({"crm1": OTHER})
    database.meanwhile["patch"] = lambda: match_company(database, "maple", LATER)
    matched(database, "maple", "maple")
    assert database.said() == [(None, "none")]


def test_all_waiting_companies_are_matched_again() -> None:
    database = matched(base({"crm2": OTHER}, new=MAPLE | {"name": "New"}, bad="text"))
    database.dump.put("CrmCompanies/crm1", dict(RECORD))
    assert waiting(database) == ["bad", "maple", "new"]
    steps: list[int] = []
    summary = match_all(database, waiting(database), LATER, progress=lambda: steps.append(1))
    assert summary.states == {"linked": 1, "none": 1, "no company": 1}
    assert (summary.failed, len(steps)) == ({}, 3)
    assert database.state() == ("linked", "crm1", True)


def test_existing_companies_can_be_matched_without_messages() -> None:
    database = base({"crm1": OTHER})
    match_all(database, waiting(database), NOW, notify=lambda *_: Update())
    assert database.state() == ("none", None, False)
    assert database.said() == []
