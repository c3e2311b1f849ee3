"""The master account's last login: exactly 7 and 14 days, and what is not known yet."""

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
from tests.examples import CLOCK, LATER, RUN, Tree, company, flaws_of, metrics_of, run

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
    elapsed = days_since(CLOCK - ago, None, CLOCK, login_known_later=False)
    assert level_of(elapsed, THRESHOLDS[LOGIN]) == level
    created = days_since(None, CLOCK - ago, CLOCK, login_known_later=False)
    assert created == elapsed


def test_seven_days_across_a_change_of_clocks_are_seven_times_24_hours() -> None:
    login = datetime(2025, 10, 28, 10, tzinfo=UTC)  # 06:00 in Toronto, as is the clock
    clock = datetime(2025, 11, 4, 11, tzinfo=UTC)
    elapsed = days_since(login, None, clock, login_known_later=False)
    assert elapsed is not None
    assert elapsed - 7 == pytest.approx(1 / 24)


def test_the_newest_that_the_clock_knows_of() -> None:
    assert last_login([CLOCK - DAY, None, CLOCK, LATER], CLOCK) == CLOCK
    assert last_login([LATER], CLOCK) is None
    assert last_login([], CLOCK) is None


def test_nothing_can_be_said() -> None:
    assert days_since(None, None, CLOCK, login_known_later=False) is None
    assert days_since(None, CLOCK - 30 * DAY, CLOCK, login_known_later=True) is None
    assert days_since(None, LATER, CLOCK, login_known_later=False) is None


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
        ("yesterday", None, 1),
        (True, None, 1),
        ({"at": 0}, None, 1),
    ],
)
def test_reading(value: Any, seen: datetime | None, flaws: int) -> None:
    named: list[DataIssue] = []
    assert read_last_active("u", value, named) == seen
    assert [f.path for f in named] == ["PresenceStatus/u/lastActive"] * flaws


CREATED = {"createdAt": iso(CLOCK - 10 * DAY)}


@pytest.mark.parametrize(
    ("presence", "login", "level"),
    [
        ({"lastActive": iso(CLOCK - 2 * DAY), "status": "offline"}, CLOCK - 2 * DAY, "healthy"),
        ({"lastActive": iso(CLOCK - 20 * DAY)}, CLOCK - 20 * DAY, "critical"),
        ({"status": "online"}, None, "warning"),
        ({"lastActive": "yesterday"}, None, "warning"),
        (None, None, "warning"),
    ],
)
def test_a_run(presence: Tree | None, login: datetime | None, level: str) -> None:
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
def test_a_creation_yet_to_come_says_nothing_of_logins(
    ahead: timedelta, past: bool, flaws: set[tuple[str, str]]
) -> None:
    dump = company(Companies={"createdAt": iso(CLOCK + ahead)})
    run(dump, mode="past" if past else "today")
    assert metrics_of(dump)["levels"][LOGIN] == "none"
    assert metrics_of(dump)["alertLevel"] == "unknown"
    assert flaws_of(dump) == flaws


def test_a_login_since_the_clock_is_live_but_not_the_runs() -> None:
    dump = company(Companies=CREATED, PresenceStatus={"master": {"lastActive": iso(LATER)}})
    run(dump)
    metrics = metrics_of(dump)
    assert LOGIN not in metrics["history"][str(RUN)]
    assert metrics["history"][str(RUN)]["levels"][LOGIN] == "none"
    assert (metrics.get(LOGIN), metrics["levels"][LOGIN]) == (iso(LATER), "healthy")


def test_a_run_keeps_the_newest_login_ever_seen() -> None:
    """Even if the presence moves back, or becomes unreadable."""
    stored = iso(CLOCK - DAY)
    for presence in (iso(CLOCK - 9 * DAY), "yesterday", None):
        dump = company(MasterLogins=stored, PresenceStatus={"master": {"lastActive": presence}})
        run(dump)
        assert metrics_of(dump)[LOGIN] == dump.at("MasterLogins/acme") == stored


def test_a_later_login_hides_nothing_that_an_earlier_run_knew() -> None:
    known = iso(CLOCK - DAY)
    dump = company(
        MasterLogins=iso(LATER),
        PresenceStatus={"master": {"lastActive": iso(LATER)}},
        CustomerHealthMetrics={"history": {str(RUN - DAY): {LOGIN: known, "numberofemployees": 0}}},
    )
    run(dump, mode="past")
    assert metrics_of(dump)["history"][str(RUN)][LOGIN] == known
    assert flaws_of(dump) == set()
