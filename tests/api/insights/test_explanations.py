"""What would turn each figure green, and how far to trust it, over HTTP."""

from collections.abc import Mapping
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest

from customer_health.domain.instants import iso
from customer_health.domain.metrics.names import (
    CONFLICTING_CLOCK_INS,
    EMPLOYEES,
    LOGIN,
    METRICS,
    OPEN_SHIFTS,
)
from tests.api.client import Api, row
from tests.examples import BEFORE, CLOCK, COMPANY, RUN, TUESDAY, company, run
from tests.memory_database import MemoryDatabase

DAY = timedelta(days=1)


def explained(api: Api, **tables: Any) -> dict[str, Any]:
    dump = company(**tables)
    run(dump)
    api.load(**dump.root)
    found = api.get(f"customers/{COMPANY}/explanations")
    assert found["runDate"] == str(RUN)
    assert [figure["metric"] for figure in found["figures"]] == list(METRICS)
    return {figure["metric"]: figure for figure in found["figures"]}


def open_shifts(filled: int, unfilled: int) -> Any:
    shift = {"date": str(TUESDAY), "start": "09:00", "end": "17:00"}
    shifts = {
        **{f"f{n}": {**shift, "employeeId": "ann"} for n in range(filled)},
        **{f"u{n}": shift for n in range(unfilled)},
    }
    return {"2025-11-17": {"status": "draft", "generatedAt": iso(BEFORE), "shifts": shifts}}


def test_the_origin_is_read_beside_the_other_reads(
    api: Api, monkeypatch: pytest.MonkeyPatch
) -> None:
    both, select = Barrier(2, timeout=10), MemoryDatabase.select

    def meeting(database: MemoryDatabase, path: str, query: Mapping[str, str]) -> Any:
        if f"{COMPANY}/history" in path or path.startswith("SnapshotOrigins"):
            both.wait()
        return select(database, path, query)

    dump = company()
    run(dump)
    api.load(**dump.root)
    monkeypatch.setattr(MemoryDatabase, "select", meeting)
    found = api.get(f"customers/{COMPANY}/explanations")
    assert found["inputs"] == dump.at(f"SnapshotOrigins/{COMPANY}/{RUN}/inputs")


def test_open_shifts_say_how_many_to_fill_and_when_they_pass(api: Api) -> None:
    figure = explained(api, Schedules=open_shifts(10, 3))[OPEN_SHIFTS]
    assert figure["level"] == "critical"
    remedy = figure["remedy"]
    assert (remedy["needed"], remedy["of"]) == (2, 3)
    assert remedy["days"] == [{"date": str(TUESDAY), "count": 2}]
    gone = TUESDAY + 15 * DAY
    assert remedy["turns"] == [{"date": str(gone), "level": "none"}]
    assert remedy["text"] == {
        "en": "Fill 2 of the 3 open shifts. "
        "Without new data, nothing is known from December 3, 2025 on.",
        "fr": "Pourvoir 2 des 3 quarts ouverts. "
        "Sans nouvelles données, plus rien n’est connu dès le 3 décembre 2025.",
    }


def test_a_figure_of_few_days_is_to_be_trusted_less(api: Api) -> None:
    figure = explained(api, Schedules=open_shifts(2, 1))[OPEN_SHIFTS]
    assert [caution["kind"] for caution in figure["cautions"]] == ["few_days", "small_days"]
    assert figure["cautions"][0]["text"]["en"] == "Only 1 day of 14 has data."


def test_a_decrease_says_how_many_are_missing(api: Api) -> None:
    history = {f"{RUN - 30 * DAY}": {EMPLOYEES: 10, "levels": {}}}
    staff = {f"e{n}": {"name": "Ann"} for n in range(7)}
    found = explained(api, Employees=staff, CustomerHealthMetrics={"history": history})
    remedy = found[EMPLOYEES]["remedy"]
    assert (remedy["needed"], remedy["of"]) == (3, 10)
    assert remedy["text"]["en"].startswith("3 more employees, 10 in all.")


def test_an_absent_master_account_needs_a_login(api: Api) -> None:
    seen = {"master": {"lastActive": iso(CLOCK - 9 * DAY)}}
    remedy = explained(api, PresenceStatus=seen)[LOGIN]["remedy"]
    assert remedy["turns"] == [{"date": str(RUN + 6 * DAY), "level": "critical"}]
    assert remedy["text"]["en"] == (
        "One login of the master account. "
        "If nothing else changes, critical from November 30, 2025 on."
    )


def test_what_is_healthy_or_unknown_needs_nothing(api: Api) -> None:
    found = explained(api)
    assert all("remedy" not in figure for figure in found.values())
    assert found[CONFLICTING_CLOCK_INS] == {
        "metric": CONFLICTING_CLOCK_INS,
        "level": "none",
        "cautions": [],
    }


def test_without_a_run_there_is_nothing_to_explain(api: Api) -> None:
    api.load(CustomerIndex={"acme": row()})
    assert api.send("GET", "customers/acme/explanations").status_code == 404


@pytest.mark.parametrize(
    "malformed",
    ["?", [1], {"averages": "?"}, {"averages": {OPEN_SHIFTS: "7"}}, {"employeeChange30d": "?"}],
)
def test_a_malformed_snapshot_is_left_out(api: Api, malformed: Any) -> None:
    history = {
        str(RUN - n * DAY): {"averages": {OPEN_SHIFTS: 7 - n / 2}, "levels": {}}
        for n in range(2, 14)
    } | {str(RUN - DAY): malformed, "?": {}}
    found = explained(api, Schedules=open_shifts(14, 1), CustomerHealthMetrics={"history": history})
    assert found[OPEN_SHIFTS]["trend"]["perWeek"] == 3.5


def test_a_figure_that_gets_worse_says_when_it_reaches_the_threshold(api: Api) -> None:
    history = {
        str(RUN - n * DAY): {"averages": {OPEN_SHIFTS: 7 - n / 2}, "levels": {}}
        for n in range(1, 14)
    }
    found = explained(api, Schedules=open_shifts(14, 1), CustomerHealthMetrics={"history": history})
    trend = found[OPEN_SHIFTS]["trend"]
    assert (trend["perWeek"], trend["days"], trend["level"]) == (3.5, 6, "warning")
    assert trend["text"]["en"] == (
        "Up 3.5 points a week: at this rate a warning in about 6 days (estimate)."
    )
