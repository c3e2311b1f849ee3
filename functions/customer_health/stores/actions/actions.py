"""Quick actions and their leases.

Actions/{actionId}          an action with its steps; `open` while `followActions` may have to
                            resume it
ActionLeases/{actionId}     of the worker that executes it: {until, firstTriedAt, attempts}
"""

import logging
from collections.abc import Callable, Iterable
from typing import Any

from customer_health.domain.actions.action import Action
from customer_health.domain.codec import as_json, from_json
from customer_health.errors import Missing
from customer_health.stores.rtdb.client import Database

log = logging.getLogger(__name__)
ROOT = "Actions"
LEASES = "ActionLeases"


def path(action_id: str) -> str:
    return f"{ROOT}/{action_id}"


def lease_path(action_id: str) -> str:
    return f"{LEASES}/{action_id}"


def row(action: Action) -> dict[str, Any]:
    return {**as_json(action), "open": action.is_open}


def read(node: Any) -> Action | None:
    return from_json(Action, node) if node else None


def load(database: Database, action_id: str) -> Action:
    """Return the action. Raises Missing."""
    action = read(database.get(path(action_id)))
    if action is None:
        raise Missing(f"there is no action {action_id}")
    return action


def create(database: Database, action: Action) -> Action:
    """Store a new action. If one with its id is stored already, return that one unchanged."""
    return from_json(Action, database.change(path(action.id), lambda node: node or row(action)))


def change(database: Database, action_id: str, step: Callable[[Action], Action]) -> Action:
    """Apply a step to the stored action, in a transaction; returns the action after it. Raises
    Missing, and whatever the step raises."""

    def changed(node: Any) -> Any:
        action = read(node)
        if action is None:
            raise Missing(f"there is no action {action_id}")
        after = step(action)
        return node if after == action else row(after)

    return from_json(Action, database.change(path(action_id), changed))


def of_company(database: Database, company_id: str) -> list[Action]:
    return read_all(database.where(ROOT, "companyId", company_id).values())


def pending(database: Database) -> list[Action]:
    return read_all(database.where(ROOT, "state", "pending").values())


def unfinished(database: Database) -> list[Action]:
    """Return all open actions: a person or a task still has something to do about each."""
    return read_all(database.where(ROOT, "open", True).values())


def read_all(nodes: Iterable[Any]) -> list[Action]:
    """Return all actions that can be read. One that can't be is logged, and doesn't stop the
    others."""
    return [action for node in nodes if (action := readable(node))]


def readable(node: Any) -> Action | None:
    try:
        return from_json(Action, node)
    except ValueError:
        log.exception("action %s can't be read; repair it in %s", node.get("id"), ROOT)
        return None


def mark_may_have_run(action_id: str) -> dict[str, Any]:
    """Return the update that says: from now on the action's effect may have happened."""
    return {f"{path(action_id)}/asked": True}


def to_be_tried_again(action_id: str, why: str) -> dict[str, Any]:
    """Return the update that ends the lease, so that the next attempt need not wait for it."""
    return {f"{path(action_id)}/trouble": why, f"{lease_path(action_id)}/until": ""}
