"""A repeated run keeps the figures that it replaces. Each run leaves the row of the day's list."""

from copy import deepcopy
from datetime import date, timedelta
from typing import Any

import pytest

from customer_health.domain.metrics.names import EMPLOYEES
from customer_health.flows.runs.run_context import Mode
from customer_health.stores import day_list
from customer_health.stores.customers import daily_rows, restatements, rows
from demo.runs.client import DumpDatabase
from demo.runs.dump import Dump
from tests.examples import CLOCK, COMPANY, RUN, company, issues_of, metrics_of, run

DAY = timedelta(days=1)


def staff(*names: str) -> dict[str, Any]:
    return {name: {"name": name} for name in names}


def history(dump: Dump, day: date = RUN) -> Any:
    return metrics_of(dump)["history"][str(day)]


def origin(dump: Dump, day: date = RUN) -> Any:
    return dump.at(f"SnapshotOrigins/{COMPANY}/{day}")


def earlier(dump: Dump, day: date = RUN) -> Any:
    return dump.at(f"Restatements/{COMPANY}/{day}")


def employ(dump: Dump, *names: str) -> None:
    dump.write({f"Employees/{COMPANY}": staff(*names)})


@pytest.mark.parametrize("mode", ["today", "past", "history_only"])
def test_other_figures_are_a_new_version_beside_the_old(mode: Mode) -> None:
    dump = company(Employees=staff("ann"))
    run(dump, mode=mode)
    first = {**history(dump), **origin(dump)}
    employ(dump, "ann", "bob")
    run(dump, mode=mode)
    assert (history(dump)[EMPLOYEES], origin(dump)["version"]) == (2, 2)
    assert earlier(dump) == {"n1": {**first, "replacedAt": dump.now}}
    assert first[EMPLOYEES] == 1
    employ(dump, "ann")
    run(dump, mode=mode)
    assert (history(dump)[EMPLOYEES], origin(dump)["version"]) == (1, 3)
    versions = restatements.versions(DumpDatabase(dump), COMPANY, RUN)
    assert [one.snapshot.employees for one in versions] == [1, 2, 1]
    assert [one.replaced_at is None for one in versions] == [False, False, True]


@pytest.mark.parametrize("mode", ["today", "past", "history_only"])
def test_equal_figures_change_nothing(mode: Mode) -> None:
    dump = company(Employees=staff("ann"))
    run(dump, mode=mode)
    before = deepcopy({key: dump.root[key] for key in ("CustomerHealthMetrics", "DailyIndex")})
    run(dump, mode=mode)
    assert {key: dump.root[key] for key in before} == before
    assert earlier(dump) is None
    employ(dump, "ann", "bob")
    run(dump, mode=mode)
    run(dump, mode=mode)
    assert origin(dump)["version"] == 2
    assert list(earlier(dump)) == ["n1"]


@pytest.mark.parametrize("mode", ["past", "history_only"])
def test_the_row_of_a_day_that_is_over_stays_as_it_stood(mode: Mode) -> None:
    dump = company(Employees=staff("ann"))
    run(dump)
    row = dump.at(f"DailyIndex/{RUN}/{COMPANY}")
    employ(dump, "ann", "bob")
    dump.write({f"Companies/{COMPANY}/name": "Other"})
    run(dump, mode=mode)
    assert dump.at(f"DailyIndex/{RUN}/{COMPANY}") == {**row, "restated": True}


def test_the_list_of_a_day_costs_one_read_however_much_its_rows_say() -> None:
    dump = company(Employees=staff("ann"))
    run(dump)
    asked: list[str] = []
    database = DumpDatabase(dump)
    select = database.select
    database.select = lambda path, query: (asked.append(path), select(path, query))[1]  # type: ignore[method-assign]
    day_list.read(database, RUN, 0)
    assert asked == [f"DailyIndex/{RUN}"]


def test_the_row_of_a_day_that_goes_on_is_the_newest() -> None:
    dump = company(Employees=staff("ann"))
    run(dump)
    employ(dump, "ann", "bob")
    run(dump)
    row = dump.at(f"DailyIndex/{RUN}/{COMPANY}")
    assert (row["employees"], "restated" in row) == (2, False)


def test_the_first_run_of_a_date_reads_no_earlier_figures() -> None:
    dump = company(Employees=staff("ann"))
    run(dump)
    asked: list[str] = []
    get = dump.get

    async def listening(path: str, **query: Any) -> bytes:
        asked.append(path)
        return await get(path, **query)

    dump.get = listening  # type: ignore[method-assign]
    run(dump, RUN + DAY)
    assert f"CustomerHealthMetrics/{COMPANY}/history/{RUN + DAY}" not in asked
    run(dump, RUN + DAY)
    assert f"CustomerHealthMetrics/{COMPANY}/history/{RUN + DAY}" in asked


def test_a_malformed_snapshot_is_named_and_replaced() -> None:
    dump = company(Employees=staff("ann"), CustomerHealthMetrics={"history": {str(RUN): "?"}})
    run(dump)
    assert history(dump)[EMPLOYEES] == 1
    assert (f"CustomerHealthMetrics/{COMPANY}/history/{RUN}", "malformed") in issues_of(dump)
    assert earlier(dump) is None


def test_the_row_of_the_day_reads_as_a_customer() -> None:
    dump = company(Employees=staff("ann"))
    run(dump)
    employ(dump, "ann", "bob")
    run(dump, RUN + DAY)
    database = DumpDatabase(dump)
    for day, count in ((RUN, 1), (RUN + DAY, 2)):
        (company_id, row), *others = daily_rows.of_day(database, day).items()
        customer = rows.read_row(company_id, row)
        assert (customer.name, customer.employees, others) == ("Acme", count, [])
        assert customer.levels == history(dump, day)["levels"]
    assert daily_rows.of_day(database, RUN + 2 * DAY) == {}


def test_rows_of_days_are_deleted_after_400_days() -> None:
    dump = company(Employees=staff("ann"))
    for day in (RUN, RUN + DAY):
        run(dump, day)
    now = CLOCK + daily_rows.KEPT + DAY
    assert daily_rows.expired(DumpDatabase(dump), now) == {f"DailyIndex/{RUN}": None}
