"""A person has a failed action tried again, with the approval that it has."""

from dataclasses import replace
from datetime import datetime

from customer_health.domain.actions.action import EXPIRES_AFTER, Action, ActionRefused, Person, move
from customer_health.domain.actions.kinds.kind import Tier


def mark_retryable(action: Action, version: int) -> Action:
    """Return the action as one that people can retry, unless it has changed since `version`. For a
    failed execution that certainly had no effect."""
    is_same = action.state == "failed" and action.version == version
    return replace(action, retryable=True) if is_same else action


def is_stale(action: Action, now: datetime) -> bool:
    """Return whether its approval is more than 7 days old, too old to be used."""
    given = [step.at for step in action.steps if step.kind == "approved"]
    return any(now >= at + EXPIRES_AFTER for at in given)


def retried(action: Action, who: Person, tier: Tier, now: datetime) -> Action:
    """Return the action as executing again.

    Raises ActionRefused where the failed execution may have had its effect, where the approval is
    too old, or where its money now adds up to a higher `tier` than was approved.
    """
    if action.state == "failed" and not action.retryable:
        raise ActionRefused(
            "it may have been done although no answer came: look in the vendor's own pages, and "
            "ask again if it was not"
        )
    if is_stale(action, now):
        raise ActionRefused("its approval is more than 7 days old: ask again")
    if tier > action.tier:
        raise ActionRefused("by now it adds up to more than was approved: ask again")
    cleared = replace(
        action, failure=None, failure_code=None, retryable=False, attempts=0, may_have_run=False
    )
    return move(cleared, "retried", who, now)
