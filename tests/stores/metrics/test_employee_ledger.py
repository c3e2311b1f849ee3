"""The ledger's sum is the number of employees, for any order of events."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from customer_health.stores.metrics import employee_ledger
from demo.runs.dump import Dump

ids = st.text(st.characters(exclude_characters="/.#$[]", exclude_categories=["C"]), min_size=1)
EVENTS = st.lists(st.tuples(ids | st.sampled_from(["ann", "0", "1"]), st.booleans()))


def sizes(dump: Dump) -> Any:
    return dump.at(employee_ledger.sizes_path("acme"))


def pruned(node: Any) -> Any:
    """Return a tree as the database stores it: without nulls and empty nodes."""
    if not isinstance(node, dict):
        return node
    kept = {key: pruned(child) for key, child in node.items()}
    return {key: child for key, child in kept.items() if child is not None and child != {}}


def count(dump: Dump, employee_id: str, *, active: bool) -> tuple[dict[str, Any], int]:
    bucket = employee_ledger.bucket_of(employee_id)
    members = pruned(dump.at(employee_ledger.members_path("acme", bucket)))
    return employee_ledger.count_one("acme", employee_id, active, members, sizes(dump))


@given(st.sets(ids), EVENTS)
def test_events_give_the_same_ledger_as_a_full_count(
    start: set[str], events: list[tuple[str, bool]]
) -> None:
    dump = Dump({"EmployeeLedger": {"acme": employee_ledger.build(start)}})
    active = set(start)
    for employee_id, counts in events:
        active = active | {employee_id} if counts else active - {employee_id}
        updates, number = count(dump, employee_id, active=counts)
        dump.write(updates)
        assert number == len(active)
        assert count(dump, employee_id, active=counts) == ({}, number)  # it came twice
    assert pruned(dump.at("EmployeeLedger/acme")) == employee_ledger.build(active)


def test_a_wrong_size_is_repaired_by_an_event() -> None:
    ledger = employee_ledger.build(["ann"])
    bucket = employee_ledger.bucket_of("ann")
    ledger["sizes"][bucket] = 7
    dump = Dump({"EmployeeLedger": {"acme": ledger}})
    updates, number = count(dump, "ann", active=True)
    assert (updates, number) == ({f"EmployeeLedger/acme/sizes/{bucket}": 1}, 1)


@pytest.mark.parametrize(
    ("node", "built"),
    [
        (None, False),
        ([], False),
        ([0], False),
        ({"3": 1}, False),
        (employee_ledger.build([])["sizes"], True),
    ],
)
def test_only_a_full_count_builds_the_ledger(node: Any, built: bool) -> None:
    assert employee_ledger.is_built(node) is built


def test_ids_that_are_numbers_stay_object_keys() -> None:
    members = employee_ledger.build(map(str, range(300)))["members"]
    keys = [*members, *(key for bucket in members.values() for key in bucket)]
    assert not any(key.isdigit() for key in keys)
    assert sum(map(len, members.values())) == 300
