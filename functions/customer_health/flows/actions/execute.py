"""Doing an action: claim, log, effect, record; and what follows on every step.

A crash at any point loses nothing and pays nothing twice: whoever takes the lease next asks the
vendor again by the same key, for as long as vendors remember keys.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta

from customer_health.domain.actions import approvals
from customer_health.domain.actions.action import GIVEN_UP, Action, begin_attempt, failed, succeeded
from customer_health.domain.actions.kinds import KINDS
from customer_health.domain.actions.retries import to_be_retried
from customer_health.errors import (
    AmbiguousInSource,
    Conflicting,
    CustomerHealthError,
    Missing,
    NotInSource,
    Outdated,
    SourceDown,
    SourceError,
    SourceRefused,
)
from customer_health.flows.actions.audit_steps import log_steps
from customer_health.flows.actions.checks import check
from customer_health.flows.actions.effects import Work, perform
from customer_health.flows.actions.notify import notify_people
from customer_health.flows.actions.ports import Vendors
from customer_health.flows.actions.subject import subject_of
from customer_health.stores.actions import actions
from customer_health.stores.context import context_cache
from customer_health.stores.rtdb.client import Database

LEASE = timedelta(minutes=2)
"""Longer than any function lives on after taking it."""

KEYS_LAST = timedelta(hours=23)
"""Stripe forgets a key after 24 hours: asked later, it would pay again."""

NOTHING_DONE = (SourceRefused, NotInSource, AmbiguousInSource, Conflicting, Missing)
Clock = Callable[[], datetime]


def run_action(database: Database, to: Vendors, action_id: str, now: Clock) -> Action:
    """Bring an action as far as it gets by itself, with everything that follows on its steps.

    Raises Missing, Outdated while somebody else has it, and SourceDown or BadAnswer where it has
    to be tried again: whatever is raised, the same call later goes on with it.
    """
    if database.take_lease(actions.lease_path(action_id), now(), LEASE) is None:
        raise Outdated("somebody else is doing this right now; look again")
    action = actions.change(database, action_id, lambda found: claimed(found, now()))
    if action.state == "executing":
        log_steps(database, action)  # before anything comes of it
        action = execute(database, to, action, now)
    action = finish_steps(database, to, action, now())
    database.patch({actions.lease_path(action_id): None})
    return action


def claimed(action: Action, now: datetime) -> Action:
    if approvals.is_expired(action, now):
        return approvals.expired(action, now)
    return begin_attempt(action, now) if action.state in ("approved", "executing") else action


def execute(database: Database, to: Vendors, action: Action, now: Clock) -> Action:
    """To its end, good or bad. A try before this one that asked for the effect may have come to
    it: then not even a refusal says that nothing was done."""
    if action.attempts > 1 and now() - action.first_attempt_at >= KEYS_LAST:
        why = f"no answer for {KEYS_LAST.total_seconds() / 3600:.0f} hours: {action.last_error}"
        return give_up(database, action, SourceDown(why), now())
    try:
        reference = effect(database, to, action, now())
    except NOTHING_DONE as error:
        return give_up(database, action, error, now())
    except SourceError as error:
        database.patch(actions.to_be_tried_again(action.id, str(error)))
        raise
    return record(database, action, lambda found: succeeded(found, reference, now()))


def effect(database: Database, to: Vendors, action: Action, now: datetime) -> str:
    # Counted from now on, also if a crash had it released.
    actions.reserve(database, action.company_id, action.id, action.kind, action.amount, now)
    former = KINDS[action.kind].former
    subject = subject_of(database, to, action.company_id, now, former=former)
    account = check(subject, action.kind, action.what)
    if account != action.account:
        raise Conflicting(f"it is about {action.account}, and they are {account} by now: ask anew")
    database.patch(actions.mark_may_have_run(action.id))
    reference = perform(Work(subject, action))
    if source := KINDS[action.kind].source:
        database.patch({context_cache.entry_path(action.company_id, source): None})
    return reference


def give_up(database: Database, action: Action, why: CustomerHealthError, now: datetime) -> Action:
    """`action` as it was before this try. Raises Outdated where that took so long that somebody
    else has begun: theirs counts."""

    def ours(found: Action) -> Action:
        if found.attempts != action.attempts:
            raise Outdated("somebody else is doing this by now; look again")
        return failed(found, str(why), now, why.code)

    after = record(database, action, ours)
    return after if action.may_have_run else reopen(database, after)


def reopen(database: Database, action: Action) -> Action:
    """Its money is released before anybody can try it again, and count it again; and only once it
    has failed: after a crash in between it counts on, which errs to the strict side."""
    database.patch(actions.release_total(action.company_id, action.id))
    return actions.change(database, action.id, lambda found: to_be_retried(found, action.version))


def record(database: Database, action: Action, step: Callable[[Action], Action]) -> Action:
    after = actions.change(database, action.id, step)
    log_steps(database, after)
    return after


def finish_steps(database: Database, to: Vendors, action: Action, now: datetime) -> Action:
    """Whatever has to follow on the steps so far, however often it was begun before."""
    log_steps(database, action)
    if action.state in GIVEN_UP:
        database.patch(actions.release_total(action.company_id, action.id))
    notify_people(database, to, action, now)
    return actions.change(database, action.id, lambda found: settled(found, action.version))


def settled(action: Action, version: int) -> Action:
    return replace(action, published_steps=max(action.published_steps, version))
