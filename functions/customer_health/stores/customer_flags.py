"""`CustomerFlags/{companyId}/{vip|legalHold}`: set by people's actions.

{by, at, reason, actionId}, and of a VIP {vip: bool}: false says that the customer is none,
whatever the revenue says. Without it the revenue decides.
"""

from typing import Any

from customer_health.domain.actions import Action
from customer_health.domain.instants import iso
from customer_health.stores.database import Database

ROOT = "CustomerFlags"


def path(company_id: str) -> str:
    return f"{ROOT}/{company_id}"


def stamp(action: Action) -> dict[str, Any]:
    return {
        "by": action.requester.email,
        "at": iso(action.requested_at),
        "reason": action.reason,
        "actionId": action.id,
    }


def set_vip(action: Action, *, vip: bool) -> dict[str, Any]:
    return {f"{path(action.company_id)}/vip": {**stamp(action), "vip": vip}}


def hold(action: Action) -> dict[str, Any]:
    return {f"{path(action.company_id)}/legalHold": stamp(action)}


def release(action: Action) -> dict[str, Any]:
    return {f"{path(action.company_id)}/legalHold": None}


def is_held(database: Database, company_id: str) -> bool:
    return database.get(f"{path(company_id)}/legalHold") is not None
