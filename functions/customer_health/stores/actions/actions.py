"""Quick actions, and what the money of a customer's adds up to.

Actions/{actionId}          an action with its steps; `open` for whoever follows it up
ActionLeases/{actionId}     held by whoever executes it: {until, firstTriedAt, attempts}
ActionTotals/{companyId}/{actionId}: {kind, cents, currency, at}
                            money promised or given, one node a customer: what is changed in it
                            is changed by one at a time
"""

import logging
from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from customer_health.domain.actions.action import Action
from customer_health.domain.actions.kinds import ActionKind, Tier
from customer_health.domain.actions.tiers import Given, is_recent, tier_of
from customer_health.domain.codec import as_json, from_json
from customer_health.domain.instants import iso, parse_instant
from customer_health.domain.money import Money
from customer_health.errors import Missing
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.nodes import children

log = logging.getLogger(__name__)
ROOT = "Actions"
LEASES = "ActionLeases"
TOTALS = "ActionTotals"


def path(action_id: str) -> str:
    return f"{ROOT}/{action_id}"


def lease_path(action_id: str) -> str:
    return f"{LEASES}/{action_id}"


def totals_path(company_id: str) -> str:
    return f"{TOTALS}/{company_id}"


def row(action: Action) -> dict[str, Any]:
    return {**as_json(action), "open": action.is_open}


def read(node: Any) -> Action | None:
    return from_json(Action, node) if node else None


def load(database: Database, action_id: str) -> Action:
    """Raises Missing."""
    action = read(database.get(path(action_id)))
    if action is None:
        raise Missing(f"there is no action {action_id}")
    return action


def create(database: Database, action: Action) -> Action:
    """The action, or the one that is there by its id already."""
    return from_json(Action, database.change(path(action.id), lambda node: node or row(action)))


def change(database: Database, action_id: str, step: Callable[[Action], Action]) -> Action:
    """One step at a time. Raises Missing, and whatever the step raises."""

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
    """Those about which somebody has something to do yet."""
    return read_all(database.where(ROOT, "open", True).values())


def read_all(nodes: Iterable[Any]) -> list[Action]:
    """Of those that can be read: one that can't holds up no other."""
    return [action for node in nodes if (action := readable(node))]


def readable(node: Any) -> Action | None:
    try:
        return from_json(Action, node)
    except ValueError:
        log.exception("action %s can't be read; repair it in %s", node.get("id"), ROOT)
        return None


def reserve(
    database: Database,
    company_id: str,
    action_id: str,
    kind: ActionKind,
    amount: Money | None,
    now: datetime,
    *,
    anew: bool = True,
) -> Tier:
    """Count an action's money from now on; returns the tier that it has with all the others.

    Of two at the same time one comes second, and is counted with the first. Without `anew`, what
    is counted by its id stays as it is: it may be another request's.
    """
    if amount is None:
        return tier_of(kind, None, (), now)
    mine = {"kind": kind, "cents": amount.cents, "currency": amount.currency, "at": iso(now)}

    def others(node: Any) -> dict[str, Any]:
        return {
            key: other
            for key, other in children(node).items()
            if key != action_id and is_recent(given(other), now)
        }

    def reserved(node: Any) -> dict[str, Any]:
        there = None if anew else children(node).get(action_id)
        return {**others(node), action_id: there or mine}

    counted = database.change(totals_path(company_id), reserved)
    return tier_of(kind, amount, map(given, others(counted).values()), now)


def is_counted(database: Database, company_id: str, now: datetime) -> bool:
    """Whether a customer was given, or is promised, money that counts towards its limits."""
    counted = children(database.get(totals_path(company_id))).values()
    return any(is_recent(given(one), now) for one in counted)


def given(node: Any) -> Given:
    amount = Money(node["cents"], node["currency"])
    return Given(node["kind"], amount, parse_instant(node["at"]))


def release_total(company_id: str, action_id: str) -> dict[str, Any]:
    """Its money is not going to be given."""
    return {f"{totals_path(company_id)}/{action_id}": None}


def mark_may_have_run(action_id: str) -> dict[str, Any]:
    """From now on it may have been done."""
    return {f"{path(action_id)}/asked": True}


def to_be_tried_again(action_id: str, why: str) -> dict[str, Any]:
    """Whoever comes next need not wait for the end of the lease."""
    return {f"{path(action_id)}/trouble": why, f"{lease_path(action_id)}/until": ""}
