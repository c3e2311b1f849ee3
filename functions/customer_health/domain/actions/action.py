"""A quick action from the request to its end. Pure: person, time and tier are passed in.

| step | from | to |
|---|---|---|
| requested | | pending; approved in tier 1, which nobody has to approve |
| retiered | pending | pending, in another tier |
| approved | pending | approved |
| rejected, withdrawn | pending | the same |
| expired | pending, approved | expired |
| started | approved | executing |
| done | executing, failed | done |
| failed | executing | failed |
| retried | failed | executing |

A step that does not fit the state raises ActionRefused and changes nothing. `done` may follow
`failed`: a slow worker's effect succeeded after another worker had given the action up.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any, Literal

from customer_health.domain.actions.kinds.kind import ActionKind, Parameters, Tier
from customer_health.domain.actions.kinds.money import Amount
from customer_health.domain.actions.kinds.table import KINDS
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
    """The step does not fit the action's state. The message tells a person why."""

    code = "not_now"


@dataclass(frozen=True, slots=True)
class Person:
    uid: str
    email: str
    role: Role


MACHINE = Person(SYSTEM, SYSTEM, "agent")


@dataclass(frozen=True, slots=True)
class Step:
    """One line of an action's history. `number` counts from 1; `outcome` is the vendor's reference
    of what was done, on a `done` step only."""

    number: int
    kind: StepKind
    at: datetime
    who: Person
    tier: Tier
    why: str | None = None
    outcome: str | None = None


@dataclass(frozen=True, slots=True)
class Action:
    """A quick action on a customer, as it is stored.

    `params` are its parameters as plain JSON, `amount` is there for kinds of money. `account` is
    the customer's id in the source in which this action changes what they pay. `hold` is the id of
    the action whose legal hold this one lifts.

    `attempts` counts the executions since the action was started or retried. `may_have_run`: in one
    of them the vendor may have been asked for the effect. `last_error` is why the last execution
    broke off; another will follow. `published_steps` is the number of the last step that is in the
    audit log and that the people concerned were notified of. `trace` is that of the request.
    """

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
    trace: str | None = None

    @property
    def version(self) -> int:
        return len(self.steps)

    @property
    def is_open(self) -> bool:
        """Whether a person or a task still has something to do about it."""
        return self.state not in ENDED or self.published_steps < self.version

    @property
    def first_attempt_at(self) -> datetime:
        """When its present idempotency key may first have been used: its last start or retry."""
        return max(step.at for step in self.steps if step.kind in ("started", "retried"))

    @property
    def retries(self) -> int:
        """How often a person retried it."""
        return sum(step.kind == "retried" for step in self.steps)

    @property
    def parameters(self) -> Parameters:
        """`params` as its kind's own record."""
        return from_json(KINDS[self.kind].parameters, self.params)


@dataclass(frozen=True, slots=True)
class ActionRequest:
    """What a person asks for."""

    company_id: str
    company: str
    kind: ActionKind
    parameters: Parameters
    reason: str

    @property
    def amount(self) -> Money | None:
        return self.parameters.money if isinstance(self.parameters, Amount) else None


def requested(
    action_id: str,
    request: ActionRequest,
    who: Person,
    tier: Tier,
    now: datetime,
    hold: str | None = None,
    account: str | None = None,
    trace: str | None = None,
) -> Action:
    """Return a new action: approved at once in tier 1, else pending."""
    return Action(
        id=action_id,
        company_id=request.company_id,
        company=request.company,
        kind=request.kind,
        params=as_json(request.parameters),
        reason=request.reason,
        amount=request.amount,
        hold=hold,
        account=account,
        trace=trace,
        tier=tier,
        state="approved" if tier == 1 else "pending",
        requester=who,
        requested_at=now,
        expires_at=now + EXPIRES_AFTER,
        steps=(Step(1, "requested", now, who, tier, request.reason),),
    )


def is_made_by(action: Action, request: ActionRequest) -> bool:
    """Return whether this request, and no other one, made the action."""
    return (action.company_id, action.kind, action.params, action.reason) == (
        request.company_id,
        request.kind,
        as_json(request.parameters),
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
    """Return the action after one more step. Raises ActionRefused if its state does not allow the
    step."""
    before, after = MOVES[kind]
    if action.state not in before:
        raise ActionRefused(f"it can't be {kind}: it is {action.state}")
    moved = replace(action, state=after, **changes)
    outcome = moved.reference if kind == "done" else None
    step = Step(action.version + 1, kind, now, who, moved.tier, why, outcome)
    return replace(moved, steps=(*action.steps, step))


def begin_attempt(action: Action, now: datetime) -> Action:
    """Count one more execution, and start the action if it is the first."""
    started = move(action, "started", MACHINE, now) if action.state == "approved" else action
    return replace(started, attempts=started.attempts + 1)


def succeeded(action: Action, reference: str, now: datetime) -> Action:
    """Return the action as done. One that is done already stays as it is."""
    if action.state == "done":
        return action
    changed = replace(action, failure=None, failure_code=None, retryable=False, last_error=None)
    return move(changed, "done", MACHINE, now, reference=reference)


def failed(action: Action, why: str, now: datetime, code: str | None = None) -> Action:
    """Return the action as failed. One that is not executing any more stays as it is."""
    if action.state != "executing":
        return action
    changed = replace(action, failure=why, failure_code=code, last_error=None)
    return move(changed, "failed", MACHINE, now, why)
