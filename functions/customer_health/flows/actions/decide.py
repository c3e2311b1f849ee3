"""What people decide about an action: they approve, reject, withdraw or retry it.

All raise ActionRefused (NotEntitled for the wrong person), Outdated if the action has changed since
`version`, and Missing.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from customer_health.domain.actions import approvals
from customer_health.domain.actions.action import GIVEN_UP, Action, ActionRefused, Person
from customer_health.domain.actions.approvals import NotEntitled
from customer_health.domain.actions.kinds.kind import Tier
from customer_health.domain.actions.retries import retried
from customer_health.errors import Outdated
from customer_health.flows.actions.audit_steps import log_steps
from customer_health.flows.actions.finish_steps import release_given_up
from customer_health.stores.actions import actions, totals
from customer_health.stores.rtdb.client import Database


def approve(
    database: Database, action_id: str, version: int, who: Person, why: str, now: datetime
) -> Action:
    """Approve an action. Its tier is worked out again: if other people have to decide by now, the
    action is moved to their tier, and NotEntitled is raised."""
    action = load(database, action_id, version)
    approvals.check_open(action, now)
    approvals.check_entitled(action, who, 2)
    with reserved_tier(database, action, now) as tier:
        try:
            return take_step(
                database, action, lambda found: approvals.approved(found, who, tier, why, now)
            )
        except NotEntitled:
            if tier != action.tier:
                take_step(database, action, lambda found: approvals.retiered(found, tier, now))
            raise


def reject(
    database: Database, action_id: str, version: int, who: Person, why: str, now: datetime
) -> Action:
    action = load(database, action_id, version)
    return take_step(database, action, lambda found: approvals.rejected(found, who, why, now))


def withdraw(
    database: Database, action_id: str, version: int, who: Person, why: str, now: datetime
) -> Action:
    action = load(database, action_id, version)
    return take_step(database, action, lambda found: approvals.withdrawn(found, who, why, now))


def retry(
    database: Database, action_id: str, version: int, who: Person, why: str, now: datetime
) -> Action:
    """Set a failed action back to executing, under the approval that it has; the caller queues it.

    Billing gets a new idempotency key, the other vendors the same one. Raises NotEntitled, and
    ActionRefused if the action can't be retried.
    """
    action = load(database, action_id, version)
    if not approvals.may_retry(action, who):
        raise NotEntitled("only its requester, or a person who may approve it, can retry it")
    retried(action, who, action.tier, now)  # raises before its money is counted again
    with reserved_tier(database, action, now) as tier:
        return take_step(database, action, lambda found: retried(found, who, tier, now))


@contextmanager
def reserved_tier(database: Database, action: Action, now: datetime) -> Iterator[Tier]:
    """Count the action's money from now on, and yield the tier that it has with the others'. If the
    decision is then refused, money that is not going to be given is released again."""
    try:
        yield totals.reserve(
            database, action.company_id, action.id, action.kind, action.amount, now
        )
    except (ActionRefused, Outdated):
        found = actions.load(database, action.id)
        if found.state in GIVEN_UP or found.retryable:
            database.patch(totals.release(action.company_id, action.id))
        raise


def take_step(database: Database, seen: Action, change: Callable[[Action], Action]) -> Action:
    """Store and log a step. Of two people at the same time the second gets Outdated."""
    changed = actions.change(
        database, seen.id, lambda found: change(check_version(found, seen.version))
    )
    release_given_up(database, changed)
    log_steps(database, changed)
    return changed


def load(database: Database, action_id: str, version: int) -> Action:
    return check_version(actions.load(database, action_id), version)


def check_version(action: Action, version: int) -> Action:
    """Return the action. Raises Outdated unless it has this version."""
    if action.version != version:
        raise Outdated(f"it has changed and is {action.state} by now: look again")
    return action
