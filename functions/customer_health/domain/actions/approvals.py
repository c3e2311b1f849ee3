"""Which people may decide about an action, and the steps that their decisions are.

An administrator approves nothing: the person who gives roles to others must not also give money to
customers.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from customer_health.domain.actions.action import MACHINE, Action, ActionRefused, Person, move
from customer_health.domain.actions.kinds.kind import Tier
from customer_health.domain.actions.retries import is_stale
from customer_health.domain.roles import Role

APPROVERS: Mapping[Tier, frozenset[Role]] = {
    1: frozenset(),
    2: frozenset({"supervisor", "executive"}),
    3: frozenset({"executive"}),
}
Permission = Literal["approve", "reject", "withdraw", "retry"]


class NotEntitled(ActionRefused):
    """This person may not take this decision about this action."""

    code = "not_entitled"


def may_decide(action: Action, who: Person, tier: Tier | None = None) -> bool:
    """Return whether this person may approve or reject it, in `tier` or else its own."""
    return who.role in APPROVERS[tier or action.tier] and not is_requester(action, who)


def is_requester(action: Action, who: Person) -> bool:
    """Return whether this person may be the one who asked for it: by the account, or by the address
    of an account that was made again."""
    asked = action.requester
    return who.uid == asked.uid or who.email.casefold() == asked.email.casefold()


def check_entitled(action: Action, who: Person, tier: Tier) -> None:
    """Raises NotEntitled."""
    if is_requester(action, who):
        raise NotEntitled("nobody decides about a request of their own")
    if not may_decide(action, who, tier):
        roles = " or ".join(sorted(APPROVERS[tier])) or "nobody"
        raise NotEntitled(f"tier {tier} is decided by: {roles}; this account has {who.role}")


def approved(action: Action, who: Person, tier: Tier, why: str, now: datetime) -> Action:
    """Return the action as approved. `tier` is the present one, which later requests may have
    raised. Raises ActionRefused."""
    check_open(action, now)
    check_entitled(action, who, tier)
    return move(action, "approved", who, now, why or None, tier=tier, approver=who)


def rejected(action: Action, who: Person, why: str, now: datetime) -> Action:
    """Return the action as rejected. Raises ActionRefused."""
    check_open(action, now)
    check_entitled(action, who, action.tier)
    return move(action, "rejected", who, now, why, approver=who)


def withdrawn(action: Action, who: Person, why: str, now: datetime) -> Action:
    """Return the action as taken back by its requester. Raises ActionRefused."""
    if who.uid != action.requester.uid:
        raise NotEntitled("only the person who asked for it can withdraw it")
    return move(action, "withdrawn", who, now, why or None)


def retiered(action: Action, tier: Tier, now: datetime) -> Action:
    """Return the action in another tier: with the customer's other actions its money now adds up to
    more, or less, than when it was asked for."""
    return move(action, "retiered", MACHINE, now, f"from tier {action.tier}", tier=tier)


def is_expired(action: Action, now: datetime) -> bool:
    """Return whether its time is over: nobody decided about it within 7 days, or no execution began
    within 7 days of its approval."""
    if action.state == "approved":
        return is_stale(action, now)
    return action.state == "pending" and now >= action.expires_at


def expired(action: Action, now: datetime) -> Action:
    """Return the action as expired. Does not check the time: ask `is_expired` first. Raises
    ActionRefused if it can no longer expire."""
    late = "it was not begun for 7 days after its approval" if action.approver else None
    return move(action, "expired", MACHINE, now, late)


def check_open(action: Action, now: datetime) -> None:
    """Raises ActionRefused unless it waits for a decision."""
    if action.state != "pending":
        raise ActionRefused(f"it does not wait for a decision: it is {action.state}")
    if is_expired(action, now):
        raise ActionRefused("nobody decided about it within 7 days: ask again")


def allowed_actions(action: Action, who: Person, now: datetime) -> tuple[Permission, ...]:
    """Return what this person may do with the action now."""
    if action.state == "pending" and not is_expired(action, now):
        if who.uid == action.requester.uid:
            return ("withdraw",)
        return ("approve", "reject") if may_decide(action, who) else ()
    may = action.retryable and may_retry(action, who) and not is_stale(action, now)
    return ("retry",) if may else ()


def may_retry(action: Action, who: Person) -> bool:
    """Return whether this person asked for it or could have approved it. It needs no second
    approval."""
    return who.uid == action.requester.uid or may_decide(action, who)
