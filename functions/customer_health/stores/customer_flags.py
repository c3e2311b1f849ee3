"""`CustomerFlags/{companyId}/{vip|legalHold}: {by, at, off?}`: set by people's actions."""

from typing import Any

from customer_health.domain.flags import ByHand
from customer_health.domain.instants import parse_instant

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
