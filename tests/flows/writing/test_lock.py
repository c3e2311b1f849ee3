"""The lock has one holder at a time, and only its holder releases it."""

from datetime import UTC, datetime, timedelta

import pytest

from customer_health.errors import Outdated
from customer_health.flows.writing.lock import LENGTH, lock
from tests.memory_database import MemoryDatabase

NOW = datetime(2025, 11, 24, 12, tzinfo=UTC)
PATH = "Locks/rule"


def test_a_lock_has_one_holder_and_is_released() -> None:
    database = MemoryDatabase({})
    with lock(database, "rule", NOW):
        assert database.get(PATH)
        with pytest.raises(Outdated), lock(database, "rule", NOW):
            pass
        assert database.get(PATH)
    assert database.get(PATH) is None


def test_a_lock_is_released_when_the_block_raises() -> None:
    database = MemoryDatabase({})
    with pytest.raises(ZeroDivisionError), lock(database, "rule", NOW):
        raise ZeroDivisionError
    assert database.get(PATH) is None


def test_an_expired_lock_is_left_to_its_new_holder() -> None:
    database = MemoryDatabase({})
    later = NOW + LENGTH + timedelta(seconds=1)
    with lock(database, "rule", later):
        theirs = database.get(PATH)
        database.write({PATH: None})
        with lock(database, "rule", NOW):
            database.write({PATH: theirs})
        assert database.get(PATH) == theirs
