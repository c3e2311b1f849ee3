"""With digests of availability, a run finds what it finds without them."""

import asyncio
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from customer_health.domain.instants import clock_of
from customer_health.domain.metrics.names import OUTSIDE_AVAILABILITY
from customer_health.flows.runs.run_company import run_company
from customer_health.flows.runs.run_context import Mode, RunContext
from customer_health.stores.metrics import availability_digests
from demo.runs.dump import Dump
from tests.examples import COMPANY, RUN, TUESDAY, Tree, company, metrics_of, run
from tests.memory_database import BulkDump
from tests.reference.companies import AUTH_USERS, Drawn, companies

DAY = timedelta(days=1)
NINE_TO_FIVE = [{"start": "09:00", "end": "17:00"}]
CLEAN: Tree = {
    "updatedAt": 1,
    "weekly": {"tue": NINE_TO_FIVE, "wed": NINE_TO_FIVE},
    "dates": {"2020-01-01": NINE_TO_FIVE, str(RUN + DAY): False},
}
STORED = f"{availability_digests.path(COMPANY)}/ann"


class Counting(BulkDump):
    asked: ClassVar[Counter[str]] = Counter()

    async def get(self, path: str, **query: Any) -> bytes:
        self.asked[path] += 1
        return await super().get(path, **query)


def with_ann(record: Any) -> Counting:
    """Make a company whose employee Ann was assigned by hand on a Tuesday and the day after."""
    days = (TUESDAY, TUESDAY + DAY)
    shifts = [
        {"date": str(day), "start": "09:00", "end": "17:00", "employeeId": "ann"} for day in days
    ]
    week = {"status": "published", "shifts": shifts}
    root = company(
        Employees={"ann": {"name": "Ann"}},
        Schedules={str(TUESDAY - DAY): week},
        Availability={"ann": record},
    ).root
    Counting.asked.clear()
    return Counting(root)


def outside(dump: Dump) -> float:
    average: float = metrics_of(dump)["averages"][OUTSIDE_AVAILABILITY]
    return average


def test_an_unchanged_record_is_not_read_again() -> None:
    dump = with_ann(CLEAN)
    run(dump)
    assert dump.at(STORED) == {
        "tag": dump.tag("Availability/ann"),
        "since": str(RUN - 14 * DAY),
        "weekdays": "tue wed",
        "dates": {str(RUN + DAY): False},
    }
    Counting.asked.clear()
    run(dump)
    assert not [path for path in Counting.asked if path.startswith("Availability/")]
    assert outside(dump) == 0


def taken_away(dump: Dump) -> None:
    dump.put("Availability/ann/weekly/tue", None)


def day_off(dump: Dump) -> None:
    """An app that does not renew `updatedAt`: digests do not rest on it."""
    dump.put(f"Availability/ann/dates/{TUESDAY}", False)


def deleted(dump: Dump) -> None:
    dump.put("Availability/ann", None)


def broken(dump: Dump) -> None:
    dump.put("Availability/ann", "x")


@pytest.mark.parametrize(
    ("happens", "average", "keeps"),
    [(taken_away, 50, True), (day_off, 50, True), (deleted, 0, False), (broken, 0, False)],
)
def test_a_changed_record_is_read(
    happens: Callable[[Dump], None], average: float, keeps: bool
) -> None:
    dump = with_ann(CLEAN)
    run(dump)
    happens(dump)
    run(dump)
    assert outside(dump) == average
    assert (dump.at(STORED) is not None) is keeps


def test_a_date_that_was_ahead_is_known_when_its_day_is_over() -> None:
    dump = with_ann(CLEAN)
    run(dump)
    digest = dump.at(STORED)
    shift = {"date": str(RUN + DAY), "start": "09:00", "end": "17:00", "employeeId": "ann"}
    monday = RUN + DAY - (RUN + DAY).weekday() * DAY
    dump.put(f"Schedules/{COMPANY}/{monday}", {"status": "published", "shifts": {"a": shift}})
    Counting.asked.clear()
    run(dump, RUN + 2 * DAY)
    assert outside(dump) == pytest.approx(100 / 3)
    assert not [path for path in Counting.asked if path.startswith("Availability/")]
    assert dump.at(STORED) == digest


@pytest.mark.parametrize(
    "record",
    [
        CLEAN | {"weekly": {"tues": NINE_TO_FIVE}},
        CLEAN | {"weekly": {"tue": "x"}},
        CLEAN | {"weekly": {"tue": [{"start": "9:00", "end": "17:00"}]}},
        CLEAN | {"dates": {"2025-11-9": False}},
        CLEAN | {"dates": {str(TUESDAY): True}},
        CLEAN | {"note": "x"},
        {"weekly": "", "updatedAt": 1},
    ],
)
def test_a_record_with_an_issue_has_no_digest(record: Tree) -> None:
    dump = with_ann(record)
    run(dump)
    assert dump.at(STORED) is None


@pytest.mark.parametrize(
    "stored",
    [
        *("x", 5, {"ann": "x"}, {"ann": {"tag": 5}}),
        {"ann": {"tag": "t", "since": "2025-01-01", "weekdays": "tue some"}},
        {"ann": {"tag": "t", "since": "1 May"}},
        {"ann": {"tag": "t", "since": "2026-01-01"}},
    ],
)
def test_a_digest_that_cannot_be_used_is_made_anew(stored: Any) -> None:
    dump = with_ann(CLEAN)
    dump.put(availability_digests.path(COMPANY), stored)
    run(dump)
    assert outside(dump) == 0
    assert dump.at(f"{STORED}/tag") == dump.tag("Availability/ann")


def test_digests_of_former_employees_are_deleted() -> None:
    dump = with_ann(CLEAN)
    run(dump)
    dump.put(f"Employees/{COMPANY}", {"bob": {"name": "Bob"}})
    run(dump)
    assert dump.at(availability_digests.path(COMPANY)) is None


def test_digests_of_a_company_that_is_no_longer_tracked_are_deleted() -> None:
    dump = with_ann(CLEAN)
    run(dump)
    dump.put(f"Companies/{COMPANY}/csmDashboardLinked", False)
    run(dump)
    assert dump.at(availability_digests.ROOT) is None


def test_an_employee_without_a_record_costs_one_request() -> None:
    dump = with_ann(None)
    run(dump)
    asked = {path: count for path, count in Counting.asked.items() if "Availability/" in path}
    assert asked == {"Availability/ann": 1}
    assert dump.at(f"DataQuality/{COMPANY}/counts") == {"availability_never_submitted": 1}


@pytest.mark.parametrize("mode", ["past", "history_only"])
def test_a_past_run_neither_uses_nor_writes_digests(mode: Mode) -> None:
    dump = with_ann(CLEAN)
    run(dump, mode=mode)
    assert dump.at(STORED) is None


def edits() -> st.SearchStrategy[list[tuple[str, Any]]]:
    slots = st.sampled_from([None, False, "", "x", NINE_TO_FIVE, [{"start": "9", "end": "17:00"}]])
    days = [(RUN + n * DAY).isoformat() for n in (-10, -3, -1, 0, 1)]
    places = [
        *(f"weekly/{day}" for day in ("mon", "tue", "fri", "sun", "someday")),
        *(f"dates/{day}" for day in [*days, "2025-11-9", "x"]),
        "note",
    ]
    at = st.sampled_from(places)
    return st.lists(st.tuples(at, slots), max_size=4)


@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(companies(), edits(), st.integers(0, 3))
def test_two_runs_with_digests_find_what_they_find_without(
    drawn: Drawn, changes: list[tuple[str, Any]], days: int
) -> None:
    data, company_id, run_date, _ = drawn
    with_digests = Dump(dict(data))
    run_on(with_digests, company_id, run_date)
    for number, (place, value) in enumerate(changes):
        people = sorted(with_digests.root.get("Availability", {}))
        if people and isinstance(
            with_digests.at(f"Availability/{people[number % len(people)]}"), dict
        ):
            with_digests.put(f"Availability/{people[number % len(people)]}/{place}", value)
    without = Dump(dict(with_digests.root))
    without.put(availability_digests.ROOT, None)
    for dump in (with_digests, without):
        run_on(dump, company_id, run_date + days * DAY)
        dump.put(availability_digests.ROOT, None)
    assert with_digests.root == without.root


def run_on(dump: Dump, company_id: str, run_date: Any) -> None:
    context = RunContext(dump, run_date, clock_of(run_date), "today", AUTH_USERS.get)
    asyncio.run(run_company(context, company_id))
