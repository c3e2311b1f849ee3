from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from customer_health.domain.instants import iso, parse_instant
from demo.runs.rewind import Rewound, existed

NOW = datetime(2026, 3, 11, 10, tzinfo=UTC)
DAY = timedelta(days=1)
ANN, BOB, CLO, DAN = (
    {"name": "Ann", "userId": "u-ann", "createdAt": iso(NOW - 200 * DAY)},
    {"name": "Bob", "createdAt": int((NOW - 10 * DAY).timestamp() * 1000)},
    {"name": "Clo", "archived": True, "archivedAt": iso(NOW - 5 * DAY)},
    "no record",
)


@pytest.fixture
def data() -> dict[str, Any]:
    return {
        "Companies": {"cafe": {"masterUserId": "u-ann", "createdAt": iso(NOW - 200 * DAY)}},
        "Employees": {"cafe": {"e1": ANN, "e2": BOB, "e3": CLO, "e4": DAN}},
        "PresenceStatus": {"u-ann": {"lastActive": iso(NOW - DAY)}},
    }


def staff_at(data: dict[str, Any], at: datetime) -> Any:
    return Rewound(data, "cafe", NOW - 90 * DAY).at(at)["Employees/cafe"]


def test_today_is_as_it_is_stored(data: dict[str, Any]) -> None:
    assert staff_at(data, NOW) == data["Employees"]["cafe"]


def test_who_had_not_joined_is_missing(data: dict[str, Any]) -> None:
    assert "e2" not in staff_at(data, NOW - 11 * DAY)
    assert "e2" in staff_at(data, NOW - 9 * DAY)


def test_who_had_not_left_is_active(data: dict[str, Any]) -> None:
    assert not staff_at(data, NOW - 6 * DAY)["e3"]["archived"]
    assert staff_at(data, NOW - 4 * DAY)["e3"]["archived"]


def test_the_last_login_is_the_one_before(data: dict[str, Any]) -> None:
    company = Rewound(data, "cafe", NOW - 90 * DAY)
    seen = [company.at(NOW - ago * DAY)["PresenceStatus/u-ann/lastActive"] for ago in range(60)]
    assert seen[0] == iso(NOW - DAY)
    assert all(parse_instant(login) <= NOW - ago * DAY for ago, login in enumerate(seen))
    assert len(set(seen)) > 5


def test_a_company_exists_from_its_creation_on(data: dict[str, Any]) -> None:
    assert existed(data, "cafe", NOW)
    assert not existed(data, "cafe", NOW - 201 * DAY)
    del data["Companies"]["cafe"]["createdAt"]
    assert existed(data, "cafe", NOW - 201 * DAY)
