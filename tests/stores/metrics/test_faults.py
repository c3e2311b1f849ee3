"""The kind of fault that is read from what the readers say about a malformed record."""

from typing import Any

import pytest

from customer_health.domain.metrics.data_issues import FoundFault, fault_of
from demo.runs.dump import Dump
from tests.examples import COMPANY, TUESDAY, Tree, company, run

SHIFT = {"date": str(TUESDAY), "start": "09:00", "end": "17:00", "employeeId": "ann"}
CARD = {"employeeId": "ann", "date": str(TUESDAY), "clockIn": "2025-11-18T14:00:00Z"}
WEEK = "2025-11-17"


def with_shift(**wrong: Any) -> Tree:
    return {"Schedules": {WEEK: {"status": "published", "shifts": {"s": SHIFT | wrong}}}}


def with_timecard(**wrong: Any) -> Tree:
    return {"Timecards": {"c": CARD | wrong}}


def with_availability(record: Any) -> Tree:
    return with_shift() | {"Availability": {"ann": record}}


CASES = (
    ({"Timecards": {"c": "punch"}}, "wrong_type", None),
    ({"Timecards": {"c": {**CARD, "employeeId": 42}}}, "wrong_type", "employeeId"),
    ({"Timecards": {"c": {"date": str(TUESDAY)}}}, "missing_field", "employeeId"),
    (with_timecard(employeeId=""), "missing_field", "employeeId"),
    (with_timecard(clockIn="2025-11-18T09:00:00"), "no_offset", None),
    (with_timecard(clockIn=1_763_474_400), "seconds", None),
    (with_timecard(clockIn="2025-11-18T25:00:00Z"), "bad_time", None),
    (with_timecard(clockIn="2025-13-18T12:00:00Z"), "bad_time", None),
    (with_timecard(clockIn=-1e300), "bad_time", None),
    (with_timecard(clockIn=True), "wrong_type", "clockIn"),
    (with_timecard(clockIn="2025-11-10T12:00:00Z"), "far_date", None),
    (with_timecard(clockOut="2025-11-18T13:00:00Z"), "reversed", "clockOut"),
    (with_timecard(date="2025-02-30"), "bad_time", "date"),
    (with_shift(date="2025-11-03"), "far_date", None),
    (with_shift(start="25:00"), "bad_time", None),
    (with_shift(assignment="magic"), "unknown_value", "assignment"),
    ({"Schedules": {WEEK: {"status": "lost"}}}, "unknown_value", "status"),
    ({"Schedules": {"2025-W47": {"status": "draft"}}}, "bad_key", None),
    ({"Employees": {"ann": {"userId": "a/b"}}}, "bad_key", None),
    ({"Employees": {"ann": {"createdAt": "someday"}}}, "bad_time", None),
    (with_availability({"updatedAt": 0, "Monday": "9-17"}), "missing_field", None),
    (with_availability({"weekly": {"lundi": [SHIFT]}}), "bad_key", None),
    (with_availability({"weekly": {"mon": [{"start": "9", "end": "17:00"}]}}), "bad_time", None),
)


@pytest.mark.parametrize(("tables", "kind", "field"), CASES)
def test_the_report_says_what_kind_of_fault_it_is(tables: Tree, kind: Any, field: Any) -> None:
    dump = company(**{"Employees": {"ann": {"name": "Ann"}}} | tables)
    assert faults(dump, "malformed") == [FoundFault(kind, field)]


@pytest.mark.parametrize(
    ("owner", "kind"),
    [
        ({"email": None, "masterUserId": None}, "no_email"),
        ({"email": "boss@acme.com", "masterUserId": None}, "unknown_email"),
        ({"email": "ANN@acme.com ", "masterUserId": None}, "similar_email"),
    ],
)
def test_it_says_why_there_is_no_master_account(owner: Tree, kind: Any) -> None:
    dump = company(Employees={"ann": {"email": "ann@acme.com", "userId": "u"}})
    dump.write({f"Companies/{COMPANY}/{key}": value for key, value in owner.items()})
    assert faults(dump, "no_master_account") == [FoundFault(kind, None)]


def test_a_sentence_that_is_not_known_is_another_fault() -> None:
    assert fault_of("a sentence of the next release: {}") == FoundFault("other", None)


def faults(dump: Dump, reason: str) -> list[FoundFault]:
    run(dump)
    issues = dump.at(f"DataQuality/{COMPANY}/flaws") or []
    return [fault_of(issue["detail"]) for issue in issues if issue["reason"] == reason]
