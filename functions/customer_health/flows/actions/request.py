"""Asking for a quick action."""

from datetime import datetime
from hashlib import sha256

from customer_health.domain.actions.action import (
    Action,
    ActionRequest,
    Person,
    is_made_by,
    requested,
)
from customer_health.domain.actions.kinds import KINDS
from customer_health.errors import Conflicting, Forbidden
from customer_health.flows.actions.audit_steps import log_steps
from customer_health.flows.actions.checks import check
from customer_health.flows.actions.ports import Vendors
from customer_health.flows.actions.subject import subject_of
from customer_health.stores.actions import actions, customer_flags
from customer_health.stores.rtdb.client import Database


def request_action(
    database: Database, to: Vendors, request: ActionRequest, who: Person, key: str, now: datetime
) -> Action:
    """The action that this person asks for by this key, made if it is not there yet.

    Raises Forbidden, Conflicting where it can't be, or where the key was used for another request,
    and the errors of the sources that have to be asked.
    """
    action_id = id_of(who, key)
    there = actions.read(database.get(actions.path(action_id)))
    if there is None:
        if who.role not in KINDS[request.kind].asks:
            raise Forbidden(f"{request.kind} takes another role than {who.role}", "role")
        former = KINDS[request.kind].former
        subject = subject_of(database, to, request.company_id, now, former=former)
        account = check(subject, request.kind, request.what)
        tier = actions.reserve(
            database, request.company_id, action_id, request.kind, request.amount, now, anew=False
        )
        lifts = request.kind == "clear_legal_hold"
        hold = customer_flags.held_by(database, request.company_id) if lifts else None
        action = requested(action_id, request, who, tier, now, hold, account)
        there = actions.create(database, action)
    if not is_made_by(there, request):
        said = "this Idempotency-Key was used for another request: use a new one"
        raise Conflicting(said, "key_used")
    log_steps(database, there)
    return there


def id_of(who: Person, key: str) -> str:
    """The same for the same person and key, and nobody else's to guess."""
    return sha256(f"{who.uid}\n{key}".encode()).hexdigest()[:32]
