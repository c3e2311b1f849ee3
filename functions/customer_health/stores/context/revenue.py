"""What customers paid in 12 months, and from how much on one is among the top tenth.

Revenues/{currency}/{companyId}: cents
RevenueRanks/{currency}: {cents?, customers, at}     `cents` is absent for fewer than ten customers
"""

from datetime import datetime
from typing import Any

from customer_health.domain.instants import iso
from customer_health.domain.money import Money
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.nodes import children

ROOT = "Revenues"
RANKS = "RevenueRanks"


def path(currency: str, company_id: str) -> str:
    return f"{ROOT}/{currency}/{company_id}"


def rank_path(currency: str) -> str:
    return f"{RANKS}/{currency}"


def save(company_id: str, revenue: Money) -> dict[str, Any]:
    """Nothing paid is no revenue to be ranked by."""
    return {path(revenue.currency, company_id): revenue.cents if revenue.cents > 0 else None}


def forget(database: Database, company_id: str) -> dict[str, Any]:
    currencies = database.get(ROOT, shallow=True) or ()
    return {path(currency, company_id): None for currency in currencies}


def revenues(database: Database, currency: str) -> dict[str, int]:
    """By customer: one leaf of some 30 bytes each."""
    return children(database.get(f"{ROOT}/{currency}"))


def save_rank(
    currency: str, threshold: int | None, customers: int, now: datetime
) -> dict[str, Any]:
    entry = {"cents": threshold, "customers": customers, "at": iso(now)}
    return {rank_path(currency): {key: value for key, value in entry.items() if value is not None}}
