"""Match companies with CRM records by name and e-mail."""

import unicodedata
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_health.domain.matching.matching import (
    Candidate,
    Decision,
    Match,
    State,
    match,
    match_among_companies,
    needs_review_now,
    next_record,
    spellings,
)
from customer_health.domain.text import without_case

NAME, EMAIL = "Café Olé", "boss@cafe.example.com"
NOW = datetime(2025, 11, 24, 12, tzinfo=UTC)


def record(name: str = NAME, email: str = EMAIL, crm_id: str = "crm1") -> Candidate:
    return Candidate(name, email, crm_id)


def test_a_record_with_name_and_email_links_despite_near_misses() -> None:
    near = record("café olé", crm_id="crm2"), record(email="Boss@cafe.example.com", crm_id="crm3")
    assert match(NAME, EMAIL, [near[0], record(), near[1]]) == Match("linked", "crm1")


def test_a_record_found_twice_counts_once() -> None:
    assert match(NAME, EMAIL, [record(), record()]) == Match("linked", "crm1")


def test_two_records_with_name_and_email_need_a_person() -> None:
    both = record(crm_id="crm1"), record(crm_id="crm2")
    assert match(NAME, EMAIL, [record("Another"), *reversed(both)]) == Match(
        "ambiguous", candidates=both
    )


@pytest.mark.parametrize(
    ("name", "email"),
    [
        ("café olé", EMAIL),
        ("CAFÉ OLÉ", EMAIL),
        ("Cafe Ole", EMAIL),
        (unicodedata.normalize("NFD", NAME), EMAIL),
        (" Café  Olé ", EMAIL),
        ("Café\u00a0Olé", EMAIL),
        (NAME, "Boss@Cafe.example.com"),
        (NAME, f"{EMAIL} "),
        ("cafe  OLE", EMAIL.upper()),
        (NAME, "another@example.com"),
        ("Another", EMAIL),
    ],
)
def test_a_near_miss_is_only_suggested(name: str, email: str) -> None:
    assert match(NAME, EMAIL, [record(name, email)]) == Match(
        "none", candidates=(record(name, email),)
    )


@pytest.mark.parametrize(
    "candidate", [record("Café Olés", "b@cafe.example.com"), record("", ""), record("Café", "")]
)
def test_a_distant_record_is_not_suggested(candidate: Candidate) -> None:
    assert match(NAME, EMAIL, [candidate]) == Match("none")


@pytest.mark.parametrize(("name", "email"), [("", EMAIL), (NAME, None), ("", None), (NAME, "")])
def test_without_a_name_or_an_email_nothing_matches(name: str, email: str | None) -> None:
    assert not match(name, email, [record(name, email or "")]).linked
    assert not match_among_companies(name, email, []).linked


def test_suggestions_are_limited_with_the_nearest_first() -> None:
    nearest = record(NAME.upper(), EMAIL.upper(), "crm99")
    found = match(NAME, EMAIL, [record("Other", crm_id=f"crm{n}") for n in range(40)] + [nearest])
    assert found.candidates[0] == nearest
    assert len(found.candidates) == 10


def test_without_a_crm_a_unique_company_is_linked() -> None:
    others = [Candidate(NAME, "b@example.com", company_id="b"), Candidate("B", EMAIL)]
    assert match_among_companies(NAME, EMAIL, others) == Match("linked")


def test_without_a_crm_duplicates_need_a_person() -> None:
    twin = Candidate(NAME, EMAIL, company_id="twin")
    assert match_among_companies(NAME, EMAIL, [twin]) == Match("ambiguous", candidates=(twin,))


TEXTS = st.text(max_size=12)
FEW = st.sampled_from(["A", "a", "Á", " A", "B", ""])
RECORDS = st.lists(st.builds(Candidate, FEW, FEW, st.sampled_from("123456789")), max_size=6)


@given(FEW, FEW, RECORDS)
def test_linked_means_exactly_one_exact_match(
    name: str, email: str, records: list[Candidate]
) -> None:
    exact = {c for c in records if name and email and (c.name, c.email) == (name, email)}
    found = match(name, email, records)
    assert found.state == {0: "none", 1: "linked"}.get(len(exact), "ambiguous")
    assert (found.crm_id is not None) == found.linked
    assert found == match(name, email, reversed(records))


@given(TEXTS)
def test_every_spelling_has_the_same_key(text: str) -> None:
    assert without_case(without_case(text)) == without_case(text)
    assert text not in spellings(text)


@given(st.text("aàéÉçñ Bz", max_size=12))
def test_every_spelling_is_a_near_miss(text: str) -> None:
    assert {without_case(spelling) for spelling in spellings(text)} <= {without_case(text)}


def test_an_unchanged_state_keeps_its_start_and_number() -> None:
    first = next_record(None, Match("none"), NAME, EMAIL, None, NOW)
    later = NOW + timedelta(days=1)
    same = next_record(first, Match("none", candidates=(record(),)), "New", EMAIL, None, later)
    assert (same.since, same.number, same.name) == (NOW, 1, "New")
    assert not needs_review_now(first, same)
    linked = next_record(same, Match("linked", "crm1"), NAME, EMAIL, None, later)
    assert (linked.since, linked.number) == (later, 2)


def test_adding_a_links_record_is_no_change_but_another_record_is() -> None:
    first = next_record(None, Match("linked"), NAME, EMAIL, None, NOW)
    known = next_record(first, Match("linked", "crm1"), NAME, EMAIL, None, NOW)
    moved = next_record(known, Match("linked", "crm2"), NAME, EMAIL, None, NOW)
    assert (first.number, known.number, moved.number) == (1, 1, 2)


@pytest.mark.parametrize(
    ("was", "state", "news"),
    [
        (None, "none", True),
        (None, "ambiguous", True),
        (None, "linked", False),
        ("none", "none", False),
        ("none", "ambiguous", True),
        ("none", "linked", False),
        ("linked", "ambiguous", True),
    ],
)
def test_a_state_that_needs_a_person_is_reported(
    was: State | None, state: State, news: bool
) -> None:
    before = next_record(None, Match(was), NAME, EMAIL, None, NOW) if was else None
    after = next_record(before, Match(state), NAME, EMAIL, None, NOW)
    assert needs_review_now(before, after) == news


def test_a_persons_own_decision_is_not_reported() -> None:
    word = Decision(Match("none"), "ann@pivot.example.com", NOW)
    linked = next_record(None, Match("linked", "crm1"), NAME, EMAIL, None, NOW)
    assert not needs_review_now(linked, next_record(linked, word.match, NAME, EMAIL, word, NOW))
