"""The audit log, and how it is appended to.

Audit/n{number}                          an entry, linked to the one before; never changed
AuditKeys/{actionId}/s{step}: number     which steps are in it
AuditHead                                {number, hash}: the last entry, or one before it; only
                                         ever raised

An entry is made only where nothing is, so two at the same time get two numbers. Before the head
is raised over entries, their keys are written: a step that is in the log is always found by its
key, or among the entries after the head.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import Any

from customer_health.domain.alert_json import as_json, from_json
from customer_health.domain.audit import START, Entry, Head, head_of, link, verify
from customer_health.domain.instants import iso
from customer_health.stores.database import Database
from customer_health.stores.dump import children

ROOT = "Audit"
KEYS = "AuditKeys"
HEAD = "AuditHead"
DIGITS = 12


def name(number: int) -> str:
    """A letter in front keeps the database from reading it as a number."""
    return f"n{number:0{DIGITS}}"


def path(number: int) -> str:
    return f"{ROOT}/{name(number)}"


def read_head(database: Database) -> Head:
    node = database.get(HEAD)
    return from_json(Head, node) if node else START


def append(database: Database, action_id: str, entries: Iterable[Entry]) -> None:
    """Log steps of an action, each of them once."""
    head = read_head(database)  # before the keys: what is logged later comes after this head
    known = children(database.get(f"{KEYS}/{action_id}"))
    waiting = [entry for entry in entries if key_name(entry.step_number) not in known]
    passed: dict[str, Any] = {}
    while waiting:
        there = take_or_read(database, link(as_json(waiting[0]), head))
        head = head_of(there)
        passed[key_path(there["actionId"], there["stepNumber"])] = head.number
        waiting = [entry for entry in waiting if not is_same(entry, there)]
    if passed:
        database.patch(passed)
        raise_head(database, head)


def is_same(entry: Entry, there: Any) -> bool:
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


def read(linked: Any) -> Entry:
    return from_json(Entry, linked)


def page(database: Database, last: int, count: int) -> list[tuple[int, Entry]]:
    """So many entries up to a number, the newest first."""
    nodes = database.newest(ROOT, name(last), count)
    entries = [(node["number"], read(node)) for node in nodes.values()]
    return sorted(entries, key=lambda pair: -pair[0])


def between(database: Database, first: datetime, end: datetime) -> list[Entry]:
    """What happened from a time on and before another."""
    nodes = database.within(ROOT, "at", iso(first), iso(end)).values()
    return [entry for node in nodes if (entry := read(node)).at < end]


def verified(database: Database, anchors: Iterable[Head] = (), size: int = 1000) -> Iterator[int]:
    """The numbers of all entries as they are found to be sound. Raises Broken."""
    # The head first: what is appended meanwhile only comes after it.
    head = read_head(database)
    return verify(everything(database, size), head, anchors)


def everything(database: Database, size: int) -> Iterator[tuple[int, Any]]:
    """All there is, by number; what is no entry's name is handed on as number 0."""
    for nodes in database.pages(ROOT, size):
        for key, node in sorted(children(nodes).items()):
            yield (int(key[1:]) if key[1:].isdecimal() else 0), node
