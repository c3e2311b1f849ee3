"""Trying once more what failed: by a person, with the approval that it has."""

from dataclasses import replace
from datetime import datetime

from customer_health.domain.actions.action import EXPIRES_AFTER, Action, ActionRefused, Person, move
from customer_health.domain.actions.kinds import Tier


def to_be_retried(action: Action, version: int) -> Action:
    """Nothing can have come of the failed try: a person may try again."""
    is_same = action.state == "failed" and action.version == version
    return replace(action, retryable=True) if is_same else action


def is_stale(action: Action, now: datetime) -> bool:
    """Whether its approval is too old to be used."""
    given = [step.at for step in action.steps if step.kind == "approved"]
    return any(now >= at + EXPIRES_AFTER for at in given)


def retried(action: Action, who: Person, tier: Tier, now: datetime) -> Action:
    """Raises ActionRefused where something may have come of it, where its approval is old, or
    where what it adds up to by now takes another's approval than it has."""
    if action.state == "failed" and not action.retryable:
        raise ActionRefused(
            "it may have been done although no answer came: look in the vendor's own pages, and "
            "ask anew if it was not"
        )
    if is_stale(action, now):
        raise ActionRefused("its approval is more than 7 days old: ask anew")
    if tier > action.tier:
        raise ActionRefused("it adds up to more than it was approved for by now: ask anew")
    anew = replace(
        action, failure=None, failure_code=None, retryable=False, attempts=0, may_have_run=False
    )
    return move(anew, "retried", who, now)
