"""The daily run, from the call of Cloud Scheduler to the record of the run."""

from collections.abc import Callable
from datetime import date, datetime
from typing import Any

import pytest
import requests

from emulator_harness import Database, Suite

Json = Any
DailyRun = Callable[..., Json]

RUN_DATE = date(2025, 11, 24)
EARLIER = date(2025, 11, 20)
COMPANY = {
    "name": "Maple Diner",
    "email": "boss@maple.example.com",
    "masterUserId": "boss",
    "csmDashboardLinked": True,
}
SHARD_SIZE = 50


def linked(**fields: Json) -> Json:
    return COMPANY | fields


def a_company_at_work() -> Json:
    """Load one company, `maple`, with a figure for each metric."""
    shift = {"date": "2025-11-18", "start": "09:00", "end": "17:00", "employeeId": "e1"}
    card = {
        "employeeId": "e1",
        "date": "2025-11-18",
        "clockIn": "2025-11-18T14:00:00Z",
        "clockOut": "2025-11-18T22:00:00Z",
    }
    return {
        "Companies": {"maple": linked()},
        "Employees": {"maple": {"e1": {"name": "A"}, "e2": {"name": "B"}, "e3": {"name": "C"}}},
        "PresenceStatus": {"boss": {"lastActive": "2025-11-10T15:00:00Z"}},
        "Availability": {"e1": {"updatedAt": "2025-01-01T00:00:00Z"}},
        "Schedules": {
            "maple": {
                "2025-11-17": {
                    "status": "published",
                    "publishedAt": "2025-11-14T15:00:00Z",
                    "shifts": {"s1": shift, "s2": shift | {"employeeId": "e2"}},
                },
                "2025-11-10": {
                    "status": "draft",
                    "generatedAt": "2025-11-07T15:00:00Z",
                    "shifts": {
                        "s3": shift | {"date": "2025-11-12"},
                        "s4": shift | {"date": "2025-11-12", "employeeId": None},
                    },
                },
            }
        },
        "Timecards": {"maple": {"t1": card}},
    }


def difference(before: Json, after: Json, path: str = "") -> dict[str, Json]:
    """Return the paths at which two databases differ, with the later values."""
    if not (isinstance(before, dict) and isinstance(after, dict)):
        return {} if before == after else {path: after}
    return {
        place: value
        for key in sorted({**before, **after})
        for place, value in difference(
            before.get(key), after.get(key), f"{path}/{key}".lstrip("/")
        ).items()
    }


def executions(suite: Suite, name: str) -> int:
    """Return how often a function was started. Only exact once the suite is idle."""
    suite.wait_until_idle()
    return suite.log_text().count(f'Beginning execution of "us-central1-{name}"')


def test_the_record_of_a_run(database: Database, daily_run: DailyRun) -> None:
    database.import_dump(a_company_at_work())
    record = daily_run(RUN_DATE)

    [(name, shard)] = record.pop("shards").items()
    assert name == "n0"
    assert record["startedAt"] <= shard.pop("finishedAt") <= record.pop("finishedAt")
    assert record.pop("clock").startswith("2025-11-24T11:00:")
    assert record.pop("request").startswith("20251124T1100")
    record.pop("startedAt")
    assert record.pop("health") == shard.pop("health")
    reads, size = record.pop("reads"), record.pop("bytesRead")
    assert record == {
        "companies": 1, "shardCount": 1, "done": 1, "skipped": 0, "failed": 0, "down": 0,
        "repaired": 0,
    }  # fmt: skip
    # All reads of the shard up to its report. With one shard, the sums are its own values.
    assert shard == {"done": 1, "skipped": 0, "down": 0, "reads": reads, "bytesRead": size}
    assert 10 < reads <= database.counters()["requests"]
    assert 500 < size <= database.counters()["bytesRead"]


def test_the_figures_of_a_run(database: Database, daily_run: DailyRun) -> None:
    database.import_dump(a_company_at_work())
    clock = daily_run(RUN_DATE)["clock"]

    node = database.get("CustomerHealthMetrics/maple")
    assert node["numberofemployees"] == 3
    assert node["last_login_date_master_account"] == "2025-11-10T15:00:00Z"
    assert node["averages"] == {
        "quarts_de_travail_ouverts_10_": 100.0,
        "quarts_de_travail_attribues_hors_dispo_10": 50.0,
        "quarts_problematiques_50": 0.0,
    }
    assert node["alertLevel"] == "critical"
    assert node["lastUpdated"] == clock
    assert node["freshness"] == dict.fromkeys(node["levels"], clock)
    assert database.get("DataQuality/maple/counts") == {"availability_never_submitted": 1}


def test_nothing_happens_without_the_scheduler(suite: Suite, database: Database) -> None:
    """A start-up probe, or a person, may call the function with a GET."""
    database.import_dump(a_company_at_work())
    before = database.get("/")
    # The address by which the emulator lets a test call a function without a public address.
    url = f"{suite.function_url('calculateDailyMetrics')}-0"
    begun = executions(suite, "calculateDailyMetrics")
    for response in (
        requests.get(f"{url}/__/health", timeout=30),
        requests.get(url, timeout=30),
        requests.post(url, json={}, timeout=30),
    ):
        assert response.status_code == 200, response.text
    assert executions(suite, "calculateDailyMetrics") == begun + 3
    assert difference(before, database.get("/")) == {}


def test_a_second_call_for_a_run_does_nothing(
    suite: Suite,
    database: Database,
    daily_run: DailyRun,
    clock_of: Callable[[date], datetime],
) -> None:
    """Cloud Scheduler may call twice, and retries a call that failed."""
    database.import_dump(a_company_at_work())
    clock = clock_of(RUN_DATE)
    daily_run(RUN_DATE, clock)
    begun, before = executions(suite, "runShard"), database.get("/")

    daily_run(RUN_DATE, clock)

    assert executions(suite, "runShard") == begun
    assert difference(before, database.get("/")) == {}


def test_a_shard_that_is_delivered_twice_writes_the_same(
    suite: Suite, database: Database, daily_run: DailyRun
) -> None:
    """Cloud Tasks may deliver a task twice."""
    database.import_dump(a_company_at_work())
    record = daily_run(RUN_DATE)
    suite.wait_until_idle()
    before = database.get("/")

    shard = {
        "run_date": RUN_DATE.isoformat(),
        "request": record["request"],
        "clock": record["clock"],
        "number": 0,
        "companies": ["maple"],
    }
    url = suite.function_url("runShard")
    assert requests.post(url, json={"data": shard}, timeout=60).status_code == 200

    changed = difference(before, database.get("/"))
    of_the_record = {"finishedAt", "reads", "bytesRead"}
    assert {path for path in changed if path.split("/")[-1] not in of_the_record} == set()
    assert {path.split("/")[0] for path in changed} <= {"BatchRuns"}


def test_another_run_of_the_day_changes_only_times(database: Database, daily_run: DailyRun) -> None:
    database.import_dump(a_company_at_work())
    daily_run(RUN_DATE)
    before = database.get("/")
    clock = daily_run(RUN_DATE)["clock"]

    changed = difference(before, database.get("/"))
    figures = {path: at for path, at in changed.items() if not path.startswith("BatchRuns/")}
    assert (
        figures.pop("CustomerIndex/maple/changedAt") > before["CustomerIndex"]["maple"]["changedAt"]
    )
    assert set(figures.values()) == {clock}


def test_an_older_date_writes_its_own_history_only(database: Database, daily_run: DailyRun) -> None:
    database.import_dump(a_company_at_work())
    daily_run(RUN_DATE)
    before = database.get("/")

    daily_run(EARLIER)

    changed = difference(before, database.get("/"))
    history = f"CustomerHealthMetrics/maple/history/{EARLIER}"
    assert set(changed) == {
        history,
        f"SnapshotOrigins/maple/{EARLIER}",
        f"DailyIndex/{EARLIER}",
        f"BatchRuns/{EARLIER}",
    }
    # The open shift of the 12th is in both windows.
    assert changed[history]["averages"]["quarts_de_travail_ouverts_10_"] == 100.0
    assert changed[history]["numberofemployees"] == 3


def refuse_employees(database: Database, *company_ids: str) -> None:
    """Make companies fail: no record of theirs does, however bad."""
    path = f"^/Employees/({'|'.join(company_ids)})$"
    database.faults({"requests": [{"method": "GET", "path": path, "status": 400}]})


def test_bad_companies_stop_nobody(database: Database, daily_run: DailyRun) -> None:
    dump = a_company_at_work()
    dump["Companies"] |= {
        "bare": {"csmDashboardLinked": True},
        "broken": linked(),
        "odd": linked(name=["no", "name"], timezone="Mars/Olympus", createdAt="yesterday"),
        "staffless": linked(),
        "text": "not a company",
        "true": True,
        "half-linked": linked(csmDashboardLinked="true"),
    }
    dump["Employees"] |= {"staffless": "nobody"}
    database.import_dump(dump)
    refuse_employees(database, "broken")

    record = daily_run(RUN_DATE)

    assert (record["companies"], record["done"], record["failed"]) == (5, 4, 1)
    [(company_id, reason)] = record["shards"]["n0"]["failed"].items()
    assert company_id == "broken"
    assert "Employees/broken" in reason
    rows = database.get("CustomerIndex")
    assert {key: row["employees"] for key, row in rows.items()} == {
        "bare": 0, "maple": 3, "odd": 0, "staffless": 0,
    }  # fmt: skip
    assert rows["odd"]["name"] == "odd"  # its id
    flaws = database.get("DataQuality")
    assert "bare" in flaws
    assert [flaw["path"] for flaw in flaws["staffless"]["flaws"]] == ["Employees/staffless"]
    assert {flaw["path"]: flaw["reason"] for flaw in flaws["odd"]["flaws"]} == {
        "Companies/odd/name": "malformed",
        "Companies/odd/timezone": "unknown_zone",
        "Companies/odd/createdAt": "malformed",
    }


def test_malformed_records_are_named_and_left_out(database: Database, daily_run: DailyRun) -> None:
    dump = a_company_at_work()
    card = dump["Timecards"]["maple"]["t1"]
    week = dump["Schedules"]["maple"]["2025-11-17"]
    dump["Employees"]["maple"] |= {"e8": "a word", "e9": {"name": "D", "archived": "no"}}
    dump["Schedules"]["maple"]["2025-11-18"] = {"status": "published"}
    week["shifts"] |= {
        "s8": week["shifts"]["s1"] | {"start": "9 o'clock"},
        "s9": week["shifts"]["s1"] | {"date": "2025-11-30"},
    }
    dump["Timecards"]["maple"] |= {
        "t5": card | {"clockOut": "2025-11-18T13:00:00Z"},
        "t6": card | {"date": "2025-11-1O"},
        "t7": card | {"date": None},
        "t8": card | {"date": 20251118},
        "t9": card | {"date": "the day before"},
    }
    database.import_dump(dump)

    daily_run(RUN_DATE)

    flaws = database.get("DataQuality/maple/flaws")
    assert {flaw["path"] for flaw in flaws if flaw["reason"] == "malformed"} == {
        "Employees/maple/e8",
        "Employees/maple/e9",
        "Schedules/maple/2025-11-18",
        "Schedules/maple/2025-11-17/shifts/s8",
        "Schedules/maple/2025-11-17/shifts/s9",
        "Timecards/maple/t5",
        "Timecards/maple/t6",
        "Timecards/maple/t7",
        "Timecards/maple/t8",
        "Timecards/maple/t9",
    }
    assert all(flaw["detail"] for flaw in flaws)
    counts = database.get("DataQuality/maple/counts")
    assert counts["malformed"] == 10
    assert database.get("CustomerHealthMetrics/maple/numberofemployees") == 3
    assert database.get(f"MetricEvidence/maple/{RUN_DATE}/quarts_problematiques_50/days") == {
        "2025-11-18": [0, 1]
    }


@pytest.mark.parametrize("key", ["c{:03}".format, str], ids=["words", "dense integers"])
def test_more_companies_than_one_shard_holds(
    database: Database, daily_run: DailyRun, key: Callable[[int], str]
) -> None:
    """The database returns nodes with dense integer ids as arrays."""
    ids = [key(number) for number in range(SHARD_SIZE + 2)]
    failing = [ids[1], ids[3]]
    database.import_dump(
        {
            "Companies": {company_id: linked(masterUserId=None) for company_id in ids},
            "Employees": {company_id: {"e": {"name": "A"}} for company_id in ids},
        }
    )
    refuse_employees(database, *failing)

    record = daily_run(RUN_DATE)

    assert (record["companies"], record["shardCount"]) == (len(ids), 2)
    assert set(record["shards"]) == {"n0", "n1"}
    assert (record["done"], record["failed"]) == (len(ids) - len(failing), len(failing))
    assert set(database.get("CustomerHealthMetrics", shallow=True)) == set(ids) - set(failing)


@pytest.mark.parametrize("failures", [8, 4], ids=["it can't report", "a company can't be saved"])
def test_a_shard_that_dies_is_tried_again(
    suite: Suite,
    database: Database,
    daily_run: DailyRun,
    wait_until: Callable[..., Json],
    failures: int,
) -> None:
    """Four requests fail for the figures, and four more for the shard's report; the database
    answers the next attempt of Cloud Tasks."""
    database.import_dump(a_company_at_work())
    begun = executions(suite, "runShard")
    path = "^/(CustomerHealthMetrics|BatchRuns/[^/]+/shards)/"
    fault = {"method": "PATCH", "path": path, "status": 503, "times": failures}
    database.faults({"requests": [fault]})

    daily_run(RUN_DATE)
    done = f"BatchRuns/{RUN_DATE}/done"
    wait_until(lambda: database.get(done) == 1, timeout=60, message="the second attempt")

    assert executions(suite, "runShard") == begun + 2
    assert database.get(f"BatchRuns/{RUN_DATE}/failed") == 0
    assert database.get("CustomerHealthMetrics/maple/numberofemployees") == 3


def test_a_company_that_is_unlinked_unnoticed_leaves_the_list(
    database: Database, daily_run: DailyRun
) -> None:
    dump = a_company_at_work()
    dump["Companies"]["oak"] = linked(masterUserId="boss")
    database.import_dump(dump)
    daily_run(EARLIER)
    assert set(database.get("MasterAccounts/boss/companies")) == {"maple", "oak"}
    figures = database.get("CustomerHealthMetrics/maple")

    database.put("Companies/maple/csmDashboardLinked", False, disable_triggers=True)
    record = daily_run(RUN_DATE)

    assert record["companies"] == 1
    tombstone = database.get("CustomerIndex/maple")
    assert tombstone.pop("changedAt") > 0
    assert tombstone == {"gone": True}
    assert "level" in database.get("CustomerIndex/oak")
    assert set(database.get("MasterAccounts/boss/companies")) == {"oak"}
    assert database.get("EmployeeLedger/maple") is None
    assert database.get("CustomerHealthMetrics/maple") == figures


def test_a_run_without_companies_ends_too(database: Database, daily_run: DailyRun) -> None:
    record = daily_run(RUN_DATE)
    assert (record["companies"], record["shardCount"], record["done"]) == (0, 1, 0)
