"""The live last login of the master account, and changes of the master account."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from emulator_harness import Auth, Database

Json = Any

LOGIN = "last_login_date_master_account"
EMAIL = "boss@maple.example.com"
TORONTO = ZoneInfo("America/Toronto")


def ago(**units: float) -> str:
    """Return a recent time as stored, to the second."""
    return (datetime.now(UTC) - timedelta(**units)).strftime("%Y-%m-%dT%H:%M:%SZ")


def seen(database: Database, user_id: str, at: Json) -> None:
    """Write what the Pivot app writes when a user is active, and wait for the result."""
    database.put(f"PresenceStatus/{user_id}", {"lastActive": at, "status": "online"})
    database.wait_for_events()


def login_of(database: Database, company_id: str) -> Json:
    """Return the newest login if all places that hold it agree."""
    places = {
        f"CustomerHealthMetrics/{company_id}/{LOGIN}",
        f"CustomerIndex/{company_id}/login",
        f"MasterLogins/{company_id}",
    }
    [found] = {database.get(path) for path in places}
    return found


def level_of(database: Database, company_id: str) -> Json:
    return database.get(f"CustomerHealthMetrics/{company_id}/levels/{LOGIN}")


def masters(database: Database, company_id: str) -> set[str]:
    table = database.get("MasterAccounts") or {}
    return {user for user, row in table.items() if company_id in row.get("companies", {})}


@pytest.fixture
def maple(database: Database) -> str:
    """A company whose master account is `boss`, seen 20 days ago.

    An instance keeps the master accounts in memory for two seconds, so all tests with logins use
    the same user.
    """
    database.put("PresenceStatus/boss", {"lastActive": ago(days=20)}, disable_triggers=True)
    database.put(
        "Companies/maple",
        {
            "name": "Maple Diner",
            "email": EMAIL,
            "masterUserId": "boss",
            "csmDashboardLinked": True,
            "createdAt": ago(days=400),
        },
    )
    database.wait_for_events()
    return "maple"


def test_a_login_from_before_the_company_was_tracked_counts(database: Database, maple: str) -> None:
    assert masters(database, maple) == {"boss"}
    assert level_of(database, maple) == "critical"
    assert database.get(f"CustomerHealthMetrics/{maple}/alertLevel") == "critical"


def test_a_login_moves_date_and_level(database: Database, maple: str) -> None:
    for days, level in ((10, "warning"), (1, "healthy")):
        at = ago(days=days)
        seen(database, "boss", at)
        assert login_of(database, maple) == at
        assert level_of(database, maple) == level
        assert database.get(f"CustomerIndex/{maple}/levels/login") == level
        assert database.get(f"CustomerHealthMetrics/{maple}/alertLevel") == level
        assert database.get(f"CustomerIndex/{maple}/level") == level


def test_epoch_milliseconds_are_a_login_too(database: Database, maple: str) -> None:
    seen(database, "boss", {".sv": "timestamp"})
    milliseconds = database.get("PresenceStatus/boss/lastActive")
    expected = datetime.fromtimestamp(milliseconds // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert login_of(database, maple) == expected


@pytest.mark.parametrize("value", ["yesterday", "2025-11-24T06:00:00", None, 1e30, {"at": 1}])
def test_what_is_no_time_changes_nothing(database: Database, maple: str, value: Json) -> None:
    last = ago(days=2)
    seen(database, "boss", last)
    failed = database.events()["failed"]
    seen(database, "boss", value)
    assert login_of(database, maple) == last
    assert level_of(database, maple) == "healthy"
    assert database.events()["failed"] == failed


def test_it_never_moves_back(database: Database, maple: str) -> None:
    """Devices with a slow clock, and events that come late, twice and in any order."""
    newest = ago(hours=1)
    seen(database, "boss", newest)
    seen(database, "boss", ago(days=9))
    assert login_of(database, maple) == newest

    times = [ago(minutes=minutes) for minutes in range(50, 30, -1)]
    database.faults({"events": {"shuffle": True, "duplicate": 0.5, "delayMs": 300, "seed": 3}})
    for at in [*times, ago(days=3)]:
        database.put("PresenceStatus/boss/lastActive", at)
    database.wait_for_events()
    assert login_of(database, maple) in {newest, *times}

    latest = ago(minutes=20)
    seen(database, "boss", latest)
    seen(database, "boss", ago(days=15))
    assert login_of(database, maple) == latest
    assert level_of(database, maple) == "healthy"


def test_the_daily_run_does_not_move_it_back_either(
    database: Database, maple: str, daily_run: Callable[..., Json]
) -> None:
    newest = ago(hours=1)
    seen(database, "boss", newest)
    database.put("PresenceStatus/boss/lastActive", ago(days=30), disable_triggers=True)
    daily_run()
    assert login_of(database, maple) == newest
    assert level_of(database, maple) == "healthy"


def test_everybody_else_costs_no_read(database: Database, maple: str) -> None:
    seen(database, "warm-up", ago(days=1))
    before = database.get(f"CustomerHealthMetrics/{maple}")
    delivered = database.events()["delivered"]
    database.reset_counters()

    for number in range(20):
        seen(database, f"employee-{number}", ago(days=1))

    assert database.events()["delivered"] == delivered + 20
    paths = database.counters()["paths"]
    assert paths["PresenceStatus"]["bytesRead"] == 0
    # Only the sender may also run, if it is still sending the alerts of an earlier test.
    assert set(paths) <= {"PresenceStatus", "Outbox", "AlertMessages"}
    assert database.get(f"CustomerHealthMetrics/{maple}") == before


def test_the_master_is_the_employee_with_the_companys_email(database: Database) -> None:
    """The master account may be hired, and seen, before or after the company is written."""
    database.put("PresenceStatus/hired-late/lastActive", ago(days=8), disable_triggers=True)
    database.put("Companies/oak", {"name": "Oak", "email": EMAIL, "csmDashboardLinked": True})
    database.wait_for_events()
    assert masters(database, "oak") == set()
    assert login_of(database, "oak") is None

    database.put("Employees/oak/e1", {"name": "No account", "email": EMAIL})
    database.put("Employees/oak/e2", {"email": EMAIL.upper(), "userId": "another-case"})
    database.wait_for_events()
    assert masters(database, "oak") == set()

    database.put("Employees/oak/e3", {"email": EMAIL, "userId": "hired-late"})
    database.wait_for_events()
    assert masters(database, "oak") == {"hired-late"}
    assert login_of(database, "oak") == database.get("PresenceStatus/hired-late/lastActive")
    assert level_of(database, "oak") == "warning"
    assert database.get("CustomerHealthMetrics/oak/numberofemployees") == 3


def test_another_email_is_another_master(database: Database) -> None:
    """The link stays, and the login is that of the new master account."""
    database.put(
        "/",
        {
            "PresenceStatus": {
                "old": {"lastActive": ago(days=9)},
                "new": {"lastActive": ago(days=2)},
            },
            "Employees": {
                "oak": {
                    "e1": {"email": EMAIL, "userId": "old"},
                    "e2": {"email": "new@maple.example.com", "userId": "new"},
                }
            },
        },
        disable_triggers=True,
    )
    database.put("Companies/oak", {"name": "Oak", "email": EMAIL, "csmDashboardLinked": True})
    database.wait_for_events()
    assert masters(database, "oak") == {"old"}
    assert level_of(database, "oak") == "warning"

    database.put("Companies/oak/email", "new@maple.example.com")
    database.wait_for_events()
    assert masters(database, "oak") == {"new"}
    assert database.get("CustomerIndex/oak/email") == "new@maple.example.com"
    newest = database.get("PresenceStatus/new/lastActive")
    assert login_of(database, "oak") == newest
    assert level_of(database, "oak") == "healthy"
    assert database.get("Companies/oak/csmDashboardLinked") is True

    database.put("Companies/oak/email", EMAIL)
    database.wait_for_events()
    assert masters(database, "oak") == {"old"}
    assert login_of(database, "oak") == database.get("PresenceStatus/old/lastActive")
    assert level_of(database, "oak") == "warning"


def test_the_master_may_be_an_auth_user_who_is_no_employee(database: Database, auth: Auth) -> None:
    user_id = auth.create_user("owner@oak.example.com")
    database.put(f"PresenceStatus/{user_id}/lastActive", ago(days=8), disable_triggers=True)
    database.put(
        "Companies/oak",
        {"name": "Oak", "email": "owner@oak.example.com", "csmDashboardLinked": True},
    )
    database.wait_for_events()
    assert masters(database, "oak") == {user_id}
    assert level_of(database, "oak") == "warning"
