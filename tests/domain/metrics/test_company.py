"""A company's record, read field by field, and its master account."""

from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest

from customer_health.domain.instants import TORONTO
from customer_health.domain.metrics.company import Company, master_among
from customer_health.domain.metrics.data_issues import DataIssue
from customer_health.domain.metrics.employees import Employee
from customer_health.errors import BadRecord
from customer_health.stores.metrics.companies import read_company
from tests.examples import CLOCK

GOOD = {
    "name": "Acme",
    "email": "boss@example.com",
    "masterUserId": "master",
    "timezone": "Europe/Paris",
    "createdAt": "2025-11-24T06:00:00-05:00",
    "csmDashboardLinked": True,
}
ACME = Company(
    "acme", "Acme", "boss@example.com", "master", ZoneInfo("Europe/Paris"), CLOCK, linked=True
)


def read(node: Any) -> tuple[Company, list[DataIssue]]:
    flaws: list[DataIssue] = []
    return read_company("acme", msgspec.json.encode(node), flaws), flaws


def test_a_complete_record() -> None:
    assert read(GOOD | {"contact": {"phone": 5}}) == (ACME, [])


def test_all_fields_are_optional() -> None:
    bare = Company("acme", "", None, None, TORONTO, None, linked=False)
    assert read({}) == (bare, [])
    assert read(dict.fromkeys(GOOD)) == (bare, [])
    assert read(dict.fromkeys(GOOD, "")) == (bare, [])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", 5),
        ("email", ["boss@example.com"]),
        ("masterUserId", {"id": "master"}),
        ("timezone", 5),
        ("createdAt", "2025-02-30T00:00:00Z"),
        ("csmDashboardLinked", "yes"),
    ],
)
def test_a_malformed_field_is_reported_and_the_others_are_read(field: str, value: Any) -> None:
    found, flaws = read(GOOD | {field: value})
    assert [(f.path, f.reason) for f in flaws] == [(f"Companies/acme/{field}", "malformed")]
    assert found == read({key: node for key, node in GOOD.items() if key != field})[0]


@pytest.mark.parametrize("zone", ["Mars/Olympus", " ", "../etc", "America"])
def test_an_unknown_zone_is_read_as_toronto(zone: str) -> None:
    found, flaws = read(GOOD | {"timezone": zone})
    assert found.zone == TORONTO
    assert [(f.path, f.reason) for f in flaws] == [("Companies/acme/timezone", "unknown_zone")]


@pytest.mark.parametrize("node", [None, "Acme", 5, True, ["Acme"]])
def test_a_node_that_is_not_an_object_is_refused(node: Any) -> None:
    with pytest.raises(BadRecord, match="Companies/acme"):
        read(node)


def employee(employee_id: str, email: str | None, user_id: str | None) -> Employee:
    return Employee(employee_id, email, user_id, archived=False, created_at=None, archived_at=None)


BOSS = "boss@example.com"


@pytest.mark.parametrize(
    ("named", "email", "staff", "master"),
    [
        ("master", BOSS, [employee("a", BOSS, "u")], "master"),
        (None, BOSS, [employee("a", BOSS, "u")], "u"),
        (None, BOSS, [employee("b", BOSS, "v"), employee("a", BOSS, "u")], "u"),
        (None, BOSS, [employee("a", BOSS, None), employee("b", BOSS, "v")], "v"),
        (None, BOSS, [employee("a", "Boss@example.com", "u")], None),
        (None, BOSS, [], None),
        (None, None, [employee("a", None, "u")], None),
    ],
)
def test_the_master_account_is_found(
    named: str | None, email: str | None, staff: list[Employee], master: str | None
) -> None:
    company = Company("acme", "Acme", email, named, TORONTO, None, linked=True)
    assert master_among(company, staff) == master
