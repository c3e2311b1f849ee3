"""The master account's last login: exactly 7 and 14 days, and unknown logins."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from customer_health.domain.customers.customer import Customer, newly_tracked, with_login
from customer_health.domain.instants import iso
from customer_health.domain.metrics.data_issues import DataIssue
from customer_health.domain.metrics.levels import THRESHOLDS, level_of
from customer_health.domain.metrics.login import days_since, last_login
from customer_health.domain.metrics.names import LOGIN
from customer_health.stores.metrics.companies import read_company
from customer_health.stores.metrics.presence import read_last_active
from demo.runs.dump import Dump
from tests.examples import CLOCK, COMPANY, LATER, RUN, Tree, company, issues_of, metrics_of, run

DAY = timedelta(days=1)
TICK = timedelta(microseconds=1)


@pytest.mark.parametrize(
    ("ago", "level"),
    [
        (timedelta(0), "healthy"),
        (7 * DAY - TICK, "healthy"),
        (7 * DAY, "warning"),
        (7 * DAY + TICK, "warning"),
        (14 * DAY - TICK, "warning"),
        (14 * DAY, "warning"),
        (14 * DAY + TICK, "critical"),
    ],
)
def test_days_are_exact(ago: timedelta, level: str) -> None:
    elapsed = days_since(CLOCK - ago, None, CLOCK, is_unknown=False)
    assert level_of(elapsed, THRESHOLDS[LOGIN]) == level
    created = days_since(None, CLOCK - ago, CLOCK, is_unknown=False)
    assert created == elapsed


def test_seven_days_across_a_change_of_clocks_are_seven_times_24_hours() -> None:
    login = datetime(2025, 10, 28, 10, tzinfo=UTC)  # 06:00 in Toronto, as is the clock
    clock = datetime(2025, 11, 4, 11, tzinfo=UTC)
    elapsed = days_since(login, None, clock, is_unknown=False)
    assert elapsed is not None
    assert elapsed - 7 == pytest.approx(1 / 24)


def test_the_newest_login_before_the_clock() -> None:
    assert last_login([CLOCK - DAY, None, CLOCK, LATER], CLOCK) == CLOCK
    assert last_login([LATER], CLOCK) is None
    assert last_login([], CLOCK) is None


def test_when_the_days_are_unknown() -> None:
    assert days_since(None, None, CLOCK, is_unknown=False) is None
    assert days_since(None, CLOCK - 30 * DAY, CLOCK, is_unknown=True) is None
    assert days_since(None, LATER, CLOCK, is_unknown=False) is None


def test_live_logins_never_move_backwards() -> None:
    def see(customer: Customer, login: datetime | None) -> Customer:
        return with_login(customer, login, CLOCK)

    new = newly_tracked(read_company("acme", b"{}", []), CLOCK)
    seen = see(see(new, CLOCK - 8 * DAY), CLOCK - 9 * DAY)
    assert (seen.login, seen.levels[LOGIN]) == (CLOCK - 8 * DAY, "warning")
    assert see(seen, None).login == CLOCK - 8 * DAY
    assert see(replace(new, created_at=CLOCK - 15 * DAY), None).levels[LOGIN] == "critical"


@pytest.mark.parametrize(
    ("value", "seen", "flaws"),
    [
        ("2025-11-23T06:00:00-05:00", CLOCK - DAY, 0),
        (1763895600000, CLOCK - DAY, 0),
        (None, None, 0),
        (0, None, 0),
        ("2009-12-31T23:59:59Z", None, 0),
        ("0001-01-01T00:00:00", None, 0),
        (1763895600, None, 1),
        ("yesterday", None, 1),
        (True, None, 1),
        ({"at": 0}, None, 1),
    ],
)
def test_the_presence_is_decoded(value: Any, seen: datetime | None, flaws: int) -> None:
    named: list[DataIssue] = []
    assert read_last_active("u", value, named) == seen
    assert [f.path for f in named] == ["PresenceStatus/u/lastActive"] * flaws


CREATED = {"createdAt": iso(CLOCK - 10 * DAY)}


@pytest.mark.parametrize(
    ("presence", "login", "level"),
    [
        ({"lastActive": iso(CLOCK - 2 * DAY), "status": "offline"}, CLOCK - 2 * DAY, "healthy"),
        ({"lastActive": iso(CLOCK - 20 * DAY)}, CLOCK - 20 * DAY, "critical"),
        ({"status": "online"}, None, "none"),
        ({"lastActive": "yesterday"}, None, "none"),
        ({"lastActive": iso(CLOCK + DAY + timedelta(seconds=1))}, None, "none"),
        ("online", None, "none"),
        ({"lastActive": 0}, None, "warning"),
        (None, None, "warning"),
    ],
)
def test_a_run_counts_days_since_the_login(
    presence: Any, login: datetime | None, level: str
) -> None:
    dump = company(Companies=CREATED, PresenceStatus={"master": presence})
    run(dump)
    metrics = metrics_of(dump)
    assert (metrics.get(LOGIN), metrics["levels"][LOGIN]) == (login and iso(login), level)


@pytest.mark.parametrize(
    ("ahead", "past", "flaws"),
    [
        (timedelta(hours=1), False, set()),
        (timedelta(hours=2), False, {("Companies/acme/createdAt", "malformed")}),
        (timedelta(hours=2), True, set()),
    ],
)
def test_a_creation_date_in_the_future_is_reported(
    ahead: timedelta, past: bool, flaws: set[tuple[str, str]]
) -> None:
    dump = company(Companies={"createdAt": iso(CLOCK + ahead)})
    run(dump, mode="past" if past else "today")
    assert metrics_of(dump)["levels"][LOGIN] == "none"
    assert metrics_of(dump)["alertLevel"] == "unknown"
    assert issues_of(dump) == flaws


def detail_of(dump: Dump, reason: str) -> str:
    (found,) = (f for f in dump.at(f"DataQuality/{COMPANY}/flaws") if f["reason"] == reason)
    return str(found["detail"])


def test_without_a_master_account_the_login_is_unknown() -> None:
    without_master: Tree = {"masterUserId": None, "email": "Boss@example.com"} | CREATED
    dump = company(
        Companies=without_master,
        Employees={
            "ann": {"name": "Ann", "email": "boss @example.com", "userId": "u"},
            "bob": {"name": "Bob", "email": "Boss@example.com"},
        },
        PresenceStatus={"u": {"lastActive": iso(CLOCK - DAY)}},
    )
    run(dump)
    metrics = metrics_of(dump)
    assert (metrics.get(LOGIN), metrics["levels"][LOGIN]) == (None, "none")
    assert issues_of(dump) == {("Companies/acme/email", "no_master_account")}
    assert "employee ann has 'boss @example.com'" in detail_of(dump, "no_master_account")
    dump.put("Companies/acme/email", None)
    run(dump)
    assert "neither masterUserId nor email" in detail_of(dump, "no_master_account")


@pytest.mark.parametrize(
    ("stored", "kept"),
    [
        (CLOCK - DAY, CLOCK - DAY),
        ((CLOCK - DAY).timestamp() * 1000, CLOCK - DAY),
        ("2025-11-23T06:00:00-05:00", CLOCK - DAY),
        ("zzz", CLOCK - 2 * DAY),
        ({"at": "x" * 10**7}, CLOCK - 2 * DAY),
        (True, CLOCK - 2 * DAY),
    ],
)
@pytest.mark.parametrize("past", [False, True])
def test_a_stored_login_in_another_format_is_rewritten(
    stored: Any, kept: datetime, past: bool
) -> None:
    dump = company(
        MasterLogins=iso(stored) if isinstance(stored, datetime) else stored,
        PresenceStatus={"master": {"lastActive": iso(CLOCK - 2 * DAY)}},
    )
    run(dump, mode="past" if past else "today")
    assert metrics_of(dump)[LOGIN] == dump.at(f"MasterLogins/{COMPANY}") == iso(kept)
    is_named = ("MasterLogins/acme", "malformed") in issues_of(dump)
    assert is_named == (kept == CLOCK - 2 * DAY)


def test_a_past_run_uses_todays_master_account() -> None:
    dump = company(
        Companies={"masterUserId": None, "email": "boss@example.com"},
        Employees={
            "ann": {"email": "boss@example.com", "userId": "u", "createdAt": iso(LATER)},
            "bob": {"email": "boss@example.com", "userId": "v", "archived": True}
            | {"archivedAt": iso(LATER)},
        },
        PresenceStatus={user: {"lastActive": iso(CLOCK - DAY)} for user in ("u", "v")},
    )
    run(dump, mode="past")
    assert dump.at("MasterAccounts").keys() == {"u"}


def test_a_login_after_the_clock_counts_live_but_not_in_the_run() -> None:
    dump = company(Companies=CREATED, PresenceStatus={"master": {"lastActive": iso(LATER)}})
    run(dump)
    metrics = metrics_of(dump)
    assert LOGIN not in metrics["history"][str(RUN)]
    assert metrics["history"][str(RUN)]["levels"][LOGIN] == "none"
    assert (metrics.get(LOGIN), metrics["levels"][LOGIN]) == (iso(LATER), "healthy")


def test_a_run_keeps_the_newest_login_ever_seen() -> None:
    """It does so even if the presence moves back, or becomes unreadable."""
    stored = iso(CLOCK - DAY)
    for presence in (iso(CLOCK - 9 * DAY), "yesterday", None):
        dump = company(MasterLogins=stored, PresenceStatus={"master": {"lastActive": presence}})
        run(dump)
        assert metrics_of(dump)[LOGIN] == dump.at("MasterLogins/acme") == stored


def test_a_past_run_still_finds_the_login_known_then() -> None:
    known = iso(CLOCK - DAY)
    dump = company(
        MasterLogins=iso(LATER),
        PresenceStatus={"master": {"lastActive": iso(LATER)}},
        CustomerHealthMetrics={"history": {str(RUN - DAY): {LOGIN: known, "numberofemployees": 0}}},
    )
    run(dump, mode="past")
    assert metrics_of(dump)["history"][str(RUN)][LOGIN] == known
    assert issues_of(dump) == set()
