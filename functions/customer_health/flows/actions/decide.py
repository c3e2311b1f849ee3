"""What people decide about an action that waits: yes, no, taken back, or once more."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from customer_health.domain.actions import approvals
from customer_health.domain.actions.action import GIVEN_UP, Action, ActionRefused, Person
from customer_health.domain.actions.approvals import NotEntitled
from customer_health.domain.actions.kinds import Tier
from customer_health.domain.actions.retries import retried
from customer_health.errors import Outdated
from customer_health.flows.actions.audit_steps import log_steps
from customer_health.stores.actions import actions
from customer_health.stores.rtdb.client import Database


def approve(
    database: Database, action_id: str, version: int, who: Person, why: str, now: datetime
) -> Action:
    """Say yes. What it adds up to is worked out anew: if that is another's to decide by now, it
    goes to them, and NotEntitled is raised. Also raises ActionRefused, Outdated and Missing."""
    action = looked_at(actions.load(database, action_id), version)
    approvals.check_open(action, now)
    approvals.check_entitled(action, who, 2)
    with counted(database, action, now) as tier:
        try:
            return step(
                database, action, lambda found: approvals.approved(found, who, tier, why, now)
            )
        except NotEntitled:
            if tier != action.tier:
                step(database, action, lambda found: approvals.retiered(found, tier, now))
            raise


def reject(
    database: Database, action_id: str, version: int, who: Person, why: str, now: datetime
) -> Action:
    action = looked_at(actions.load(database, action_id), version)
    return step(database, action, lambda found: approvals.rejected(found, who, why, now))


def withdraw(
    database: Database, action_id: str, version: int, who: Person, why: str, now: datetime
) -> Action:
    action = looked_at(actions.load(database, action_id), version)
    return step(database, action, lambda found: approvals.withdrawn(found, who, why, now))


def retry(
    database: Database, action_id: str, version: int, who: Person, why: str, now: datetime
) -> Action:
    """Try again what failed, with the approval and the key that it has."""
    action = looked_at(actions.load(database, action_id), version)
    if not approvals.may_retry(action, who):
        raise NotEntitled("who asked for it, or may decide about it, tries it again")
    retried(action, who, action.tier, now)  # raises before its money is counted again
    with counted(database, action, now) as tier:
        return step(database, action, lambda found: retried(found, who, tier, now))


@contextmanager
def counted(database: Database, action: Action, now: datetime) -> Iterator[Tier]:
    """Where the decision is refused, or came second, what is not going to be given counts no
    more."""
    try:
        yield actions.reserve(
            database, action.company_id, action.id, action.kind, action.amount, now
        )
    except (ActionRefused, Outdated):
        found = actions.load(database, action.id)
        if found.state in GIVEN_UP or found.retryable:
            database.patch(actions.release_total(action.company_id, action.id))
        raise


def step(database: Database, seen: Action, change: Callable[[Action], Action]) -> Action:
    """Of two people at the same time one comes second, and is told so."""
    changed = actions.change(
        database, seen.id, lambda found: change(looked_at(found, seen.version))
    )
    log_steps(database, changed)
    return changed


def looked_at(action: Action, version: int) -> Action:
    if action.version != version:
        raise Outdated(f"it is {action.state} by now: look again")
    return action
