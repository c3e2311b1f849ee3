"""The audit log, and how it is appended to.

Audit/n{number}                          an entry, linked to the one before; never changed
AuditKeys/{actionId}/s{step}: number     which steps are in it
AuditHead                                {number, hash}: the last entry, or one before it; only
                                         ever raised

An entry is made only where nothing is, so two at the same time get two numbers. Before the head
is raised over entries, their keys are written: a step that is in the log is always found by its
key, or among the entries after the head.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Set
from datetime import datetime
from typing import Any

from customer_health.domain.audit.log import START, AuditEntry, Broken, Head, chain, head_of, verify
from customer_health.domain.codec import as_json, from_json
from customer_health.domain.instants import iso
from customer_health.stores.actions import actions
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.nodes import children

ROOT = "Audit"
KEYS = "AuditKeys"
HEAD = "AuditHead"
DIGITS = 12
NAME = re.compile(rf"n[0-9]{{{DIGITS}}}")
STRIDE = 100
"""After so many entries the head is raised, so that a lost one is found again bit by bit."""

Logged = tuple[Any, Any]
"""Of an entry: the action's id and the step's number."""


def name(number: int) -> str:
    """A letter in front keeps the database from reading it as a number."""
    return f"n{number:0{DIGITS}}"


def path(number: int) -> str:
    return f"{ROOT}/{name(number)}"


def read_head(database: Database) -> Head:
    node = database.get(HEAD)
    return from_json(Head, node) if node else START


def append(database: Database, action_id: str, entries: Iterable[AuditEntry]) -> None:
    """Log steps of an action, each of them once."""
    head = read_head(database)  # before the keys: what is logged later comes after this head
    known = children(database.get(f"{KEYS}/{action_id}"))
    waiting = [entry for entry in entries if key_name(entry.step_number) not in known]
    passed: dict[str, Any] = {}
    while waiting:
        there = take_or_read(database, chain(as_json(waiting[0]), head))
        head = head_of(there)
        passed[key_path(there["actionId"], there["stepNumber"])] = head.number
        waiting = [entry for entry in waiting if not is_same(entry, there)]
        if len(passed) == STRIDE or not waiting:
            database.patch(passed)
            raise_head(database, head)
            passed = {}


def is_same(entry: AuditEntry, there: Any) -> bool:
    return (entry.action_id, entry.step_number) == (there["actionId"], there["stepNumber"])


def key_name(step: int) -> str:
    return f"s{step}"


def key_path(action_id: str, step: int) -> str:
    return f"{KEYS}/{action_id}/{key_name(step)}"


def take_or_read(database: Database, mine: dict[str, Any]) -> Any:
    """Our entry in its place, or the one that is there already."""
    return database.change(path(mine["number"]), lambda node: node or mine)


def raise_head(database: Database, head: Head) -> None:
    def raised(node: Any) -> Any:
        return node if node and node["number"] >= head.number else as_json(head)

    database.change(HEAD, raised)


def read(linked: Any) -> AuditEntry:
    return from_json(AuditEntry, linked)


def page(database: Database, last: int, count: int) -> list[tuple[int, AuditEntry]]:
    """So many entries up to a number, the newest first."""
    nodes = database.newest(ROOT, name(last), count)
    entries = [(node["number"], read(node)) for node in nodes.values()]
    return sorted(entries, key=lambda pair: -pair[0])


def between(database: Database, first: datetime, end: datetime) -> list[AuditEntry]:
    """What happened from a time on and before another."""
    nodes = database.within(ROOT, "at", iso(first), iso(end)).values()
    return [entry for node in nodes if (entry := read(node)).at < end]


def verified(database: Database, anchors: Iterable[Head] = (), size: int = 1000) -> Iterator[int]:
    """The numbers of all entries as they are found to be sound; then whether whatever is known
    elsewhere to be in the log is there. Raises Broken."""
    # The head first: what is appended meanwhile only comes after it.
    head = read_head(database)
    logged = dict[int, Logged]()
    yield from verify(noting(everything(database, size), logged), head, anchors)
    check_keys(database, logged, size)
    check_steps(database, set(logged.values()), size)


def everything(database: Database, size: int) -> Iterator[tuple[int, Any]]:
    """All there is, by number; what is no entry's name is handed on as number 0."""
    for nodes in database.pages(ROOT, size):
        for key, node in sorted(children(nodes).items()):
            yield (int(key[1:]) if NAME.fullmatch(key) else 0), node


def noting(
    entries: Iterable[tuple[int, Any]], logged: dict[int, Logged]
) -> Iterator[tuple[int, Any]]:
    for number, entry in entries:
        yield number, entry  # looked at by whoever takes it, before it is noted
        logged[number] = step_of(entry)


def step_of(entry: Any) -> Logged:
    fields = children(entry)
    return fields.get("actionId"), fields.get("stepNumber")


def check_keys(database: Database, logged: Mapping[int, Logged], size: int) -> None:
    """Each key says where its step is: also of a tail that was cut off together with the head."""
    for page in database.pages(KEYS, size):
        for action_id, keys in page.items():
            for key, number in children(keys).items():
                if not isinstance(number, int):
                    raise Broken(0, f"{key} of {action_id} has {number!r} for its number")
                known = logged.get(number) or step_of(database.get(path(number)))
                if known[0] != action_id or key != key_name(known[1]):
                    raise Broken(number, f"it is not {key} of {action_id}, as its key says")


def check_steps(database: Database, logged: Set[Logged], size: int) -> None:
    """Nothing is settled that was not logged before."""
    for page in database.pages(actions.ROOT, size):
        for action_id, action in page.items():
            for step in range(1, children(action).get("settled", 0) + 1):
                if (action_id, step) not in logged and not database.get(key_path(action_id, step)):
                    raise Broken(len(logged) + 1, f"step {step} of {action_id} was never logged")
