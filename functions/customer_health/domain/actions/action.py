"""A quick action from the request to its end. Pure: who, when and the tier are passed in.

| step | from | to |
|---|---|---|
| requested | | pending; approved if nobody needs to say yes |
| retiered | pending | pending, for others to decide |
| approved | pending | approved |
| rejected, withdrawn | pending | the same |
| expired | pending, approved | expired |
| started | approved | executing |
| done | executing, failed | done |
| failed | executing | failed |
| retried | failed | executing |

A step that does not fit raises ActionRefused, and nothing has changed. `done` after `failed` is a
slow worker's, whose effect did come about: the truth wins.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from customer_health.domain.actions.kinds import KINDS, ActionKind, Amount, Params, Tier
from customer_health.domain.codec import as_json, from_json, stored_as
from customer_health.domain.money import Money
from customer_health.domain.roles import Role

State = Literal[
    "pending", "approved", "executing", "done", "failed", "rejected", "withdrawn", "expired"
]
StepKind = Literal[
    "requested", "retiered", "approved", "rejected", "withdrawn", "expired",
    "started", "done", "failed", "retried",
]  # fmt: skip
MOVES: Mapping[StepKind, tuple[frozenset[State], State]] = {
    "retiered": (frozenset({"pending"}), "pending"),
    "approved": (frozenset({"pending"}), "approved"),
    "rejected": (frozenset({"pending"}), "rejected"),
    "withdrawn": (frozenset({"pending"}), "withdrawn"),
    "expired": (frozenset({"pending", "approved"}), "expired"),
    "started": (frozenset({"approved"}), "executing"),
    "done": (frozenset({"executing", "failed"}), "done"),
    "failed": (frozenset({"executing"}), "failed"),
    "retried": (frozenset({"failed"}), "executing"),
}
GIVEN_UP: frozenset[State] = frozenset({"rejected", "withdrawn", "expired"})
ENDED: frozenset[State] = GIVEN_UP | {"done", "failed"}
EXPIRES_AFTER = timedelta(days=7)
SYSTEM = "system"


class ActionRefused(ValueError):  # noqa: N818 - named for what happened
    """A step that does not fit the action; the message says why, for a person."""

    code = "not_now"


@dataclass(frozen=True, slots=True)
class Person:
    uid: str
    email: str
    role: Role


MACHINE = Person(SYSTEM, SYSTEM, "agent")


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an action's history; `number` counts from 1. `outcome` is the vendor's
    reference of a done one."""

    number: int
    kind: StepKind
    at: datetime
    who: Person
    tier: Tier
    why: str | None = None
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """`params` as plain JSON, `amount` where it is about money, `account` the customer's id where
    what they pay or agreed to pay is kept, `hold` the action that set the legal hold which it is to
    lift. `settled` is the number of the
    last step of which the audit and everybody concerned have heard. `tries` counts how often it
    was begun since it was started or retried, `asked` says whether the effect may have been asked
    for since; `trouble` is why the last one did not
    come to an end, and will be followed by another."""

    id: str
    company_id: str
    company: str
    kind: ActionKind
    reason: str
    tier: Tier
    state: State
    requester: Person
    requested_at: datetime
    expires_at: datetime
    steps: tuple[Step, ...]
    params: Mapping[str, Any] = field(default_factory=dict)
    amount: Money | None = None
    account: str | None = None
    hold: str | None = None
    approver: Person | None = None
    reference: str | None = None
    failure: str | None = None
    failure_code: str | None = None
    retryable: bool = False
    last_error: str | None = stored_as("trouble", None)
    attempts: int = stored_as("tries", 0)
    may_have_run: bool = stored_as("asked", False)
    published_steps: int = stored_as("settled", 0)

    @property
    def version(self) -> int:
        return len(self.steps)

    @property
    def is_open(self) -> bool:
        """Whether anybody has to do anything about it yet."""
        return self.state not in ENDED or self.published_steps < self.version

    @property
    def first_attempt_at(self) -> datetime:
        """When the effect may have been asked for first."""
        return max(step.at for step in self.steps if step.kind in ("started", "retried"))

    @property
    def retries(self) -> int:
        """How often a person tried it again."""
        return sum(step.kind == "retried" for step in self.steps)

    @property
    def what(self) -> Params:
        return from_json(KINDS[self.kind].params, self.params)


@dataclass(frozen=True, slots=True)
class ActionRequest:
    """What a person asks for."""

    company_id: str
    company: str
    kind: ActionKind
    what: Params
    reason: str

    @property
    def amount(self) -> Money | None:
        what = self.what
        return Money(what.cents, what.currency) if isinstance(what, Amount) else None


def requested(
    action_id: str,
    request: ActionRequest,
    who: Person,
    tier: Tier,
    now: datetime,
    hold: str | None = None,
    account: str | None = None,
) -> Action:
    return Action(
        id=action_id,
        company_id=request.company_id,
        company=request.company,
        kind=request.kind,
        params=as_json(request.what),
        reason=request.reason,
        amount=request.amount,
        hold=hold,
        account=account,
        tier=tier,
        state="approved" if tier == 1 else "pending",
        requester=who,
        requested_at=now,
        expires_at=now + EXPIRES_AFTER,
        steps=(Step(1, "requested", now, who, tier, request.reason),),
    )


def is_made_by(action: Action, request: ActionRequest) -> bool:
    """Whether the action is what this very request made."""
    return (action.company_id, action.kind, action.params, action.reason) == (
        request.company_id,
        request.kind,
        as_json(request.what),
        request.reason,
    )


def move(
    action: Action,
    kind: StepKind,
    who: Person,
    now: datetime,
    why: str | None = None,
    **changes: Any,
) -> Action:
    """Raises ActionRefused if the step does not follow on the state."""
    before, after = MOVES[kind]
    if action.state not in before:
        raise ActionRefused(f"it can't be {kind}: it is {action.state}")
    moved = replace(action, state=after, **changes)
    outcome = moved.reference if kind == "done" else None
    step = Step(action.version + 1, kind, now, who, moved.tier, why, outcome)
    return replace(moved, steps=(*action.steps, step))


def begin_attempt(action: Action, now: datetime) -> Action:
    """Just before its effect is asked for, once more."""
    begun = move(action, "started", MACHINE, now) if action.state == "approved" else action
    return replace(begun, attempts=begun.attempts + 1)


def succeeded(action: Action, reference: str, now: datetime) -> Action:
    """The same success told twice is told once."""
    if action.state == "done":
        return action
    changed = replace(action, failure=None, failure_code=None, retryable=False, last_error=None)
    return move(changed, "done", MACHINE, now, reference=reference)


def failed(action: Action, why: str, now: datetime, code: str | None = None) -> Action:
    if action.state != "executing":
        return action
    changed = replace(action, failure=why, failure_code=code, last_error=None)
    return move(changed, "failed", MACHINE, now, why)
