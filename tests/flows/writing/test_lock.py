"""The lock has one holder at a time, and only its holder releases it."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from firebase_admin import db

from customer_health.errors import Outdated
from customer_health.flows.writing.lock import LENGTH, lock
from demo.runs.client import Client
from tests.memory_database import MemoryDatabase

NOW = datetime(2025, 11, 24, 12, tzinfo=UTC)
PATH = "Locks/rule"
THEIRS = {"holder": "another", "until": "2025-11-24T12:01:00Z", "attempts": 1}


class TakenOver(MemoryDatabase):
    """A database in which another holder takes the lock just before it is released."""

    def _reference(self, path: str) -> Any:
        return db.Reference(client=TakenOverClient(self), path=path or "/")


class TakenOverClient(Client):
    def headers(
        self, method: str, url: str, json: Any, headers: Mapping[str, str]
    ) -> dict[str, str]:
        self.take_over()
        return super().headers(method, url, json, headers)

    def request(self, method: str, url: str, json: Any, params: str = "") -> None:
        self.take_over()
        super().request(method, url, json, params)

    def take_over(self) -> None:
        if self.database.dump.at(PATH):
            self.database.write({PATH: THEIRS})


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


def test_a_lock_that_is_taken_during_its_release_is_left_to_its_new_holder() -> None:
    database = TakenOver({})
    with lock(database, "rule", NOW):
        pass
    assert database.get(PATH) == THEIRS
