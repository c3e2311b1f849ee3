"""Reconcile: read, write the difference, and repeat until there is none."""

from collections.abc import Mapping
from typing import Any

import pytest

from customer_health.errors import NotConverged
from customer_health.flows.writing.reconcile import ATTEMPTS, reconcile
from customer_health.stores.rtdb.update import Update
from tests.memory_database import MemoryDatabase


class Written(MemoryDatabase):
    """A database that records its writes; after the first write another writer writes `late`."""

    def __init__(self, root: dict[str, Any] | None = None, late: Any = None) -> None:
        super().__init__(root or {})
        self.updates: list[Mapping[str, Any]] = []
        self.late = late

    def patch(self, updates: Mapping[str, Any]) -> None:
        self.updates.append(updates)
        super().patch(updates)
        if self.late:
            super().patch(self.late)
            self.late = None

    def count(self) -> Any:
        return self.get("count")


def test_without_a_difference_nothing_is_written() -> None:
    written = Written()
    assert reconcile(written, written.count, lambda _: Update()) == Update()
    assert written.updates == []


def test_it_reads_again_after_its_own_write() -> None:
    written = Written({"count": 0})

    def decide(count: int) -> Update:
        return Update({"count": count + 1}, notifies=count == 0) if count < 3 else Update()

    assert reconcile(written, written.count, decide) == Update({"count": 3}, notifies=True)
    assert written.count() == 3


def test_another_writers_outdated_result_is_corrected() -> None:
    """The other writer has read before our write, and writes an outdated result."""
    written = Written({"count": 0}, {"count": 1})
    reconcile(written, written.count, lambda n: Update({"count": 2}) if n != 2 else Update())
    assert written.count() == 2


def test_data_that_keeps_changing_raises_not_converged() -> None:
    written = Written()
    with pytest.raises(NotConverged, match="CustomerIndex/acme"):
        reconcile(
            written,
            lambda: len(written.updates),
            lambda number: Update({"CustomerIndex/acme": number}),
        )
    assert len(written.updates) == ATTEMPTS
