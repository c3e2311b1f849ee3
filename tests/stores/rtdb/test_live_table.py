"""A live table holds all rows, and reads only what changed."""

from threading import Thread
from typing import Any

import pytest

from customer_health.stores.rtdb.live_table import LiveTable
from tests.memory_database import MemoryDatabase

MAX_AGE = 5.0


class Clock:
    """A clock in seconds from any start."""

    def __init__(self) -> None:
        self.time = -100.0

    def __call__(self) -> float:
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def database() -> MemoryDatabase:
    return MemoryDatabase(
        {"CustomerIndex": {"a": {"n": 1, "changedAt": 10}, "b": {"n": 2, "changedAt": 20}}}
    )


@pytest.fixture
def mirror(database: MemoryDatabase, clock: Clock) -> LiveTable:
    return LiveTable(database, "CustomerIndex", MAX_AGE, clock)


def numbers(mirror: LiveTable) -> dict[str, Any]:
    return {key: row["n"] for key, row in mirror.rows().items()}


def test_the_table_is_read_after_an_interval_only(
    mirror: LiveTable, database: MemoryDatabase, clock: Clock
) -> None:
    assert numbers(mirror) == {"a": 1, "b": 2}
    database.patch({"CustomerIndex/a": {"n": 3, "changedAt": 30}})
    clock.time += MAX_AGE - 0.1
    assert numbers(mirror) == {"a": 1, "b": 2}
    assert len(database.asked) == 1
    clock.time += 0.1
    assert numbers(mirror) == {"a": 3, "b": 2}


def test_only_changed_rows_are_read(
    mirror: LiveTable, database: MemoryDatabase, clock: Clock
) -> None:
    mirror.rows()
    for row in ({"n": 3, "changedAt": 20}, {"n": 4, "changedAt": 25}):
        database.patch({"CustomerIndex/c": row})
        clock.time += MAX_AGE
        assert mirror.rows()["c"] == row  # a row with the newest time seen is read again
    assert database.asked == [{"startAt": 0}, {"startAt": 20}, {"startAt": 20}]


def test_returned_rows_do_not_change(
    mirror: LiveTable, database: MemoryDatabase, clock: Clock
) -> None:
    before = mirror.rows()
    database.patch({"CustomerIndex/a": {"n": 3, "changedAt": 30}})
    clock.time += MAX_AGE
    assert numbers(mirror)["a"] == 3
    assert before["a"]["n"] == 1


def test_an_empty_table(clock: Clock) -> None:
    database = MemoryDatabase({})
    mirror = LiveTable(database, "CustomerIndex", MAX_AGE, clock)
    assert mirror.rows() == mirror.rows() == {}
    assert len(database.asked) == 1


def test_concurrent_threads_share_one_read(mirror: LiveTable, database: MemoryDatabase) -> None:
    threads = [Thread(target=mirror.rows) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(database.asked) == 1
