"""Actions that have to be resumed: after a lost task or a crash, or because their time is over."""

from datetime import datetime

from customer_health.domain.actions.approvals import is_expired
from customer_health.stores.actions import actions
from customer_health.stores.rtdb.client import Database


def to_resume(database: Database, now: datetime) -> list[str]:
    """Return the ids of all open actions, save those that only wait for a person."""
    return [
        action.id
        for action in actions.unfinished(database)
        if action.state != "pending"
        or action.published_steps < action.version
        or is_expired(action, now)
    ]
