"""`CustomerFlags/{companyId}/{vip|legalHold}`: set by people's actions.

{by, at, reason, actionId}, with {off: true} where a customer is to be none, whatever the revenue
says. A hold that was lifted is gone. `done/{actionId}: true` are the actions that had their effect:
one that is done again changes nothing, whatever others have done meanwhile.
"""

from collections.abc import Callable
from typing import Any

from customer_health.domain.actions.action import Action
from customer_health.domain.context.flags import ByHand
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


def held_by(database: Database, company_id: str) -> str | None:
    """The action that set the legal hold which stands, if one does."""
    hold = database.get(f"{path(company_id)}/legalHold")
    return hold["actionId"] if hold else None


def is_held(database: Database, company_id: str) -> bool:
    return database.get(f"{path(company_id)}/legalHold") is not None


def set_vip(database: Database, action: Action, *, vip: bool) -> None:
    off = {} if vip else {"off": True}
    once(database, action, lambda flags: {**flags, "vip": {**stamp(action), **off}})


def set_legal_hold(database: Database, action: Action) -> None:
    once(database, action, lambda flags: {**flags, "legalHold": stamp(action)})


def clear_legal_hold(database: Database, action: Action) -> None:
    """Lift the hold that the action is about. Raises Conflicting if another was set since."""

    def without(flags: dict[str, Any]) -> dict[str, Any]:
        if "legalHold" in flags and flags["legalHold"]["actionId"] != action.hold:
            said = "another legal hold was set since: ask for that one to be lifted"
            raise Conflicting(said, "legal_hold")
        return {name: flag for name, flag in flags.items() if name != "legalHold"}

    once(database, action, without)


def once(
    database: Database, action: Action, change: Callable[[dict[str, Any]], dict[str, Any]]
) -> None:
    def changed(node: Any) -> Any:
        flags = node or {}
        done = flags.get("done", {})
        return flags if action.id in done else {**change(flags), "done": {**done, action.id: True}}

    database.change(path(action.company_id), changed)


def stamp(action: Action) -> dict[str, Any]:
    return {
        "by": action.requester.email,
        "at": iso(action.requested_at),
        "reason": action.reason,
        "actionId": action.id,
    }
