"""The companies of each master account, and the newest login ever seen of each company's.

MasterAccounts/{userId}: {companies: {companyId: true}, changedAt: server time}
MasterLogins/{companyId}: ISO timestamp, written only to raise it
"""

from typing import Any

from customer_health.stores.rtdb.nodes import children
from customer_health.stores.rtdb.server_time import SERVER_TIME

ROOT = "MasterAccounts"
LOGINS = "MasterLogins"


def login_path(company_id: str) -> str:
    return f"{LOGINS}/{company_id}"


def move(company_id: str, old: str | None, new: str | None) -> dict[str, Any]:
    """Make `new` the company's master account in place of `old`.

    A row that loses its last company stays, empty, so that the instances that keep the table in
    memory read the change.
    """
    updates: dict[str, Any] = {}
    if old and old != new:
        updates[f"{ROOT}/{old}/companies/{company_id}"] = None
        updates[f"{ROOT}/{old}/changedAt"] = SERVER_TIME
    if new and old != new:
        updates[f"{ROOT}/{new}/companies/{company_id}"] = True
        updates[f"{ROOT}/{new}/changedAt"] = SERVER_TIME
    return updates


def companies_of(row: Any) -> tuple[str, ...]:
    return tuple(children((row or {}).get("companies")))
