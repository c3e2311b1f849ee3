"""`CustomerFlags/{companyId}/{vip|legalHold}`: set by people's actions.

{by, at, reason, actionId}, with {off: true} where a customer is to be none, whatever the revenue
says. A hold that was lifted is gone.
"""

from typing import Any

from customer_health.domain.actions import Action
from customer_health.domain.flags import ByHand
from customer_health.domain.instants import iso, parse_instant
from customer_health.stores.database import Database

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


def is_held(database: Database, company_id: str) -> bool:
    return database.get(f"{path(company_id)}/legalHold") is not None


def stamp(action: Action) -> dict[str, Any]:
    return {
        "by": action.requester.email,
        "at": iso(action.requested_at),
        "reason": action.reason,
        "actionId": action.id,
    }


def set_vip(action: Action, *, vip: bool) -> dict[str, Any]:
    off = {} if vip else {"off": True}
    return {f"{path(action.company_id)}/vip": {**stamp(action), **off}}


def hold(action: Action) -> dict[str, Any]:
    return {f"{path(action.company_id)}/legalHold": stamp(action)}


def release(action: Action) -> dict[str, Any]:
    return {f"{path(action.company_id)}/legalHold": None}
