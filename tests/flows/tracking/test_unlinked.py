"""Companies whose unlinking was missed leave the list, but never many at once unasked."""

from collections.abc import Collection
from datetime import timedelta
from typing import Any

import pytest

from customer_health.domain.customers.customer import newly_tracked
from customer_health.flows.tracking.unlinked import FEW, TOMBSTONE_KEPT, forget_unlinked
from customer_health.stores.customers import rows
from customer_health.stores.metrics.companies import read_company
from tests.examples import CLOCK
from tests.memory_database import MemoryDatabase

NOW = int(CLOCK.timestamp() * 1000)
OLD = NOW - TOMBSTONE_KEPT // timedelta(milliseconds=1)
TRACKED = rows.row(newly_tracked(read_company("x", b"{}", []), CLOCK)) | {"changedAt": OLD}


def listed(**nodes: Any) -> MemoryDatabase:
    database = MemoryDatabase({"CustomerIndex": nodes})
    database.dump.now = NOW
    return database


def test_companies_whose_unlinking_was_missed_leave_the_list() -> None:
    gone = {"gone": True, "changedAt": OLD}
    database = listed(
        acme=dict(TRACKED),
        unlinked=dict(TRACKED),
        gone=dict(gone),
        long_gone={"gone": True, "changedAt": OLD - 1},
    )
    forget_unlinked(database, ["acme"], CLOCK)
    assert database.get("CustomerIndex") == {
        "acme": TRACKED,
        "unlinked": {"gone": True, "changedAt": NOW},
        "gone": gone,
    }


def some(count: int) -> dict[str, Any]:
    return {f"c{number}": dict(TRACKED) for number in range(count)}


@pytest.mark.parametrize(
    ("unlinked", "linked", "leave"),
    [
        (FEW, 0, True),
        (FEW + 1, 0, False),
        (30, 70, True),
        (31, 69, False),
    ],
)
def test_many_at_once_stay_on_the_list(
    unlinked: int, linked: int, leave: bool, caplog: pytest.LogCaptureFixture
) -> None:
    """A setting that lacks an instance of the database would take all of its customers away."""
    database = listed(**some(unlinked), long_gone={"gone": True, "changedAt": OLD - 1})
    forget_unlinked(database, [f"linked-{number}" for number in range(linked)], CLOCK)
    left = [row for row in database.get("CustomerIndex").values() if rows.is_tracked(row)]
    assert len(left) == (0 if leave else unlinked)
    assert (f"{unlinked} customers, such as c0, are linked no longer" in caplog.text) is not leave
    assert database.get("CustomerIndex/long_gone") is None


@pytest.mark.parametrize("answer", [True, False])
def test_many_leave_if_a_person_agrees(answer: bool) -> None:
    database, asked = listed(**some(FEW + 1)), list[int]()

    def agree(company_ids: Collection[str]) -> bool:
        asked.append(len(company_ids))
        return answer

    forget_unlinked(database, [], CLOCK, agree)
    left = [row for row in database.get("CustomerIndex").values() if rows.is_tracked(row)]
    assert (asked, len(left)) == ([FEW + 1], 0 if answer else FEW + 1)
