"""What must be done after an action's steps: the audit log, released money, and messages."""

from dataclasses import replace
from datetime import datetime

from customer_health.domain.actions.action import GIVEN_UP, Action
from customer_health.flows.actions.audit_steps import log_steps
from customer_health.flows.actions.notify import notify_people
from customer_health.flows.actions.ports import Vendors
from customer_health.stores.actions import actions, totals
from customer_health.stores.rtdb.client import Database


def finish_steps(database: Database, vendors: Vendors, action: Action, now: datetime) -> Action:
    """Do whatever follows on the steps so far, and mark them as published.

    Safe to call again, and by several at once: until the mark is written, `followActions` resumes
    the action. Does nothing for an action whose steps are published.
    """
    if action.published_steps == action.version:
        return action
    log_steps(database, action)
    release_given_up(database, action)
    notify_people(database, vendors, action, now)
    return actions.change(database, action.id, lambda found: published(found, action.version))


def release_given_up(database: Database, action: Action) -> None:
    """Stop counting the money of an action that was withdrawn or rejected, or that expired."""
    if action.state in GIVEN_UP:
        database.patch(totals.release(action.company_id, action.id))


def published(action: Action, version: int) -> Action:
    return replace(action, published_steps=max(action.published_steps, version))
