"""Gathering the sources' records: cache, staleness, failures, search, and single flight."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from customer_health.domain.context.source import SOURCES, CustomerIdentity, SourceName
from customer_health.domain.context.source_results import SourceResults
from customer_health.errors import (
    AmbiguousInSource,
    BadAnswer,
    Conflicting,
    NotInSource,
    SourceDown,
    SourceRefused,
)
from customer_health.flows.context import gather as flow
from customer_health.flows.context.gather import Context
from customer_health.flows.context.source_ids import name_id
from customer_health.flows.matching.review import LinkRefused
from customer_health.flows.tracking.track_company import read_untracked, untrack
from tests.api.client import row
from tests.flows.context.sources import (
    BILLING,
    DUE,
    NOW,
    OPENED,
    RECORDS,
    SUPPORT,
    StubSource,
    cad,
    sources,
)
from tests.memory_database import MemoryDatabase

CUSTOMER = CustomerIdentity("acme", "Acme", "admin@acme.example.com")
OTHER = CustomerIdentity("other", "Other", "admin@acme.example.com")
SECOND = timedelta(seconds=1)


class Desk:
    """A context over stub sources, with a clock that a test moves."""

    def __init__(self) -> None:
        self.database = MemoryDatabase(
            {
                "CustomerIndex": {"acme": row("Acme"), "other": row("Other")},
                "Matches": {"acme": {"state": "linked", "crmId": "901"}},
            }
        )
        self.sources = sources()
        self.now = NOW
        self.queued: list[tuple[str, SourceName]] = []
        self.context = self.instance()

    def instance(self, **missing: None) -> Context:
        def queue(company_id: str, source: SourceName, now: datetime) -> None:
            self.queued.append((company_id, source))

        connectors: Any = {**self.sources, **missing}
        return Context(self.database, connectors, queue, lambda: self.now)

    def gather(self, *needed: SourceName, anew: bool = False) -> SourceResults:
        return self.context.gather(CUSTOMER, needed or SOURCES, anew=anew)

    def later(self, **of: float) -> None:
        self.now += timedelta(**of)

    @property
    def calls(self) -> dict[str, int]:
        return {name: len(source.fetched) for name, source in self.sources.items()}


@pytest.fixture
def desk() -> Desk:
    return Desk()


def test_all_sources_are_fetched_and_cached(desk: Desk) -> None:
    first = desk.gather()
    again = desk.gather()
    for source in SOURCES:
        fetched = first.of(source)
        assert (fetched.freshness, fetched.failure) == ("fresh", None)
        assert as_tuples(fetched.record) == RECORDS[source]
        assert fetched.fetched_at == NOW
        assert as_tuples(again.of(source).record) == RECORDS[source]
    assert desk.calls == dict.fromkeys(SOURCES, 1)


def as_tuples(record: Any) -> Any:
    """Convert lists to tuples: a record read from the cache has lists."""
    lists = {
        name: tuple(value)
        for name in record.__dataclass_fields__
        if isinstance(value := getattr(record, name), list)
    }
    return replace(record, **lists)


def test_only_the_wanted_sources_are_fetched(desk: Desk) -> None:
    found = desk.gather("billing")
    assert desk.calls == {"crm": 0, "billing": 1, "support": 0, "usage": 0}
    assert found.crm == desk.gather("billing").crm
    assert (found.crm.record, found.crm.failure) == (None, None)


def test_cached_records_of_other_sources_are_used(desk: Desk) -> None:
    desk.gather("crm")
    assert desk.gather("billing").crm.freshness == "fresh"
    assert desk.calls["crm"] == 1


@pytest.mark.parametrize(
    ("age", "freshness", "asked", "queued"),
    [
        (timedelta(minutes=5) - SECOND, "fresh", 1, 0),
        (timedelta(minutes=5), "stale", 1, 1),
        (timedelta(hours=1) - SECOND, "stale", 1, 1),
        (timedelta(hours=1), "fresh", 2, 0),
    ],
)
def test_a_record_is_fresh_or_stale_by_its_age(
    desk: Desk, age: timedelta, freshness: str, asked: int, queued: int
) -> None:
    desk.gather("billing")
    desk.now += age
    assert desk.gather("billing").billing.freshness == freshness
    desk.context._pools["billing"].shutdown()  # waits for the queued refresh
    assert (desk.calls["billing"], len(desk.queued)) == (asked, queued)


def test_a_queued_refresh_renews_the_record(desk: Desk) -> None:
    desk.gather("billing")
    desk.later(minutes=6)
    desk.sources["billing"].record = replace(BILLING, balance=cad(7))
    desk.context.refresh(CUSTOMER, "billing")
    desk.context.refresh(CUSTOMER, "billing")  # a task may come twice
    assert desk.gather("billing").billing.record.balance == cad(7)
    assert desk.calls["billing"] == 2


def test_a_failed_source_is_refreshed_again_soon(desk: Desk) -> None:
    """A record with a failure is refreshed before it is an hour old."""
    desk.gather("billing")
    desk.later(minutes=6)
    desk.sources["billing"].error = SourceDown("503")
    desk.context.refresh(CUSTOMER, "billing")
    desk.sources["billing"].error = None
    desk.later(seconds=29)
    desk.gather("billing")  # not fetched yet, nor by a late task
    desk.context.refresh(CUSTOMER, "billing")
    desk.later(seconds=1)
    assert desk.gather("billing").billing.failure
    desk.context._pools["billing"].shutdown()
    assert desk.queued == [("acme", "billing")]
    desk.context.refresh(CUSTOMER, "billing")
    fetched = desk.instance().gather(CUSTOMER, ["billing"]).billing
    assert (fetched.freshness, fetched.failure) == ("fresh", None)
    assert desk.calls["billing"] == 3


NONSENSE: list[tuple[SourceName, Any]] = [
    ("support", replace(SUPPORT, open=(replace(OPENED, subject="\ud800"),))),
    ("billing", replace(BILLING, current_invoice=replace(DUE, number=5))),
    ("billing", replace(BILLING, billing_contact={"a": 1})),
    ("billing", replace(BILLING, revenue_12m="much")),
]


@pytest.mark.parametrize(("source", "record"), NONSENSE)
def test_an_invalid_record_fails_its_source_only(
    desk: Desk, source: SourceName, record: Any
) -> None:
    desk.sources[source].record = record
    found = desk.gather()
    failure = found.of(source).failure
    assert failure
    assert (failure.kind, found.of(source).record) == ("bad_answer", None)
    assert all(found.of(one).freshness == "fresh" for one in SOURCES if one != source)
    entry = desk.database.get(f"ContextCache/acme/{source}")
    assert set(entry) == {"failure"}


def test_unencodable_text_is_replaced(desk: Desk) -> None:
    desk.sources["billing"].finds = AmbiguousInSource("\ud800", ("\ud800",))
    found = desk.gather("billing").billing
    assert found.failure
    assert (found.failure.detail, found.failure.candidates) == ("?", ("?",))


def test_a_database_error_fails_one_source_only(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    take = MemoryDatabase.take_lease

    def failing(database: MemoryDatabase, path: str, *given: Any) -> Any:
        if "billing" in path:
            raise OSError("away")
        return take(database, path, *given)

    monkeypatch.setattr(MemoryDatabase, "take_lease", failing)
    found = desk.gather()
    assert found.billing.failure
    assert "away" in found.billing.failure.detail
    assert found.crm.freshness == "fresh"


@pytest.mark.parametrize("outcome", [None, SourceDown("503")])
def test_an_answer_for_a_replaced_id_is_not_cached(desk: Desk, outcome: Exception | None) -> None:
    """During the request for the old id, a person sets another id, and a view fetches it."""
    billing = desk.sources["billing"]
    old, new = replace(BILLING, customer_id="cus_1"), replace(BILLING, customer_id="cus_9")

    def named() -> None:
        billing.before_answer = lambda: None
        name_id(desk.database, "billing", "acme", "cus_9", "sue@pivotapp.ca", "x", NOW)
        billing.record = new
        desk.instance().gather(CUSTOMER, ["billing"])
        billing.record, billing.error = old, outcome

    billing.before_answer = named
    desk.gather("billing")
    found = desk.gather("billing").billing
    assert (found.record.customer_id, found.failure) == ("cus_9", None)
    assert desk.database.get("ContextCache/acme/billing/lease") is None


def test_an_answer_from_before_an_action_is_not_cached(desk: Desk) -> None:
    desk.sources["billing"].before_answer = lambda: desk.database.patch(
        {"ContextCache/acme/billing": None}
    )
    desk.gather("billing")
    assert desk.database.get("ContextCache/acme/billing") is None
    assert desk.database.get("Revenues") is None


def test_a_task_holds_its_lease_for_its_longest_duration(desk: Desk) -> None:
    leases: list[Any] = []
    path = "ContextCache/acme/billing/lease"
    desk.sources["billing"].before_answer = lambda: leases.append(desk.database.get(path))
    desk.context.refresh(CUSTOMER, "billing")
    assert leases[0]["until"] == "2026-03-11T12:01:00Z"


def test_a_forced_refresh_fetches_again(desk: Desk) -> None:
    desk.gather()
    desk.sources["crm"].error = SourceDown("crm: 503")
    found = desk.gather("crm", "billing", anew=True)
    assert desk.calls == {"crm": 2, "billing": 2, "support": 1, "usage": 1}
    assert (found.crm.freshness, found.billing.freshness) == ("stale", "fresh")


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (SourceDown("no answer"), "down"),
        (SourceDown("429", 17), "down"),
        (SourceRefused("401"), "refused"),
        (BadAnswer("<html>"), "bad_answer"),
        (NotInSource("gone"), "not_found"),
        (AmbiguousInSource("two", ("a", "b")), "ambiguous"),
        (KeyError("a defect"), "bad_answer"),
    ],
)
def test_a_failing_source_does_not_affect_the_others(
    desk: Desk, error: Exception, kind: str
) -> None:
    desk.sources["billing"].finds = error
    found = desk.gather()
    failure = found.billing.failure
    assert failure
    assert (failure.kind, found.billing.freshness) == (kind, "unavailable")
    assert str(error) in failure.detail
    assert failure.candidates == (("a", "b") if kind == "ambiguous" else ())
    assert all(found.of(one).freshness == "fresh" for one in SOURCES if one != "billing")
    assert desk.gather().billing.failure == failure


@pytest.mark.parametrize(
    ("error", "rest"),
    [
        (SourceDown("no answer"), timedelta(seconds=30)),
        (SourceDown("429", 17), timedelta(seconds=17)),
        (SourceDown("429", 1e15), timedelta(hours=1)),
        (BadAnswer("<html>"), timedelta(minutes=5)),
    ],
)
def test_a_failed_source_is_not_fetched_for_a_while(
    desk: Desk, error: Exception, rest: timedelta
) -> None:
    desk.sources["billing"].error = error
    desk.gather("billing")
    desk.now += rest - SECOND
    desk.gather("billing")
    assert desk.calls["billing"] == 1
    desk.later(seconds=1)
    desk.sources["billing"].error = None
    assert desk.gather("billing").billing.freshness == "fresh"
    assert desk.calls["billing"] == 2


def test_a_source_that_asks_to_wait_is_not_fetched_by_force(desk: Desk) -> None:
    desk.gather("billing")
    desk.sources["billing"].error = SourceDown("429", 600)
    for _ in range(3):
        found = desk.gather("billing", anew=True).billing
        assert (found.freshness, found.failure and found.failure.detail) == ("stale", "429")
        desk.later(minutes=3)
    assert desk.calls["billing"] == 2


def test_a_corrected_source_is_fetched_again(desk: Desk) -> None:
    desk.sources["billing"].error = SourceRefused("401")
    desk.gather("billing")
    desk.sources["billing"].error = None
    assert desk.gather("billing", anew=True).billing.freshness == "fresh"


def test_an_error_keeps_the_cached_record(desk: Desk) -> None:
    desk.gather("billing")
    desk.later(hours=2)
    desk.sources["billing"].error = SourceDown("503")
    for _ in range(2):
        found = desk.gather("billing").billing
        assert found.record is not None
        assert found.failure
        assert (found.freshness, found.fetched_at) == ("stale", NOW)


def test_a_source_that_is_not_configured(desk: Desk) -> None:
    desk.gather()
    found = desk.instance(crm=None).gather(CUSTOMER, SOURCES)
    assert found.crm.failure
    assert (found.crm.failure.kind, found.crm.record) == ("not_configured", None)
    assert found.billing.freshness == "fresh"


def test_a_slow_source_takes_no_longer_than_the_budget(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flow, "BUDGET", 0.05)
    slow = desk.sources["support"]
    slow.open.clear()
    found = desk.gather()
    assert found.support.failure == flow.TOO_SLOW
    assert found.billing.freshness == "fresh"
    slow.open.set()
    desk.context._pools["support"].shutdown()  # waits for the request, whose record is cached
    assert desk.instance().gather(CUSTOMER, SOURCES).support.freshness == "fresh"
    assert desk.calls["support"] == 1


def test_many_instances_fetch_once(desk: Desk) -> None:
    slow = desk.sources["billing"]
    slow.open.clear()
    views = 6
    with ThreadPoolExecutor(views) as pool:
        running = [
            pool.submit(desk.instance().gather, CUSTOMER, ("billing",)) for _ in range(views)
        ]
        while not slow.fetched:
            pass
        slow.open.set()
        found = [one.result() for one in running]
    assert [one.billing.freshness for one in found] == ["fresh"] * views
    assert desk.calls["billing"] == 1
    assert desk.database.get("ContextCache/acme/billing/lease") is None


def test_an_expired_fetch_lease_is_not_waited_for(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(flow, "BUDGET", 0.05)
    desk.database.take_lease("ContextCache/acme/billing/lease", NOW, flow.LEASE)
    assert desk.gather("billing").billing.failure == flow.TOO_SLOW
    desk.later(seconds=21)
    assert desk.gather("billing").billing.freshness == "fresh"


def test_a_cached_record_of_another_shape_is_ignored(desk: Desk) -> None:
    desk.gather("billing")
    desk.database.patch({"ContextCache/acme/billing/record": '{"customer_id":7}'})
    assert as_tuples(desk.gather("billing").billing.record) == BILLING


def test_a_source_is_searched_for_an_id_once(desk: Desk) -> None:
    desk.gather("billing")
    desk.later(hours=2)
    desk.gather("billing")
    assert len(desk.sources["billing"].found) == 1
    assert desk.database.get("SourceIds/acme/billing") == {
        "id": "cus_1",
        "by": "found",
        "at": "2026-03-11T12:00:00Z",
    }


def test_the_crm_id_is_the_matched_records(desk: Desk) -> None:
    desk.database.patch({"Matches/acme/crmId": "555"})
    desk.gather("crm")
    assert (desk.sources["crm"].fetched, desk.sources["crm"].found) == (["555"], [])


def test_a_deleted_id_is_searched_for_again(desk: Desk) -> None:
    desk.gather("billing")
    desk.later(hours=2)
    billing = desk.sources["billing"]
    billing.finds = "cus_2"
    billing.before_answer = lambda: raise_once(billing, NotInSource("deleted"))
    assert desk.gather("billing").billing.freshness == "fresh"
    assert billing.fetched == ["cus_1", "cus_1", "cus_2"]
    assert desk.database.get("SourceLinks/billing") == {"cus_2": "acme"}


def raise_once(source: StubSource, error: Exception) -> None:
    source.before_answer = lambda: None
    raise error


def test_an_id_set_by_a_person_is_kept(desk: Desk) -> None:
    name_id(desk.database, "billing", "acme", "cus_9", "sue@pivotapp.ca", "told by them", NOW)
    desk.sources["billing"].error = NotInSource("no such customer: cus_9")
    found = desk.gather("billing").billing
    assert found.failure
    assert found.failure.kind == "not_found"
    assert (desk.sources["billing"].fetched, desk.sources["billing"].found) == (["cus_9"], [])


def test_an_id_belongs_to_one_customer_only(desk: Desk) -> None:
    desk.gather("billing")
    found = desk.context.gather(OTHER, ("billing",)).billing
    assert found.failure
    assert (found.failure.kind, found.failure.candidates) == ("ambiguous", ("cus_1",))
    with pytest.raises(Conflicting, match="acme"):
        name_id(desk.database, "billing", "other", "cus_1", "sue@pivotapp.ca", "x", NOW)


def test_an_id_set_by_a_person_replaces_the_cached_record(desk: Desk) -> None:
    desk.gather("billing")
    written = name_id(desk.database, "billing", "acme", "cus_9", "sue@pivotapp.ca", "x", NOW)
    assert "SourceIds/acme/billing" in written.values
    assert desk.gather("billing").billing.freshness == "fresh"
    assert desk.sources["billing"].fetched == ["cus_1", "cus_9"]
    name_id(desk.database, "billing", "other", "cus_1", "sue@pivotapp.ca", "x", NOW)


@pytest.mark.parametrize("by", ["found", "sue@pivotapp.ca"])
def test_an_untracked_company_releases_its_id(desk: Desk, by: str) -> None:
    desk.context.gather(OTHER, ("billing",))
    desk.database.patch({"SourceIds/other/billing/by": by, "CustomerIndex/other": None})
    assert desk.gather("billing").billing.freshness == "fresh"
    assert desk.database.get("SourceLinks/billing") == {"cus_1": "acme"}
    assert not desk.database.get("SourceIds/other")
    assert not desk.database.get("ContextCache/other/billing")


def test_an_untracked_companys_id_can_be_set_for_another(desk: Desk) -> None:
    desk.context.gather(OTHER, ("billing",))
    desk.database.patch({"CustomerIndex/other": None})
    name_id(desk.database, "billing", "acme", "cus_1", "sue@pivotapp.ca", "x", NOW)
    assert desk.database.get("SourceIds/acme/billing/id") == "cus_1"


def test_the_crm_is_never_searched_for_a_customer(desk: Desk) -> None:
    """A search could find the record with which another company is matched."""
    found = desk.context.gather(OTHER, ("crm",)).crm
    assert found.failure
    assert (found.failure.kind, found.record) == ("not_found", None)
    assert (desk.sources["crm"].found, desk.sources["crm"].fetched) == ([], [])


def test_the_crm_id_is_set_by_linking_only(desk: Desk) -> None:
    with pytest.raises(LinkRefused, match="no CRM record 7"):
        name_id(desk.database, "crm", "acme", "7", "sue@pivotapp.ca", "x", NOW)


def test_revenue_is_ranked_once_an_hour(desk: Desk) -> None:
    def ranked() -> tuple[int, int | None]:
        desk.gather("billing", anew=True)
        rank = desk.database.get("RevenueRanks/CAD")
        return rank["customers"], rank.get("cents")

    desk.database.patch({f"Revenues/CAD/c{n}": n * 1_000_000 for n in range(1, 9)})
    assert ranked() == (9, None)
    assert desk.database.get("Revenues/CAD/acme") == 6_000_000
    desk.database.patch({"Revenues/CAD/c9": 9_000_000})
    desk.later(minutes=59)
    assert ranked() == (9, None)
    desk.later(minutes=1)
    assert ranked() == (10, 9_000_000)


def test_the_rank_is_updated_at_the_tenth_customer(desk: Desk) -> None:
    desk.database.patch({f"Revenues/CAD/c{n}": n * 100_000 for n in range(1, 10)})
    desk.gather("billing")
    assert desk.database.get("RevenueRanks/CAD")["cents"] == 6_000_000


def test_an_untracked_company_leaves_the_ranking(desk: Desk) -> None:
    desk.database.patch({"Revenues/CAD/acme": 1, "Revenues/CAD/other": 2, "Revenues/USD/acme": 3})
    known = desk.database.get("CustomerIndex/acme")
    found = read_untracked(desk.database, "acme", known)
    assert found
    desk.database.patch(untrack(found, NOW).values)
    assert desk.database.get("Revenues")["CAD"] == {"other": 2}
    assert "acme" not in desk.database.get("Revenues").get("USD", {})


def test_the_cache_is_kept_for_a_week(desk: Desk) -> None:
    desk.gather()
    assert desk.database.get("ContextCache/acme/expiresAt") == "2026-03-18T12:00:00Z"
