"""`CustomerFlags/{companyId}/{vip|legalHold}`: flags that people set by actions.

{by, at, reason, actionId}, with {off: true} for a customer who is not to be a VIP, whatever their
revenue says. A hold that is lifted is deleted. `review` is the newest review of the customer's
health: {by, at, reason, actionId, note}. `done/{actionId}: true` are the actions that had
their effect: after a crash an action that runs again must not undo what later actions have set.
"""

from collections.abc import Callable
from typing import Any

from customer_health.domain.actions.action import Action
from customer_health.domain.context.flags import ByHand, Review
from customer_health.domain.instants import iso, parse_instant
from customer_health.errors import Conflicting
from customer_health.stores.rtdb.client import Database

ROOT = "CustomerFlags"
NAMES = {"vip": "vip", "legalHold": "legal_hold"}


def path(company_id: str) -> str:
    return f"{ROOT}/{company_id}"


def read(node: Any) -> dict[str, ByHand]:
    return {
        NAMES[name]: ByHand(not flag.get("off"), flag["by"], parse_instant(flag["at"]))
        for name, flag in (node or {}).items()
        if name in NAMES
    }


def read_review(node: Any) -> Review | None:
    """Return the newest health review; None if nobody has recorded one."""
    found = (node or {}).get("review")
    return Review(found["by"], parse_instant(found["at"]), found["note"]) if found else None


def held_by(database: Database, company_id: str) -> str | None:
    """Return the id of the action that set the customer's legal hold; None if there is no hold."""
    hold = database.get(f"{path(company_id)}/legalHold")
    return hold["actionId"] if hold else None


def is_held(database: Database, company_id: str) -> bool:
    return database.get(f"{path(company_id)}/legalHold") is not None


def set_vip(database: Database, action: Action, *, vip: bool) -> None:
    off = {} if vip else {"off": True}
    change_once(database, action, lambda flags: {**flags, "vip": {**stamp(action), **off}})


def set_legal_hold(database: Database, action: Action) -> None:
    change_once(database, action, lambda flags: {**flags, "legalHold": stamp(action)})


def clear_legal_hold(database: Database, action: Action) -> None:
    """Lift the hold that the action names. Raises Conflicting if another one was set since."""

    def without(flags: dict[str, Any]) -> dict[str, Any]:
        if "legalHold" in flags and flags["legalHold"]["actionId"] != action.hold:
            message = "another legal hold was set since: ask for that one to be lifted"
            raise Conflicting(message, "legal_hold")
        return {name: flag for name, flag in flags.items() if name != "legalHold"}

    change_once(database, action, without)


def save_review(database: Database, action: Action, note: str) -> None:
    """Store a health review, unless a newer one is stored: a late action must not replace it."""

    def reviewed(flags: dict[str, Any]) -> dict[str, Any]:
        newest = read_review(flags)
        if newest and newest.at > action.requested_at:
            return flags
        return {**flags, "review": {**stamp(action), "note": note}}

    change_once(database, action, reviewed)


def change_once(
    database: Database, action: Action, change: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    """Change the flags, unless this action has done so before."""

    def changed(node: Any) -> Any:
        flags = node or {}
        done = flags.get("done", {})
        return flags if action.id in done else {**change(flags), "done": {**done, action.id: True}}

    database.change(path(action.company_id), changed)


def stamp(action: Action) -> dict[str, Any]:
    """Return by whom, when, why and by which action a flag was set."""
    return {
        "by": action.requester.email,
        "at": iso(action.requested_at),
        "reason": action.reason,
        "actionId": action.id,
    }
