"""The audit log in the database, and how entries are appended to it.

Audit/n{number}                          an entry, linked to the one before it; never changed
AuditKeys/{actionId}/s{step}: number     the entry of each step that is in the log
AuditHead                                {number, hash}: the last entry or an earlier one; it only
                                         ever rises

An entry is written only under a free number, so two writers at the same time get two numbers.
Before the head rises past entries, their keys are written: a step that is in the log is found by
its key, or among the entries after the head.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any

from customer_health import logs, trace
from customer_health.domain.audit.log import (
    START,
    AuditEntry,
    Broken,
    Head,
    canonical,
    chain,
    entry_of,
    head_of,
    verify,
)
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
"""The head rises after so many entries: one that was lost, and is 0 again, is rebuilt in parts."""

LINKS = {"number", "previous", "hash"}
"""The fields by which an entry is linked to others; the rest is what it says."""


@dataclass(frozen=True, slots=True)
class Logged:
    """An entry's action and step, and a hash of what it says."""

    action_id: Any
    step: Any
    digest: bytes


def name(number: int) -> str:
    """Return the key of an entry. Without the letter in front, the database would answer with a
    list."""
    return f"n{number:0{DIGITS}}"


def path(number: int) -> str:
    return f"{ROOT}/{name(number)}"


def read_head(database: Database) -> Head:
    node = database.get(HEAD)
    return from_json(Head, node) if node else START


def append(database: Database, action_id: str, entries: Iterable[AuditEntry]) -> None:
    """Append an action's steps to the log, each step once, however often this is called."""
    head = read_head(database)  # before the keys: entries that come later are after this head
    known = children(database.get(f"{KEYS}/{action_id}"))
    waiting = [entry for entry in entries if key_name(entry.step_number) not in known]
    keys: dict[str, Any] = {}
    while waiting:
        linked = chain(as_json(waiting[0]), head)
        stored = put_or_read(database, linked)
        if stored == linked:
            log_step(waiting[0])
        head = head_of(stored)
        keys[key_path(stored["actionId"], stored["stepNumber"])] = head.number
        waiting = [entry for entry in waiting if not is_same(entry, stored)]
        if len(keys) == STRIDE or not waiting:
            database.patch(keys)
            raise_head(database, head)
            keys = {}


def log_step(entry: AuditEntry) -> None:
    """Log a step of an action, with the trace of the action's request."""
    with trace.using(entry.trace):
        logs.event("action_step", action=entry.action_id, kind=entry.kind, step=entry.step)


def is_same(entry: AuditEntry, stored: Any) -> bool:
    return (entry.action_id, entry.step_number) == (stored["actionId"], stored["stepNumber"])


def key_name(step: int) -> str:
    return f"s{step}"


def key_path(action_id: str, step: int) -> str:
    return f"{KEYS}/{action_id}/{key_name(step)}"


def put_or_read(database: Database, linked: dict[str, Any]) -> Any:
    """Write an entry under its number, and return it; or the entry that is there already."""
    return database.change(path(linked["number"]), lambda node: node or linked)


def raise_head(database: Database, head: Head) -> None:
    """Set the head to this entry, unless it is past it."""

    def raised(node: Any) -> Any:
        return node if node and node["number"] >= head.number else as_json(head)

    database.change(HEAD, raised)


def read(linked: Any) -> AuditEntry:
    return from_json(AuditEntry, linked)


def page(database: Database, last: int, count: int) -> list[tuple[int, AuditEntry]]:
    """Return `count` entries with their numbers, from number `last` down."""
    nodes = database.newest(ROOT, name(last), count)
    entries = [(node["number"], read(node)) for node in nodes.values()]
    return sorted(entries, key=lambda pair: -pair[0])


def between(database: Database, first: datetime, end: datetime) -> list[AuditEntry]:
    """Return the entries of the times from `first` on and before `end`."""
    nodes = database.within(ROOT, "at", iso(first), iso(end)).values()
    return [entry for node in nodes if (entry := read(node)).at < end]


def verified(database: Database, anchors: Iterable[Head] = (), size: int = 1000) -> Iterator[int]:
    """Verify the whole log, reading `size` entries at a time, and yield each sound entry's number.

    Also verifies that every step with a key, and every published step of an action, is in the log,
    and that the actions say what their entries say. Raises Broken.
    """
    # The head is read first: entries that are appended meanwhile only come after it.
    head = read_head(database)
    logged = dict[int, Logged]()
    yield from verify(collect_steps(everything(database, size), logged), head, anchors)
    check_keys(database, logged, size)
    check_steps(database, logged, size)


def everything(database: Database, size: int) -> Iterator[tuple[int, Any]]:
    """Return all children of the log by number; number 0 for a key that is not an entry's."""
    for nodes in database.pages(ROOT, size):
        for key, node in sorted(children(nodes).items()):
            yield (int(key[1:]) if NAME.fullmatch(key) else 0), node


def collect_steps(
    entries: Iterable[tuple[int, Any]], logged: dict[int, Logged]
) -> Iterator[tuple[int, Any]]:
    """Pass entries on, and collect each one's step in `logged` once it was verified."""
    for number, entry in entries:
        yield number, entry  # the caller verifies it before it asks for the next one
        logged[number] = logged_as(entry)


def logged_as(entry: Any) -> Logged:
    fields = children(entry)
    said = {name: value for name, value in fields.items() if name not in LINKS}
    return Logged(fields.get("actionId"), fields.get("stepNumber"), digest_of(said))


def digest_of(said: Mapping[str, Any]) -> bytes:
    """Return a hash of what an entry says; a whole log of entries would not fit into memory."""
    return sha256(canonical(said).encode()).digest()


def check_keys(database: Database, logged: Mapping[int, Logged], size: int) -> None:
    """Check that each key points to the log entry of its own step, reading `size` keys at a time.

    This also finds out if the newest entries were deleted and the head set back. Raises Broken.
    """
    for page in database.pages(KEYS, size):
        for action_id, keys in page.items():
            for key, number in children(keys).items():
                if not isinstance(number, int):
                    raise Broken(0, f"the key {key} of {action_id} has the number {number!r}")
                known = logged.get(number) or logged_as(database.get(path(number)))
                if known.action_id != action_id or key != key_name(known.step):
                    raise Broken(number, f"it is not {key} of {action_id}, to which that key leads")


def check_steps(database: Database, logged: Mapping[int, Logged], size: int) -> None:
    """Check that each published step of an action is in the log, and that the action still says
    what the entry says. Raises Broken."""
    known = {(one.action_id, one.step): (number, one.digest) for number, one in logged.items()}
    for page in database.pages(actions.ROOT, size):
        for action_id, node in page.items():
            said = steps_of(node)
            for step in range(1, children(node).get("settled", 0) + 1):
                if (action_id, step) in known:
                    number, digest = known[action_id, step]
                    if step not in said or digest_of(said[step]) != digest:
                        raise Broken(number, f"{action_id} says something else of its step {step}")
                elif not database.get(key_path(action_id, step)):
                    raise Broken(len(logged) + 1, f"step {step} of {action_id} was never logged")


def steps_of(node: Any) -> dict[int, dict[str, Any]]:
    """Return what an action's entries must say, by step; nothing for one that can't be read."""
    action = actions.readable(node)
    return {step.number: as_json(entry_of(action, step)) for step in action.steps} if action else {}
