"""What customers paid in 12 months, and the revenue at which the top tenth starts.

Revenues/{currency}/{companyId}: cents
RevenueRanks/{currency}: {cents?, customers, at}     `cents` is absent if nobody is in the top tenth
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
    """Return the update that stores a revenue. A customer who paid nothing isn't ranked."""
    return {path(revenue.currency, company_id): revenue.cents if revenue.cents > 0 else None}


def forget(database: Database, company_id: str) -> dict[str, Any]:
    currencies = database.get(ROOT, shallow=True) or ()
    return {path(currency, company_id): None for currency in currencies}


def revenues(database: Database, currency: str) -> dict[str, int]:
    """Read the revenues by customer: about 30 bytes each."""
    return children(database.get(f"{ROOT}/{currency}"))


def save_rank(
    currency: str, threshold: int | None, customers: int, now: datetime
) -> dict[str, Any]:
    entry = {"cents": threshold, "customers": customers, "at": iso(now)}
    return {rank_path(currency): {key: value for key, value in entry.items() if value is not None}}
