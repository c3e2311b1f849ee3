"""The master account between runs: a new one, the repair of its table, and its logins."""

from datetime import datetime, timedelta
from typing import Any

import pytest

from customer_health.domain.instants import iso
from customer_health.domain.metrics.names import LOGIN
from customer_health.flows.tracking.count_employees import count_employee
from customer_health.flows.tracking.master_login import see_user
from customer_health.flows.tracking.track_company import track_company
from customer_health.stores.metrics import master_accounts
from customer_health.stores.rtdb.live_table import LiveTable
from tests.examples import CLOCK, COMPANY, company, metrics_of, no_user, run
from tests.memory_database import MemoryDatabase
from tests.services import THREADS

DAY = timedelta(days=1)
NOW = CLOCK + timedelta(hours=1)
LISTED = master_accounts.listed_path("master", COMPANY)


@pytest.fixture
def database() -> MemoryDatabase:
    """A database after a run, with a master account that was last seen the day before the run."""
    dump = company(
        PresenceStatus={"master": {"lastActive": iso(CLOCK - DAY)}},
        Companies={"createdAt": iso(CLOCK - 100 * DAY)},
    )
    run(dump)
    return MemoryDatabase(dump.root)


def track(database: MemoryDatabase, **wait: Any) -> None:
    track_company(database, COMPANY, NOW, no_user, **wait)


def see(database: MemoryDatabase, user_id: str, at: datetime = NOW) -> bool:
    masters = LiveTable(database, master_accounts.ROOT, 0.0, lambda: 0.0)
    return see_user(database, masters, user_id, iso(at), NOW)


def login_of(database: MemoryDatabase) -> tuple[Any, Any, Any]:
    """Return the login in the figures, in the row, and the newest ever seen."""
    return (
        metrics_of(database.dump).get(LOGIN),
        database.get(f"CustomerIndex/{COMPANY}/login"),
        database.get(f"MasterLogins/{COMPANY}"),
    )


def test_tracking_lists_a_lost_master_account_again(database: MemoryDatabase) -> None:
    database.write({"MasterAccounts": None})
    track(database)
    assert database.get(LISTED) is True
    see(database, "master")
    assert login_of(database) == (iso(NOW),) * 3


@pytest.mark.parametrize("seen", [None, CLOCK - 9 * DAY])
def test_the_new_account_has_its_own_login(database: MemoryDatabase, seen: datetime | None) -> None:
    active = {"lastActive": iso(seen)} if seen else None
    database.write({"PresenceStatus/other": active, f"Companies/{COMPANY}/masterUserId": "other"})
    track(database)
    assert login_of(database) == ((iso(seen) if seen else None),) * 3
    level = database.get(f"CustomerIndex/{COMPANY}/levels/login")
    assert level == ("warning" if seen else "critical")
    assert database.get(LISTED) is None


def test_a_login_of_the_new_account_ends_the_alert_at_once(database: MemoryDatabase) -> None:
    database.write({f"MasterLogins/{COMPANY}": None, "PresenceStatus/master": None})
    run(database.dump)
    alert = f"Alerts/{COMPANY}:{LOGIN}"
    assert database.get(f"{alert}/phase") == "firing"
    database.write({f"Companies/{COMPANY}/masterUserId": "other"})
    database.write({"PresenceStatus/other": {"lastActive": iso(CLOCK)}})
    track(database)
    assert database.get(f"{alert}/phase") == "resolved"


def test_a_new_employee_with_the_companys_email_is_the_master(database: MemoryDatabase) -> None:
    email = {"masterUserId": None, "email": "boss@example.com"}
    database.write({f"Companies/{COMPANY}/{field}": value for field, value in email.items()})
    track(database)
    boss = {"name": "Boss", "email": "boss@example.com", "userId": "other"}
    database.write({f"Employees/{COMPANY}/boss": boss})
    count_employee(database, COMPANY, "boss", NOW, no_user, THREADS)
    assert database.get(f"CustomerIndex/{COMPANY}/master") == "other"
    assert database.get(master_accounts.listed_path("other", COMPANY)) is True


def test_without_a_master_account_the_login_is_unknown(database: MemoryDatabase) -> None:
    database.write({f"Companies/{COMPANY}/masterUserId": None})
    track(database)
    assert login_of(database) == (None,) * 3
    assert database.get(f"CustomerIndex/{COMPANY}/levels/login") == "none"


def test_a_login_of_a_former_account_is_ignored(database: MemoryDatabase) -> None:
    database.write({"MasterAccounts/former": {"companies": {COMPANY: True}, "changedAt": 1}})
    before = login_of(database)
    assert not see(database, "former")
    assert login_of(database) == before
    assert database.get(master_accounts.listed_path("former", COMPANY)) is None


def test_a_login_by_a_clock_that_is_wrong_hides_no_other(database: MemoryDatabase) -> None:
    before = login_of(database)
    assert not see(database, "master", NOW + DAY)
    assert login_of(database) == before
    database.write({"PresenceStatus/master/lastActive": iso(NOW)})
    see(database, "master", NOW + DAY)
    assert login_of(database) == (iso(NOW),) * 3


@pytest.mark.parametrize("bad", ["yesterday", 5, {"at": 5}, "x" * 10_000])
def test_a_login_replaces_a_stored_one_that_cant_be_read(
    database: MemoryDatabase, bad: Any
) -> None:
    database.write({f"MasterLogins/{COMPANY}": bad})
    see(database, "master")
    assert login_of(database) == (iso(NOW),) * 3


def test_a_login_right_after_the_link_is_counted() -> None:
    """Other instances read the new account a little later, and ignore its logins until then."""
    database = MemoryDatabase(company(PresenceStatus={}).root)
    track(database, wait=lambda: database.write({"PresenceStatus/master/lastActive": iso(NOW)}))
    assert login_of(database) == (iso(NOW),) * 3


def test_tracking_does_not_wait_for_a_known_account(database: MemoryDatabase) -> None:
    def wait() -> None:
        raise AssertionError("waited")

    track(database, wait=wait)
