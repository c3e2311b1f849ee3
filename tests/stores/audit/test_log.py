"""The audit log: concurrent entries, and the detection of tampering."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from customer_health.domain.actions.action import ActionRequest, requested
from customer_health.domain.actions.kinds.crm import NewNote
from customer_health.domain.actions.kinds.tickets import NewTicket
from customer_health.domain.audit.log import AuditEntry, Broken, Head, entry_of, hash_of, head_of
from customer_health.domain.codec import as_json
from customer_health.flows.actions.decide import approve
from customer_health.stores.audit import log as audit_log
from customer_health.stores.rtdb.client import Database
from tests.flows.actions.world import AGENT, START, SUPERVISOR, World

Log = dict[str, Any]


@pytest.fixture
def world() -> World:
    """Make six entries: a credit from request to end, and two actions that wait."""
    world = World()
    world.run(world.decide(approve, world.credit(100), SUPERVISOR))
    world.credit(100)
    world.credit(100)
    return world


def verified(world: World, *anchors: Head) -> list[int]:
    return list(audit_log.verified(world.database, anchors, size=2))


def log_of(world: World) -> Log:
    log: Log = world.database.dump.root["Audit"]
    return log


def test_an_untouched_log_is_valid(world: World) -> None:
    assert verified(world) == [1, 2, 3, 4, 5, 6]
    assert audit_log.read_head(world.database).number == 6


def edit(log: Log) -> None:
    log[audit_log.name(3)]["amount"] = {"cents": 1, "currency": "USD"}


def edit_and_hash_anew(log: Log) -> None:
    node = log[audit_log.name(3)]
    node["reason"] = "another"
    node["hash"] = hash_of(node)


def remove(log: Log) -> None:
    del log[audit_log.name(3)]


def swap(log: Log) -> None:
    log[audit_log.name(3)], log[audit_log.name(4)] = log[audit_log.name(4)], log[audit_log.name(3)]


def insert(log: Log) -> None:
    log["x"] = dict(log[audit_log.name(3)])


def truncate(log: Log) -> None:
    for number in (4, 5, 6):
        del log[audit_log.name(number)]


def rename(log: Log) -> None:
    log["m" + audit_log.name(1)[1:]] = log.pop(audit_log.name(1))


def replace_by_a_text(log: Log) -> None:
    log[audit_log.name(2)] = "x"


@pytest.mark.parametrize(
    ("tamper", "number"),
    [
        (edit, 3),
        (edit_and_hash_anew, 4),
        (remove, 3),
        (swap, 3),
        (insert, 7),
        (truncate, 4),
        (rename, 1),
        (replace_by_a_text, 2),
    ],
)
def test_tampering_is_found_where_it_begins(
    world: World, tamper: Callable[[Log], None], number: int
) -> None:
    tamper(log_of(world))
    with pytest.raises(Broken) as broken:
        verified(world)
    assert broken.value.number == number


def test_a_tail_cut_off_with_the_head_is_detected(world: World) -> None:
    truncate(log_of(world))
    world.database.dump.root["AuditHead"] = as_json(head_of(log_of(world)[audit_log.name(3)]))
    with pytest.raises(Broken, match="to which that key leads"):
        verified(world)


def test_a_step_missing_from_the_log_is_detected() -> None:
    """A forged key makes the step look logged."""
    world = World()
    action = world.credit(100)
    world.database.patch({f"AuditKeys/{action.id}/s2": 1})
    world.run(world.decide(approve, action, SUPERVISOR))
    with pytest.raises(Broken, match="entry 1: it is not s2"):
        verified(world)
    world.database.patch({f"AuditKeys/{action.id}/s2": None})
    with pytest.raises(Broken, match=r"step 2 .* was never logged"):
        verified(world)


def more_money(action: Any) -> None:
    action["amount"]["cents"] = 1


def another_approver(action: Any) -> None:
    action["steps"]["1"]["who"]["email"] = "eve@pivotapp.ca"


def a_step_less(action: Any) -> None:
    action["steps"].popitem()


def unreadable(action: Any) -> None:
    action["kind"] = "gift"


@pytest.mark.parametrize(
    ("tamper", "number"),
    [(more_money, 1), (another_approver, 2), (a_step_less, 4), (unreadable, 1)],
)
def test_an_action_that_says_something_else_is_detected(
    world: World, tamper: Callable[[Any], None], number: int
) -> None:
    [done] = [one for one in world.database.dump.root["Actions"].values() if one["state"] == "done"]
    tamper(done)
    with pytest.raises(Broken, match="says something else") as broken:
        verified(world)
    assert broken.value.number == number


def test_a_completely_rewritten_log_is_detected_by_an_anchor(world: World) -> None:
    anchor = audit_log.read_head(world.database)
    other = World()
    other.run(other.decide(approve, other.credit(1), SUPERVISOR))
    other.credit(100)
    other.credit(100)
    assert verified(other) == [1, 2, 3, 4, 5, 6]
    with pytest.raises(Broken, match="head or an anchor"):
        verified(other, anchor)
    with pytest.raises(Broken, match="gone"):
        verified(World(), anchor)


def test_concurrent_entries_get_different_numbers() -> None:
    """Each writer is overtaken by the next, just before it writes."""
    world = World()
    waiting = [entry(f"a{n}") for n in range(5)]
    change = world.database.change

    def overtaken(path: str, make: Callable[[Any], Any]) -> Any:
        if path.startswith("Audit/") and waiting:
            log(world, waiting.pop())
        return change(path, make)

    world.database.change = overtaken  # type: ignore[method-assign]
    log(world, entry("first"))
    assert verified(world) == [1, 2, 3, 4, 5, 6]
    ids = [node["actionId"] for _, node in audit_log.everything(world.database, 100)]
    assert len(set(ids)) == 6


def entry(name: str) -> AuditEntry:
    request = ActionRequest("acme", "Acme", "add_note", NewNote("x"), "why")
    action = requested(name, request, AGENT, 1, START)
    return entry_of(action, action.steps[0])


def log(world: World, one: AuditEntry) -> None:
    audit_log.append(world.database, one.action_id, [one])


def test_a_step_logged_twice_is_stored_once(world: World) -> None:
    nodes = log_of(world)
    for number in (1, 4, 6):
        log(world, audit_log.read(nodes[audit_log.name(number)]))
    assert verified(world) == [1, 2, 3, 4, 5, 6]


def test_peoples_text_is_stored_as_a_hash() -> None:
    world = World()
    world.ask("create_ticket", NewTicket("Subject", "Secret", "high"))
    [(_, logged)] = audit_log.page(world.database, 9, 9)
    assert logged.params["priority"] == "high"
    assert logged.params["body"].startswith("sha256:")
    assert "Secret" not in str(log_of(world))


def test_an_outdated_head_is_corrected(world: World) -> None:
    """The head is outdated after a crash between the writes of entry and head."""
    world.database.dump.root["AuditHead"] = {
        "number": 2,
        "hash": log_of(world)[audit_log.name(2)]["hash"],
    }
    keys = world.database.dump.root.pop("AuditKeys")
    first = log_of(world)[audit_log.name(1)]["actionId"]
    world.database.dump.root["AuditKeys"] = {first: {"s1": 1, "s2": 2}}
    log(world, audit_log.read(log_of(world)[audit_log.name(5)]))
    log(world, audit_log.read(log_of(world)[audit_log.name(4)]))
    world.credit(5)
    assert verified(world) == [1, 2, 3, 4, 5, 6, 7]
    caught_up = world.database.get("AuditKeys")
    assert {one: caught_up[one] for one in keys} == keys


def test_a_lost_head_is_found_by_bisection(world: World) -> None:
    for number in range(100):
        log(world, entry(f"a{number}"))
    del world.database.dump.root["AuditHead"]
    change = world.database.change

    def crashing(path: str, make: Callable[[Any], Any]) -> Any:
        if path == audit_log.path(105):
            raise TimeoutError
        return change(path, make)

    world.database.change = crashing  # type: ignore[method-assign]
    with pytest.raises(TimeoutError):
        log(world, entry("last"))
    assert audit_log.read_head(world.database).number == 100


def test_entries_of_a_period(world: World) -> None:
    database: Database = world.database
    assert len(audit_log.between(database, world.now, datetime(2026, 1, 1, tzinfo=UTC))) == 6
    assert audit_log.between(database, datetime(2025, 1, 1, tzinfo=UTC), world.now) == []
