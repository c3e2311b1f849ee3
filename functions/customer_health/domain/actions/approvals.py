"""Who may decide about an action.

An administrator keeps the machine running and hands out roles; whoever hands out roles does not
also hand out money. So the role approves nothing.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Literal

from customer_health.domain.actions.action import MACHINE, Action, ActionRefused, Person, move
from customer_health.domain.actions.kinds import Tier
from customer_health.domain.actions.retries import is_stale
from customer_health.domain.roles import Role

APPROVERS: Mapping[Tier, frozenset[Role]] = {
    1: frozenset(),
    2: frozenset({"supervisor", "executive"}),
    3: frozenset({"executive"}),
}
Permission = Literal["approve", "reject", "withdraw", "retry"]


class NotEntitled(ActionRefused):
    """This person may not decide about this action."""

    code = "not_entitled"


def may_decide(action: Action, who: Person, tier: Tier | None = None) -> bool:
    return who.role in APPROVERS[tier or action.tier] and who.uid != action.requester.uid


def check_entitled(action: Action, who: Person, tier: Tier) -> None:
    """By uid: an address can be given to another account. Raises NotEntitled."""
    if who.uid == action.requester.uid:
        raise NotEntitled("nobody decides about a request of their own")
    if not may_decide(action, who, tier):
        roles = " or ".join(sorted(APPROVERS[tier])) or "nobody"
        raise NotEntitled(f"tier {tier} is decided by: {roles}; this account has {who.role}")


def approved(action: Action, who: Person, tier: Tier, why: str, now: datetime) -> Action:
    """`tier` is what it adds up to now."""
    check_open(action, now)
    check_entitled(action, who, tier)
    return move(action, "approved", who, now, why or None, tier=tier, approver=who)


def rejected(action: Action, who: Person, why: str, now: datetime) -> Action:
    check_open(action, now)
    check_entitled(action, who, action.tier)
    return move(action, "rejected", who, now, why, approver=who)


def withdrawn(action: Action, who: Person, why: str, now: datetime) -> Action:
    if who.uid != action.requester.uid:
        raise NotEntitled("only the one who asked for it takes it back")
    return move(action, "withdrawn", who, now, why or None)


def retiered(action: Action, tier: Tier, now: datetime) -> Action:
    """Others have to decide, since it adds up to more, or less, than when it was asked for."""
    return move(action, "retiered", MACHINE, now, f"from tier {action.tier}", tier=tier)


def is_expired(action: Action, now: datetime) -> bool:
    """Nobody decided about it in time, or it was not begun in time after somebody did."""
    if action.state == "approved":
        return is_stale(action, now)
    return action.state == "pending" and now >= action.expires_at


def expired(action: Action, now: datetime) -> Action:
    late = "it was not begun for 7 days after its approval" if action.approver else None
    return move(action, "expired", MACHINE, now, late)


def check_open(action: Action, now: datetime) -> None:
    if action.state != "pending":
        raise ActionRefused(f"nobody has to decide about it: it is {action.state}")
    if is_expired(action, now):
        raise ActionRefused("nobody decided about it for 7 days: ask anew")


def allowed_actions(action: Action, who: Person, now: datetime) -> tuple[Permission, ...]:
    """What this person may do with it now."""
    if action.state == "pending" and not is_expired(action, now):
        if who.uid == action.requester.uid:
            return ("withdraw",)
        return ("approve", "reject") if may_decide(action, who) else ()
    may = action.retryable and may_retry(action, who) and not is_stale(action, now)
    return ("retry",) if may else ()


def may_retry(action: Action, who: Person) -> bool:
    """Who asked for it, or could have approved it: it has its approval already."""
    return who.uid == action.requester.uid or may_decide(action, who)
