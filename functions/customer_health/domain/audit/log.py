"""The audit log: a chain of entries, each with the hash of the one before.

Whoever edits, removes, adds or reorders entries breaks it, unless they also write every later one
anew; that is what an anchor (`number:hash`, kept elsewhere) is against. What an action's text
says stays with the action: the log has its hash.
"""

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from typing import Any, Literal

from customer_health.domain.actions.action import Action, Person, Step, StepKind
from customer_health.domain.actions.kinds import ActionKind, Tier
from customer_health.domain.money import Money

GENESIS = "0" * 64
AuditedKind = ActionKind | Literal["source_id"]
"""Of an action; or a person said by which id a customer is known in a source, which is logged like
one: what was known before is the parameter `was`."""

TEXTS = frozenset({"subject", "body", "text", "title", "facts"})


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One step of one action, known by the action's id and the step's number. `at` is when it
    happened, by the clock of who wrote it: the order is the log's own. `account` is the one in
    billing (for a contract in the CRM) that it is about."""

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


@dataclass(frozen=True, slots=True)
class Head:
    """The last entry: its number, counted from 1, and its hash."""

    number: int
    hash: str


START = Head(0, GENESIS)


def entry_of(action: Action, step: Step) -> AuditEntry:
    """`action` may have gone on since the step; the step knows what it was then."""
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
    )


def without_text(name: str, value: Any) -> Any:
    return f"sha256:{sha256(canonical(value).encode()).hexdigest()}" if name in TEXTS else value


def chain(entry: Mapping[str, Any], head: Head) -> dict[str, Any]:
    """An entry, as plain JSON, as the one after `head`."""
    linked = {**entry, "number": head.number + 1, "previous": head.hash}
    return {**linked, "hash": hash_of(linked)}


def hash_of(linked: Mapping[str, Any]) -> str:
    """Of the hash before and everything else that the entry says."""
    said = {name: value for name, value in linked.items() if name not in {"hash", "previous"}}
    return sha256(f"{linked.get('previous')}\n{canonical(said)}".encode()).hexdigest()


def canonical(node: Any) -> str:
    """The same text for the same JSON, whatever the order in which it was stored."""
    return json.dumps(node, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def head_of(linked: Mapping[str, Any]) -> Head:
    return Head(linked["number"], linked["hash"])


class Broken(ValueError):  # noqa: N818 - named for what was found
    """The log is not what was written; says from which entry on."""

    def __init__(self, number: int, why: str) -> None:
        super().__init__(f"entry {number}: {why}")
        self.number = number


def verify(
    entries: Iterable[tuple[int, Mapping[str, Any]]],
    head: Head = START,
    anchors: Iterable[Head] = (),
) -> Iterator[int]:
    """Go through all entries by number, yielding each that is sound. `head` is the last one by
    the log's own word, `anchors` what was noted of it elsewhere. Raises Broken."""
    due = {noted for noted in (*anchors, head) if noted.number}
    before = START
    for number, entry in entries:
        check(number, entry, before)
        before = Head(number, entry["hash"])
        if any(noted.number == number for noted in due - {before}):
            raise Broken(number, "it is another than was noted of it elsewhere")
        due.discard(before)
        yield number
    if due:
        last = max(noted.number for noted in due)
        raise Broken(before.number + 1, f"it is gone, with all up to {last} or more")


def check(number: int, entry: Mapping[str, Any], before: Head) -> None:
    if not isinstance(entry, Mapping):
        raise Broken(number or before.number + 1, "it is no entry")
    if number != before.number + 1:
        raise Broken(before.number + 1, f"it is gone: the next one is {number}")
    if entry.get("number") != number:
        raise Broken(number, f"it is in the place of {entry.get('number')}")
    if entry.get("previous") != before.hash:
        raise Broken(number, "it does not follow on the one before")
    if entry.get("hash") != hash_of(entry):
        raise Broken(number, "it was edited")
