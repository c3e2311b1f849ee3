"""Who hears of an action's steps: those who may decide about it, and the one who asked for it."""

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

DECIDED = frozenset({"rejected", "expired", "done", "failed"})
"""Steps of which the person who asked is told."""

SETTLED = frozenset({"approved", "rejected", "withdrawn", "expired"})
"""Steps after which nobody has to decide: the request's message in Slack says so from then on."""


def notify_people(database: Database, to: Vendors, action: Action, now: datetime) -> None:
    """Of the steps since it was last settled. Whoever does something at once sees what came of
    it, so nobody is told of that; only of what failed later, at a try that nobody saw."""
    if action.steps[0].tier == 1 and (action.state != "failed" or action.attempts == 1):
        return
    for step in action.steps[action.published_steps :]:
        if step.tier > 1 and step.kind in ("requested", "retiered"):
            database.patch(entry("approval", action, step, now))
        if step.tier > 1 and step.kind in SETTLED:
            database.patch(entry("decided", action, step, now))
        if step.kind in DECIDED and not mailed(to, action, step):
            database.patch(entry("decision", action, step, now))


def entry(kind: str, action: Action, step: Step, now: datetime) -> dict[str, Any]:
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
        "decidedBy": step.who.email if step.kind in SETTLED else None,
        "requester": action.requester.email,
        "reason": action.reason,
        "amount": as_json(action.amount) if action.amount else None,
        "approver": action.approver.email if action.approver else None,
        "why": step.why,
    }
    return {name: value for name, value in known.items() if value is not None}


def mailed(to: Vendors, action: Action, step: Step) -> bool:
    """Whether the one who asked for it was told by mail. Without, Slack hears of it."""
    if to.mailer is None or to.decision is None:
        return False
    letter = to.decision(facts(action, step))
    try:
        to.mailer.send(
            action.requester.email,
            letter.subject,
            letter.text,
            letter.html,
            f"{action.id}-{step.number}",
        )
    except SourceError:
        return False
    return True
