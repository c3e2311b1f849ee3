"""Run one company: what the run writes, what it doesn't touch, and concurrent events."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from itertools import combinations
from typing import Any

import pytest

from customer_health.code_version import code_version
from customer_health.domain.context.billing_record import BillingRecord, Plan
from customer_health.domain.context.source import SourceName
from customer_health.domain.context.usage_history import KEPT, is_noted_on
from customer_health.domain.context.vendor_records import Usage
from customer_health.domain.instants import clock_of, iso
from customer_health.domain.metrics.names import (
    CONFLICTING_CLOCK_INS,
    EMPLOYEES,
    LOGIN,
    OPEN_SHIFTS,
    OUTSIDE_AVAILABILITY,
)
from customer_health.domain.money import Money
from customer_health.errors import BadRecord, DatabaseDown, NotConverged
from customer_health.flows.runs.company_result import CompanyResult
from customer_health.flows.runs.run_company import ATTEMPTS
from customer_health.flows.tracking.track_company import track_company
from customer_health.stores.context import context_cache
from customer_health.stores.customers import rows
from customer_health.stores.metrics import employee_ledger
from demo.runs.dump import Dump
from tests.examples import (
    CLOCK,
    COMPANY,
    LATER,
    RUN,
    TUESDAY,
    Tree,
    company,
    metrics_of,
    run,
)
from tests.memory_database import MemoryDatabase

DAY = timedelta(days=1)
SHIFT = {"date": str(TUESDAY), "start": "09:00", "end": "17:00"}


def busy() -> Dump:
    """A company with a value in each figure."""
    return company(
        Companies={"createdAt": "2024-01-01T00:00:00Z", "email": "boss@example.com"},
        Employees={
            "ann": {"name": "Ann", "createdAt": "2025-01-01T00:00:00Z"},
            "bob": {"name": "Bob", "createdAt": iso(LATER)},
            "cy": {"name": "Cy", "archived": True, "archivedAt": iso(LATER)},
            "bad": "x",
        },
        Schedules={
            "2025-11-10": {
                "status": "draft",
                "generatedAt": 0,
                "shifts": [SHIFT | {"date": "2025-11-11"}],
            },
            "2025-11-17": {"status": "published", "shifts": [SHIFT | {"employeeId": "ann"}]},
        },
        Availability={"ann": {"updatedAt": 0}},
        Timecards=[{"employeeId": "ann", "date": str(TUESDAY)}],
        PresenceStatus={"master": {"lastActive": iso(CLOCK - DAY)}},
        CustomerHealthMetrics={"history": {"2025-10-25": {EMPLOYEES: 4}}},
    )


def changed(before: Any, after: Any, path: str = "") -> set[str]:
    """Return the paths at which two dumps differ."""
    if not isinstance(before, dict) or not isinstance(after, dict):
        return set() if before == after else {path.removeprefix("/")}
    keys = before.keys() | after.keys()
    return {
        leaf for key in keys for leaf in changed(before.get(key), after.get(key), f"{path}/{key}")
    }


def test_the_paths_that_a_run_writes() -> None:
    dump = busy()
    outcome = run(dump)
    assert outcome.assessment is not None
    metrics = metrics_of(dump)
    assert metrics[EMPLOYEES] == 2
    assert metrics[LOGIN] == iso(CLOCK - DAY)
    assert metrics["averages"] == {
        OPEN_SHIFTS: 100,
        OUTSIDE_AVAILABILITY: 100,
        CONFLICTING_CLOCK_INS: 100,
    }
    assert metrics["employeeChange30d"] == {
        "from": 4,
        "baselineDate": "2025-10-25",
        "percent": -50.0,
    }
    assert metrics["alertLevel"] == "critical"
    assert metrics["lastUpdated"] == iso(CLOCK)
    assert set(metrics["freshness"].values()) == {iso(CLOCK)}
    assert metrics["history"][str(RUN)].items() <= metrics.items()
    assert dump.at(f"SnapshotOrigins/{COMPANY}/{RUN}/code") == code_version()
    assert dump.at(f"CustomerIndex/{COMPANY}/ranAt") == iso(CLOCK)
    assert dump.at(f"EmployeeLedger/{COMPANY}") == employee_ledger.build(["ann", "bob"])
    assert dump.at("MasterAccounts/master/companies") == {COMPANY: True}
    assert dump.at(f"DataQuality/{COMPANY}")["counts"] == {"malformed": 1}


def test_running_twice_changes_nothing() -> None:
    dump = busy()
    run(dump)
    once = deepcopy(dump.root)
    run(dump)
    assert changed(once, dump.root) == set()


SAMPLING_DAY = RUN + next(n for n in range(7) if is_noted_on(COMPANY, RUN + n * DAY)) * DAY
"""The run that records a usage sample of the company."""

USED = {"features": {"tasks": {"count30d": 30}, "reports": {"count30d": 5}, "odd": "x"}}


def using(**tables: Any) -> Dump:
    dump = busy()
    for name, node in ({"ProductUsage": USED} | tables).items():
        dump.put(f"{name}/{COMPANY}", node)
    return dump


def test_usage_is_sampled_once_a_week() -> None:
    dump = using(UsageHistory={str(SAMPLING_DAY - KEPT - DAY): 1, str(SAMPLING_DAY - KEPT): 2})
    for day in range(7):
        run(dump, SAMPLING_DAY + day * DAY)
    assert dump.at(f"UsageHistory/{COMPANY}") == {
        str(SAMPLING_DAY - KEPT): 2,
        str(SAMPLING_DAY): 35,
    }


def test_no_data_is_no_sample() -> None:
    dump = using(ProductUsage=None)
    run(dump, SAMPLING_DAY)
    assert dump.at("UsageHistory") is None


def test_a_day_with_a_usage_sample_is_not_sampled_again() -> None:
    dump = using(UsageHistory={str(SAMPLING_DAY): 7})
    run(dump, SAMPLING_DAY)
    assert dump.at(f"UsageHistory/{COMPANY}") == {str(SAMPLING_DAY): 7}


def test_a_past_run_samples_no_usage() -> None:
    dump = using()
    run(dump, SAMPLING_DAY, mode="past")
    assert dump.at("UsageHistory") is None


class FailingUsage(Dump):
    async def get(self, path: str, **query: Any) -> bytes:
        if path.startswith("ProductUsage"):
            raise DatabaseDown("503")
        return await super().get(path, **query)


@pytest.mark.parametrize(
    "dump",
    [FailingUsage(using().root), using(UsageHistory={"someday": "x"})],
    ids=["down", "malformed"],
)
def test_a_failed_usage_sample_does_not_fail_the_figures(dump: Dump) -> None:
    before = dump.at("UsageHistory")
    outcome = run(dump, SAMPLING_DAY)
    assert outcome.assessment is not None
    assert metrics_of(dump)["lastUpdated"] == iso(clock_of(SAMPLING_DAY))
    assert dump.at("UsageHistory") == before


PAYING = BillingRecord(
    "cus_1",
    "current",
    plan=Plan("price_1", "Pro", Money(9000, "CAD"), "month"),
    revenue_12m=Money(90000, "CAD"),
)


def viewed(**tables: Any) -> Dump:
    """A company whose billing record a view has left in the cache."""
    dump = busy()
    record, _ = context_cache.encoded("billing", PAYING)
    dump.put(f"ContextCache/{COMPANY}/billing", {"record": record, "fetchedAt": iso(CLOCK - DAY)})
    for name, node in tables.items():
        dump.put(f"{name}/{COMPANY}", node)
    return dump


def test_a_score_is_kept_of_what_is_known() -> None:
    dump, unseen = viewed(), busy()
    run(dump)
    run(unseen)
    kept, alone = (one.at(f"HealthScores/{COMPANY}/{RUN}") for one in (dump, unseen))
    assert kept["score"] > alone["score"]
    assert (kept["coverage"], alone["coverage"]) == (50, 25)
    assert (set(kept["parts"]), set(alone["parts"])) == ({"billing", "operations"}, {"operations"})


@pytest.mark.parametrize(
    "entry", ["text", {"record": {"a": 1}}, {"record": "no JSON"}, {"failure": "text"}]
)
def test_a_malformed_cache_fails_no_run(entry: Any) -> None:
    dump = busy()
    dump.put(f"ContextCache/{COMPANY}/billing", entry)
    assert run(dump).assessment


def score_with_seats(sold: int) -> Any:
    """Run a company that has two active employees, and was sold this many seats."""
    dump = viewed()
    plan = Plan("p", "Pro", Money(100, "CAD"), "month", sold)
    known: dict[SourceName, Any] = {"billing": replace(PAYING, plan=plan), "usage": Usage(2, 2)}
    for source, record in known.items():
        text, _ = context_cache.encoded(source, record)
        entry = {"record": text, "fetchedAt": iso(CLOCK - DAY)}
        dump.put(f"ContextCache/{COMPANY}/{source}", entry)
    run(dump)
    return dump.at(f"HealthScores/{COMPANY}/{RUN}/score")


def test_a_kept_score_is_of_the_seats_that_were_sold() -> None:
    assert score_with_seats(2) > score_with_seats(100)


def test_a_score_that_rests_on_more_is_left_alone() -> None:
    fuller = {str(RUN): {"score": 77, "coverage": 80}}
    dump = viewed(HealthScores=fuller)
    run(dump)
    assert dump.at(f"HealthScores/{COMPANY}") == fuller
    assert dump.at(f"CustomerIndex/{COMPANY}/score") == fuller[str(RUN)]


def test_the_row_repeats_what_the_list_sorts_by() -> None:
    dump = viewed()
    run(dump)
    row = dump.at(f"CustomerIndex/{COMPANY}")
    kept = dump.at(f"HealthScores/{COMPANY}/{RUN}")
    assert row["score"] == {"score": kept["score"], "coverage": kept["coverage"]}
    assert (row["revenue"], row["plan"]) == ({"cents": 90000, "currency": "CAD"}, "Pro")


def test_what_billing_said_stays_when_the_cache_is_gone() -> None:
    dump = viewed()
    run(dump)
    dump.put("ContextCache", None)
    dump.put("HealthScores", None)
    run(dump, RUN + DAY)
    row = dump.at(f"CustomerIndex/{COMPANY}")
    assert (row["plan"], row["score"]["coverage"]) == ("Pro", 25)


def test_a_row_has_no_revenue_that_nobody_knows() -> None:
    dump = busy()
    run(dump)
    assert not {"revenue", "plan"} & set(dump.at(f"CustomerIndex/{COMPANY}"))


def test_a_past_run_keeps_no_score() -> None:
    dump = viewed()
    run(dump, mode="past")
    assert dump.at("HealthScores") is None


def test_a_company_counts_in_the_health_of_all() -> None:
    dump = viewed()
    assert run(dump).health == {
        metrics_of(dump)["alertLevel"]: 1,
        "loginKnown": int(metrics_of(dump)["levels"][LOGIN] != "none"),
        "loggedIn": int(metrics_of(dump)["levels"][LOGIN] == "healthy"),
        "scored": 1,
        "scores": dump.at(f"HealthScores/{COMPANY}/{RUN}/score"),
    }


def test_a_score_that_rests_on_too_little_is_not_in_the_mean() -> None:
    dump = busy()
    health = run(dump).health
    assert dump.at(f"HealthScores/{COMPANY}/{RUN}/coverage") == 25
    assert (health["scored"], health["scores"]) == (0, 0)


class NoCache(Dump):
    async def get(self, path: str, **query: Any) -> bytes:
        if path.startswith("ContextCache"):
            raise DatabaseDown("503")
        return await super().get(path, **query)


@pytest.mark.parametrize(
    "dump",
    [NoCache(viewed().root), viewed(HealthScores={str(RUN): "x"})],
    ids=["down", "malformed"],
)
def test_a_score_that_cannot_be_kept_costs_no_figures(dump: Dump) -> None:
    before = dump.at("HealthScores")
    assert run(dump).assessment is not None
    assert metrics_of(dump)["lastUpdated"] == iso(CLOCK)
    assert dump.at("HealthScores") == before


def test_an_older_date_writes_that_days_history_only() -> None:
    dump = busy()
    run(dump)
    once = deepcopy(dump.root)
    run(dump, RUN - 3 * DAY, mode="past")
    assert changed(once, dump.root) == {
        f"CustomerHealthMetrics/{COMPANY}/history/2025-11-21",
        "DailyIndex/2025-11-21",
        f"SnapshotOrigins/{COMPANY}/2025-11-21",
    }


def test_a_made_up_day_writes_only_its_history_if_a_newer_run_exists() -> None:
    """That is so even before the newer run has reached the company."""
    dump = busy()
    before = deepcopy(dump.root)
    run(dump, RUN - DAY, mode="history_only")
    history = f"CustomerHealthMetrics/{COMPANY}/history/{RUN - DAY}"
    assert {path for path in changed(before, dump.root) if not path.startswith("MasterLogins")} == {
        history,
        "DailyIndex",
        "SnapshotOrigins",
    }


def test_a_past_run_counts_the_employees_of_that_time() -> None:
    dump = busy()
    run(dump, mode="past")
    metrics = metrics_of(dump)
    assert metrics[EMPLOYEES] == metrics["history"][str(RUN)][EMPLOYEES] == 2  # ann and cy
    assert dump.at("EmployeeLedger") is None  # the ledger counts today's employees
    run(dump, RUN + 3 * DAY, mode="past")
    assert metrics_of(dump)["history"]["2025-11-27"][EMPLOYEES] == 2  # ann and bob
    assert metrics_of(dump)["lastUpdated"] == iso(CLOCK + 3 * DAY)


def test_a_past_run_keeps_later_live_counts() -> None:
    """For example a shard that is retried after midnight."""
    dump = busy()
    run(dump)
    since = CLOCK + timedelta(hours=4)
    database = MemoryDatabase(dump)
    database.patch({f"Employees/{COMPANY}/ann": {"archived": True, "archivedAt": iso(since)}})
    track_company(database, COMPANY, since, lambda email: None)
    run(dump, mode="past")
    metrics = metrics_of(dump)
    assert metrics["history"][str(RUN)][EMPLOYEES] == 2  # ann and cy were there then
    assert metrics[EMPLOYEES] == dump.at(f"CustomerIndex/{COMPANY}/employees") == 1
    assert metrics["employeeChange30d"]["percent"] == -75.0
    assert metrics["freshness"][EMPLOYEES] == metrics["lastUpdated"] == iso(since)
    assert metrics["freshness"][OPEN_SHIFTS] == iso(CLOCK)


def test_a_past_run_ignores_later_logins() -> None:
    dump = company(PresenceStatus={"master": {"lastActive": iso(LATER)}})
    run(dump, mode="past")
    assert LOGIN not in metrics_of(dump)["history"][str(RUN)]
    assert LOGIN not in metrics_of(dump)
    assert dump.at("MasterLogins") is None


def test_a_figure_that_lost_its_data_is_removed() -> None:
    dump = busy()
    run(dump)
    dump.put(f"Timecards/{COMPANY}", None)
    dump.put(f"Schedules/{COMPANY}", None)
    run(dump, RUN + DAY)
    metrics = metrics_of(dump)
    assert "averages" not in metrics
    assert metrics[CONFLICTING_CLOCK_INS] == "None"
    assert "averages" in metrics["history"][str(RUN)]
    assert "averages" not in metrics["history"][str(RUN + DAY)]


def test_the_evidence_names_the_records_that_it_is_made_of() -> None:
    def inputs(dump: Dump) -> str:
        run(dump)
        return str(dump.at(f"MetricEvidence/{COMPANY}/{RUN}/{OPEN_SHIFTS}/inputs"))

    dump = company(Employees={"ann": {"name": "Ann"}})
    first = inputs(dump)
    assert len(first) == 16
    assert inputs(dump) == first
    dump.put(f"Employees/{COMPANY}/bob", {"name": "Bob"})
    assert inputs(dump) != first


def test_evidence_is_kept_for_90_days() -> None:
    dump = busy()
    old, kept = (f"MetricEvidence/{COMPANY}/{RUN - days * DAY}" for days in (90, 89))
    dump.put(old, {"x": 1})
    dump.put(kept, {"x": 1})
    run(dump)
    assert (dump.at(old), dump.at(kept)) == (None, {"x": 1})


def test_a_changed_master_account_is_listed() -> None:
    dump = busy()
    run(dump)
    dump.put(f"Companies/{COMPANY}/masterUserId", "other")
    run(dump, RUN + DAY)
    assert dump.at(f"MasterAccounts/master/companies/{COMPANY}") is None
    assert dump.at("MasterAccounts/other/companies") == {COMPANY: True}


def test_a_new_master_account_does_not_inherit_the_login() -> None:
    dump = company(PresenceStatus={"master": {"lastActive": iso(CLOCK - DAY)}})
    run(dump)
    assert dump.at(f"MasterLogins/{COMPANY}") == iso(CLOCK - DAY)
    dump.put(f"Companies/{COMPANY}/masterUserId", "other")
    run(dump, RUN + DAY)
    assert dump.at(f"MasterLogins/{COMPANY}") is None
    assert LOGIN not in metrics_of(dump)
    dump.put("PresenceStatus/other", {"lastActive": iso(CLOCK - 9 * DAY)})
    run(dump, RUN + 2 * DAY)
    assert metrics_of(dump)[LOGIN] == dump.at(f"MasterLogins/{COMPANY}") == iso(CLOCK - 9 * DAY)


def test_a_run_after_a_later_login_takes_the_login_of_the_day_before() -> None:
    dump = company(PresenceStatus={"master": {"lastActive": iso(CLOCK - DAY)}})
    run(dump)
    dump.put("PresenceStatus/master/lastActive", iso(LATER + DAY))
    dump.put(f"MasterLogins/{COMPANY}", iso(LATER + DAY))
    run(dump, RUN + DAY)
    assert metrics_of(dump)["history"][str(RUN + DAY)][LOGIN] == iso(CLOCK - DAY)


def test_a_run_after_a_later_login_does_not_take_that_of_a_former_master_account() -> None:
    dump = company(PresenceStatus={"master": {"lastActive": iso(CLOCK - DAY)}})
    run(dump)
    dump.put(f"Companies/{COMPANY}/masterUserId", "other")
    dump.put("PresenceStatus/other", {"lastActive": iso(LATER + DAY)})
    run(dump, RUN + DAY)
    assert LOGIN not in metrics_of(dump)["history"][str(RUN + DAY)]


def test_a_lost_master_account_is_found_again() -> None:
    dump = busy()
    run(dump)
    dump.put("MasterAccounts", None)
    run(dump, RUN + DAY)
    assert dump.at("MasterAccounts/master/companies") == {COMPANY: True}


@pytest.mark.parametrize("linked", [False, None, "yes"])
def test_a_company_that_is_not_linked_is_left_alone(linked: Any) -> None:
    dump = busy()
    dump.put(f"Companies/{COMPANY}/csmDashboardLinked", linked)
    before = deepcopy(dump.root)
    assert run(dump) == CompanyResult(None)
    assert dump.root == before


def test_a_company_unlinked_during_the_run_is_not_restored() -> None:
    """The company is deleted between the read of an attempt and its write."""

    class Unlinking(Lively):
        async def patch(self, updates: Mapping[str, Any]) -> None:
            if self.times:
                self.times -= 1
                self.happens(self)
            await Dump.patch(self, updates)

    def unlink(dump: Dump) -> None:
        database = MemoryDatabase(dump)
        database.patch({f"Companies/{COMPANY}/csmDashboardLinked": False})
        track_company(database, COMPANY, LATER, lambda email: None)

    first = busy()
    run(first)
    dump = Unlinking(first.root, unlink)
    assert run(dump, RUN + DAY) == CompanyResult(None)
    assert rows.is_removed(dump.at(f"CustomerIndex/{COMPANY}"))
    assert dump.at("MasterAccounts/master/companies") is None
    assert dump.at(f"EmployeeLedger/{COMPANY}") is None
    found = dump.at("Alerts").values()
    assert {(alert["phase"], alert["open"]) for alert in found} == {("closed", False)}
    assert all("endedAt" in alert for alert in found)


@pytest.mark.parametrize("node", [None, "Acme"])
def test_no_company_record(node: Any) -> None:
    with pytest.raises(BadRecord, match=f"Companies/{COMPANY}"):
        run(Dump({"Companies": {COMPANY: node}}))


def test_a_wrong_live_count_is_reported() -> None:
    dump = busy()
    assert run(dump).count_drift is None
    dump.put(f"CustomerIndex/{COMPANY}/employees", 7)
    assert run(dump).count_drift == 7
    assert dump.at(f"CustomerIndex/{COMPANY}/employees") == 2


class Lively(Dump):
    """A database in which something happens after each of the first `times` writes of results."""

    def __init__(self, root: Tree, happens: Callable[[Dump], None], times: int = 1) -> None:
        super().__init__(root)
        self.happens = happens
        self.times = times

    async def get_tagged(self, path: str) -> tuple[bytes, str]:
        body = await self.get(path)
        return body, body.decode()

    async def get_if_changed(self, path: str, tag: str) -> tuple[bytes, str] | None:
        now = await self.get_tagged(path)
        return None if now[1] == tag else now

    async def patch(self, updates: Mapping[str, Any]) -> None:
        await super().patch(updates)
        if self.times:
            self.times -= 1
            self.happens(self)


def hire(dump: Dump) -> None:
    staff = dump.at(f"Employees/{COMPANY}")
    dump.put(f"Employees/{COMPANY}/new {len(staff)}", {"name": "Dee"})


def test_an_employee_hired_during_the_run_is_counted() -> None:
    dump = Lively(busy().root, hire)
    outcome = run(dump)
    assert outcome.assessment is not None
    assert outcome.assessment.employees == metrics_of(dump)[EMPLOYEES] == 3
    assert dump.at(f"EmployeeLedger/{COMPANY}") == employee_ledger.build(["ann", "bob", "new 4"])


def test_a_login_during_the_run_is_kept() -> None:
    def log_in(dump: Dump) -> None:
        dump.put(f"MasterLogins/{COMPANY}", iso(LATER))

    dump = Lively(busy().root, log_in)
    run(dump)
    assert metrics_of(dump)[LOGIN] == dump.at(f"CustomerIndex/{COMPANY}/login") == iso(LATER)
    assert metrics_of(dump)["history"][str(RUN)][LOGIN] == iso(CLOCK - DAY)


def test_a_company_that_keeps_changing_is_given_up() -> None:
    with pytest.raises(NotConverged, match=COMPANY):
        run(Lively(busy().root, hire, times=ATTEMPTS))
    assert run(Lively(busy().root, hire, times=ATTEMPTS - 1)).assessment is not None


def test_a_past_run_ignores_changes_during_it() -> None:
    assert run(Lively(busy().root, hire, times=ATTEMPTS), mode="past").assessment is not None


def test_no_update_has_overlapping_paths() -> None:
    """Check that no path of an update is below another: the database would refuse it."""
    updates: list[Mapping[str, Any]] = []

    class Recording(Dump):
        async def patch(self, new: Mapping[str, Any]) -> None:
            updates.append(new)
            await super().patch(new)

    dump = Recording(busy().root)
    run(dump)
    dump.put(f"Companies/{COMPANY}/masterUserId", "other")
    run(dump, RUN + DAY)
    assert len(updates) == 2
    for paths in updates:
        for one, other in combinations(sorted(paths), 2):
            assert not f"{other}/".startswith(f"{one}/")
