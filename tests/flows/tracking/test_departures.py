"""A customer that leaves: what is kept of it, once and for ever."""

from datetime import timedelta
from typing import Any

import pytest

from customer_health.domain.customers.departure import Departure, DepartureReason
from customer_health.domain.instants import iso
from customer_health.flows.tracking.track_company import track_company
from customer_health.flows.tracking.unlinked import forget_unlinked
from customer_health.stores.customers import departures
from demo.runs.dump import Dump
from tests.examples import CLOCK, COMPANY, company, no_user, run
from tests.memory_database import MemoryDatabase

DAY = timedelta(days=1)


@pytest.fixture
def dump() -> Dump:
    dump = company(PresenceStatus={"master": {"lastActive": iso(CLOCK - 30 * DAY)}})
    track_company(MemoryDatabase(dump), COMPANY, CLOCK, no_user)
    run(dump)
    dump.put(f"CustomerIndex/{COMPANY}/score", {"score": 41, "coverage": 90})
    return dump


def leave(dump: Dump, after: timedelta = DAY, *, deleted: bool = False) -> None:
    dump.put(f"Companies/{COMPANY}" + ("" if deleted else "/csmDashboardLinked"), None)
    track_company(MemoryDatabase(dump), COMPANY, CLOCK + after, no_user)


def come_back(dump: Dump) -> None:
    dump.put(f"Companies/{COMPANY}/csmDashboardLinked", True)
    track_company(MemoryDatabase(dump), COMPANY, CLOCK + DAY, no_user)


def departure(dump: Dump) -> Departure | None:
    return departures.read(MemoryDatabase(dump), COMPANY)


@pytest.mark.parametrize("deleted", [False, True])
def test_an_unlinked_or_deleted_company_has_left(dump: Dump, deleted: bool) -> None:
    name = dump.at(f"CustomerIndex/{COMPANY}/name")
    assert departure(dump) is None
    leave(dump, deleted=deleted)
    assert departure(dump) == Departure(COMPANY, name, CLOCK + DAY, "critical", 1, 41)


def test_a_missed_departure_is_found_by_the_daily_run(dump: Dump) -> None:
    dump.put(f"Companies/{COMPANY}", None)
    forget_unlinked(MemoryDatabase(dump), set(), CLOCK + DAY)
    found = departure(dump)
    assert found
    assert (found.left_at, found.level) == (CLOCK + DAY, "critical")


def test_a_departure_that_a_shard_finds_is_kept_too(dump: Dump) -> None:
    dump.put(f"Companies/{COMPANY}/csmDashboardLinked", False)
    run(dump)
    found = departure(dump)
    assert found
    assert (found.left_at, found.level) == (CLOCK, "critical")


def test_events_that_come_again_change_nothing(dump: Dump) -> None:
    leave(dump)
    first = departure(dump)
    database = MemoryDatabase(dump)
    reason = DepartureReason("price", "Too dear.", "ann@pivotapp.ca", CLOCK + DAY)
    database.patch(departures.give_reason(COMPANY, reason))
    leave(dump, 2 * DAY)
    # A late event has written figures into the tombstone, which is cleaned up.
    dump.put(f"CustomerIndex/{COMPANY}/level", "healthy")
    forget_unlinked(database, set(), CLOCK + 3 * DAY)
    found = departure(dump)
    assert first
    assert found
    assert (found.left_at, found.level, found.reason) == (first.left_at, "critical", reason)


def test_who_leaves_again_has_a_new_departure(dump: Dump) -> None:
    leave(dump)
    reason = DepartureReason("other", "A mistake.", "ann@pivotapp.ca", CLOCK)
    MemoryDatabase(dump).patch(departures.give_reason(COMPANY, reason))
    come_back(dump)
    leave(dump, 5 * DAY)
    found = departure(dump)
    assert found
    assert (found.left_at, found.reason) == (CLOCK + 5 * DAY, None)


def test_a_departure_that_cannot_be_read_stops_no_other(dump: Dump) -> None:
    leave(dump)
    broken: Any = {"leftAt": iso(CLOCK), "level": 7}
    dump.put("Departures/broken", broken)
    found = departures.between(MemoryDatabase(dump), CLOCK, CLOCK + 2 * DAY)
    assert [one.company_id for one in found] == [COMPANY]
