"""Messages about an action's steps: to the people who may decide about it, and to its requester."""

import logging
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from customer_health.domain.actions.action import Action, Step
from customer_health.domain.codec import as_json
from customer_health.domain.instants import iso
from customer_health.errors import SourceError
from customer_health.flows.actions.ports import Vendors
from customer_health.stores.alerts import outbox
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.update import Update

log = logging.getLogger(__name__)
OUTCOMES = frozenset({"rejected", "expired", "done", "failed"})
"""Steps of which the requester is notified."""

DECIDED = frozenset({"approved", "rejected", "withdrawn", "expired"})
"""Steps after which nobody has to decide: the request's message in Slack says so from then on."""


def notify_people(database: Database, vendors: Vendors, action: Action, now: datetime) -> None:
    """Send the messages and letters that the steps after `published_steps` call for.

    An action of tier 1 is done while its requester waits for the answer, so they get a message only
    if it failed in a later attempt.
    """
    if action.steps[0].tier == 1 and (action.state != "failed" or action.attempts == 1):
        return
    for step in action.steps[action.published_steps :]:
        if step.tier > 1 and step.kind in ("requested", "retiered"):
            database.patch(message("approval", action, step, now).values)
        if step.tier > 1 and step.kind in DECIDED:
            database.patch(message("decided", action, step, now).values)
        if step.kind in OUTCOMES and not send_letter(vendors, action, step):
            database.patch(message("decision", action, step, now).values)


def message(kind: str, action: Action, step: Step, now: datetime) -> Update:
    """Return the update that puts one message into the outbox. Its key is the same each time: a
    message that is queued again after a crash is sent once."""
    key = f"{action.company_id}:action:{action.id}:{step.number}:{kind}"
    request = None if kind == "decision" else f"{action.company_id}:action:{action.id}"
    return outbox.entry(key, "support", kind, facts(action, step), now, episode=request)


def facts(action: Action, step: Step) -> Mapping[str, Any]:
    known = {
        "actionId": action.id,
        "companyId": action.company_id,
        "company": action.company,
        "kind": action.kind,
        "tier": step.tier,
        "step": step.kind,
        "at": iso(step.at),
        "decidedBy": step.who.email if step.kind in DECIDED else None,
        "requester": action.requester.email,
        "reason": action.reason,
        "amount": as_json(action.amount) if action.amount else None,
        "approver": action.approver.email if action.approver else None,
        "why": step.why,
    }
    return {name: value for name, value in known.items() if value is not None}


def send_letter(vendors: Vendors, action: Action, step: Step) -> bool:
    """Mail the requester what became of the action. Returns whether the mail was accepted: if not,
    the message goes to Slack."""
    if vendors.mailer is None or vendors.decision is None:
        return False
    letter = vendors.decision(facts(action, step))
    try:
        vendors.mailer.send(
            action.requester.email,
            letter.subject,
            letter.text,
            letter.html,
            f"{action.id}-{step.number}",
        )
    except SourceError as error:
        log.warning("the outcome goes to Slack, as the mail was not accepted: %s", error)
        return False
    return True
