"""How an action is done: claimed, logged, performed, recorded, and published.

A crash at any point loses nothing and pays nothing twice: the next holder of the lease asks the
vendor again with the same key, for as long as vendors remember keys.
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from customer_health import trace
from customer_health.domain.actions import approvals
from customer_health.domain.actions.action import Action, begin_attempt, failed, succeeded
from customer_health.domain.actions.kinds.table import KINDS
from customer_health.domain.actions.retries import mark_retryable
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
from customer_health.flows.actions.effects.effect import Work
from customer_health.flows.actions.effects.table import EFFECTS
from customer_health.flows.actions.finish_steps import finish_steps
from customer_health.flows.actions.ports import Vendors
from customer_health.flows.actions.subject import subject_of
from customer_health.stores.actions import actions, totals
from customer_health.stores.context import context_cache
from customer_health.stores.rtdb.client import Database

LEASE = timedelta(minutes=2)
"""Longer than any function still runs after it has taken the lease."""

KEYS_LAST = timedelta(hours=23)
"""Stripe forgets a key after 24 hours: asked later with the same key, it would pay again."""

NO_EFFECT = (SourceRefused, NotInSource, AmbiguousInSource, Conflicting, Missing)
"""Errors after which this attempt certainly had no effect."""

Clock = Callable[[], datetime]


def run_action(database: Database, vendors: Vendors, action_id: str, now: Clock) -> Action:
    """Bring an action as far as it gets without a person, and publish its steps.

    Raises Missing, Outdated while another worker holds the lease, and SourceDown or BadAnswer if it
    has to be tried again. Whatever is raised, the same call later resumes the action.
    """
    if database.take_lease(actions.lease_path(action_id), now(), LEASE) is None:
        raise Outdated("another worker is doing this right now: look again")
    action = actions.change(database, action_id, lambda found: claim(found, now()))
    with trace.using(action.trace):
        if action.state == "executing":
            log_steps(database, action)  # nothing may be done before it is logged
            action = execute(database, vendors, action, now)
        action = finish_steps(database, vendors, action, now())
    database.patch({actions.lease_path(action_id): None})
    return action


def claim(action: Action, now: datetime) -> Action:
    """Return the action as this worker takes it on: one attempt more, or expired."""
    if approvals.is_expired(action, now):
        return approvals.expired(action, now)
    return begin_attempt(action, now) if action.state in ("approved", "executing") else action


def execute(database: Database, vendors: Vendors, action: Action, now: Clock) -> Action:
    """Perform an action until it is done or has failed. Raises SourceDown or BadAnswer, to be tried
    again."""
    if action.attempts > 1 and now() - action.first_attempt_at >= KEYS_LAST:
        why = f"no answer for {KEYS_LAST.total_seconds() / 3600:.0f} hours: {action.last_error}"
        return give_up(database, action, SourceDown(why), now())
    try:
        reference = perform(database, vendors, action, now())
    except NO_EFFECT as error:
        return give_up(database, action, error, now())
    except SourceError as error:
        database.patch(actions.to_be_tried_again(action.id, str(error)))
        raise
    return record(database, action, lambda found: succeeded(found, reference, now()))


def perform(database: Database, vendors: Vendors, action: Action, now: datetime) -> str:
    """Check the action once more and have its effect done; returns the vendor's reference."""
    # Counted again from now on: a crash may have had the money released.
    totals.reserve(database, action.company_id, action.id, action.kind, action.amount, now)
    rules, parameters = KINDS[action.kind], action.parameters
    subject = subject_of(database, vendors, action.company_id, now, for_former=rules.for_former)
    account = check(subject, action.kind, parameters)
    if account != action.account:
        raise Conflicting(
            f"it was approved for {action.account}, and the customer is {account} by now: ask again"
        )
    database.patch(actions.mark_may_have_run(action.id))
    reference = EFFECTS[action.kind].perform(Work(subject, action), parameters)
    if rules.source:
        database.patch({context_cache.entry_path(action.company_id, rules.source): None})
    return reference


def give_up(database: Database, action: Action, why: CustomerHealthError, now: datetime) -> Action:
    """Return the action as failed. `action` is as it was before this attempt: if an earlier attempt
    may have had the effect, a refusal now proves nothing, and people can't retry it.

    Raises Outdated if this attempt took so long that another worker began the next: theirs counts.
    """

    def fail_own_attempt(found: Action) -> Action:
        if found.attempts != action.attempts:
            raise Outdated("another worker is doing this by now: look again")
        return failed(found, str(why), now, why.code)

    after = record(database, action, fail_own_attempt)
    return after if action.may_have_run else let_retry(database, after)


def let_retry(database: Database, action: Action) -> Action:
    """Release the money of a failed action, then let people retry it.

    In this order: a retry counts the money again, and the release must not undo that. After a crash
    in between the money still counts, which errs on the strict side.
    """
    database.patch(totals.release(action.company_id, action.id))
    return actions.change(database, action.id, lambda found: mark_retryable(found, action.version))


def record(database: Database, action: Action, step: Callable[[Action], Action]) -> Action:
    """Store and log a step."""
    after = actions.change(database, action.id, step)
    log_steps(database, after)
    return after
