"""Actions that a lost task, a crash or time has left for somebody to go on with."""

from datetime import datetime

from customer_health.domain.actions.approvals import is_expired
from customer_health.stores.actions import actions
from customer_health.stores.rtdb.client import Database


def to_go_on_with(database: Database, now: datetime) -> list[str]:
    """All that have not come to their end, but those that wait for a person."""
    return [
        action.id
        for action in actions.unfinished(database)
        if action.state != "pending"
        or action.published_steps < action.version
        or is_expired(action, now)
    ]
