"""How an action's steps get into the audit log."""

from customer_health.domain.actions.action import Action
from customer_health.domain.audit.log import entry_of
from customer_health.stores.audit import log as audit_log
from customer_health.stores.rtdb.client import Database


def log_steps(database: Database, action: Action) -> None:
    """Log every step that may not be in the log yet. A step that is there is not logged again."""
    steps = action.steps[action.published_steps :]
    audit_log.append(database, action.id, [entry_of(action, step) for step in steps])
