"""How a person asks for a quick action."""

from datetime import datetime
from hashlib import sha256

from customer_health import trace
from customer_health.domain.actions.action import (
    Action,
    ActionRequest,
    Person,
    is_made_by,
    requested,
)
from customer_health.domain.actions.kinds.table import KINDS
from customer_health.errors import Conflicting, Forbidden
from customer_health.flows.actions.audit_steps import log_steps
from customer_health.flows.actions.checks import check
from customer_health.flows.actions.finish_steps import finish_steps
from customer_health.flows.actions.ports import Vendors
from customer_health.flows.actions.subject import subject_of
from customer_health.stores.actions import actions, customer_flags, totals
from customer_health.stores.rtdb.client import Database


def request_action(
    database: Database,
    vendors: Vendors,
    request: ActionRequest,
    who: Person,
    key: str,
    now: datetime,
) -> Action:
    """Return the action that this person asks for with this key, created if there is none yet.

    On return it is logged. If it needs an approval, the message that asks for it is queued; else
    `run_action` has to do it.

    Raises Forbidden, Conflicting if it can't be done or if the key was used for another request,
    and the errors of the sources that have to be asked.
    """
    action_id = id_of(who, key)
    action = actions.read(database.get(actions.path(action_id)))
    if action is None:
        action = actions.create(database, checked(database, vendors, request, who, action_id, now))
    if not is_made_by(action, request):
        message = "this Idempotency-Key was used for another request: use a new one"
        raise Conflicting(message, "key_used")
    if action.state == "pending":
        return finish_steps(database, vendors, action, now)
    log_steps(database, action)
    return action


def checked(
    database: Database,
    vendors: Vendors,
    request: ActionRequest,
    who: Person,
    action_id: str,
    now: datetime,
) -> Action:
    """Check a request, count its money, and build its action without storing it. Raises Forbidden
    and Conflicting."""
    rules = KINDS[request.kind]
    if who.role not in rules.requesters:
        raise Forbidden(f"{request.kind} takes another role than {who.role}", "role")
    subject = subject_of(database, vendors, request.company_id, now, for_former=rules.for_former)
    account = check(subject, request.kind, request.parameters, at_request=True)
    tier = totals.reserve(
        database, request.company_id, action_id, request.kind, request.amount, now, renew=False
    )
    lifts = request.kind == "clear_legal_hold"
    hold = customer_flags.held_by(database, request.company_id) if lifts else None
    return requested(action_id, request, who, tier, now, hold, account, trace.current())


def id_of(who: Person, key: str) -> str:
    """Return the same id for the same person and key. Nobody else can guess it."""
    return sha256(f"{who.uid}\n{key}".encode()).hexdigest()[:32]
