"""The audit log: a chain of entries, each with the hash of the entry before it.

If an entry is edited, removed, added or moved, the chain is broken, unless every later entry is
rewritten too. An anchor (the `number:hash` of an entry, kept outside the database) reveals a
rewritten chain too. Texts that people wrote are stored with the action; the log holds only their
hashes.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

from customer_health.domain.actions.action import Action, Person, Step, StepKind
from customer_health.domain.actions.kinds.kind import ActionKind, Tier
from customer_health.domain.money import Money

GENESIS = "0" * 64
AuditedKind = ActionKind | Literal["source_id"]
"""The kind of an action, or `source_id`: a person said by which id a customer is known in a source.
That is logged like an action, with the id before as the parameter `was`."""

TEXTS = frozenset({"subject", "body", "text", "title", "facts"})


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One step of one action, identified by `action_id` and `step_number`.

    `at` is when the step happened, by the clock of the server that took it; the log's own order may
    differ. `account` is the customer's id in billing, for a contract in the CRM. `trace` is that of
    the action's request; older entries have none.
    """

    at: datetime
    step: StepKind
    step_number: int
    who: Person
    action_id: str
    company_id: str
    company: str
    kind: AuditedKind
    tier: Tier
    requester: Person
    reason: str
    requested_at: datetime
    params: Mapping[str, Any] = field(default_factory=dict)
    amount: Money | None = None
    account: str | None = None
    approver: Person | None = None
    why: str | None = None
    outcome: str | None = None
    trace: str | None = None


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry: its number, counted from 1, and its hash."""

    number: int
    hash: str


START = Head(0, GENESIS)


def entry_of(action: Action, step: Step) -> AuditEntry:
    """Return the entry of one of an action's steps. `action` may have later steps: what they
    changed is not in the entry."""
    deciders = [one.who for one in action.steps[: step.number] if one.kind == "approved"]
    return AuditEntry(
        at=step.at,
        step=step.kind,
        step_number=step.number,
        who=step.who,
        action_id=action.id,
        company_id=action.company_id,
        company=action.company,
        kind=action.kind,
        tier=step.tier,
        requester=action.requester,
        reason=action.reason,
        requested_at=action.requested_at,
        params={name: without_text(name, value) for name, value in action.params.items()},
        amount=action.amount,
        account=action.account,
        approver=deciders[-1] if deciders else None,
        why=step.why,
        outcome=step.outcome,
        trace=action.trace,
    )


def without_text(name: str, value: Any) -> Any:
    """Return a parameter for the log: of a text that a person wrote, its SHA-256."""
    return f"sha256:{sha256(canonical(value).encode()).hexdigest()}" if name in TEXTS else value


def chain(entry: Mapping[str, Any], head: Head) -> dict[str, Any]:
    """Return an entry, as plain JSON, linked to the one before it, `head`."""
    linked = {**entry, "number": head.number + 1, "previous": head.hash}
    return {**linked, "hash": hash_of(linked)}


def hash_of(linked: Mapping[str, Any]) -> str:
    """Return the SHA-256 of the previous entry's hash and of all other fields of this one."""
    fields = {name: value for name, value in linked.items() if name not in {"hash", "previous"}}
    return sha256(f"{linked.get('previous')}\n{canonical(fields)}".encode()).hexdigest()


def canonical(node: Any) -> str:
    """Return JSON as text: the same for equal JSON, in whatever order its keys were stored."""
    return json.dumps(node, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def head_of(linked: Mapping[str, Any]) -> Head:
    return Head(linked["number"], linked["hash"])


class Broken(ValueError):  # noqa: N818 - named for what was found
    """The log is not what was written, from entry `number` on."""

    def __init__(self, number: int, why: str) -> None:
        super().__init__(f"entry {number}: {why}")
        self.number = number


def verify(
    entries: Iterable[tuple[int, Mapping[str, Any]]],
    head: Head = START,
    anchors: Iterable[Head] = (),
) -> Iterator[int]:
    """Verify `entries`, all of the log in its order, and yield the number of each that is sound.

    `head` is the last entry by the log's own record, `anchors` are entries that were recorded
    outside the database: all of them must be in the log. Raises Broken.
    """
    due = {recorded for recorded in (*anchors, head) if recorded.number}
    before = START
    for number, entry in entries:
        check(number, entry, before)
        before = Head(number, entry["hash"])
        if any(recorded.number == number for recorded in due - {before}):
            raise Broken(number, "its hash is not the one in the log's head or an anchor")
        due.discard(before)
        yield number
    if due:
        last = max(recorded.number for recorded in due)
        raise Broken(before.number + 1, f"it is gone, and so are all up to {last} or more")


def check(number: int, entry: Mapping[str, Any], before: Head) -> None:
    """Raises Broken unless the entry follows `before`, and its hash is right."""
    if not isinstance(entry, Mapping):
        raise Broken(number or before.number + 1, "it is not an entry")
    if number != before.number + 1:
        raise Broken(before.number + 1, f"it is gone: the next one is {number}")
    if entry.get("number") != number:
        raise Broken(number, f"it holds entry {entry.get('number')}")
    if entry.get("previous") != before.hash:
        raise Broken(number, "it is not linked to the entry before it")
    if entry.get("hash") != hash_of(entry):
        raise Broken(number, "it was edited")
