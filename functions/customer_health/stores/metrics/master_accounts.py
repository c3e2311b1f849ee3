"""The companies of each master account, and the newest login of each company's master account.

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


def listed_path(user_id: str, company_id: str) -> str:
    """Return the path of a flag: if it is true, the user's logins are recorded for the company."""
    return f"{ROOT}/{user_id}/companies/{company_id}"


def assign(
    company_id: str, old: str | None, new: str | None, *, listed: bool = False
) -> dict[str, Any]:
    """Make `new` the company's master account in place of `old`. Returns the update to write.

    Pass `listed=True` if `new` is stored already. A row that loses its last company is not deleted:
    an instance with the table in memory reads changed rows only, and would keep a deleted one.
    """
    updates: dict[str, Any] = {}
    if old and old != new:
        updates |= unlist(company_id, old)
    if new and not (listed and old == new):
        updates[listed_path(new, company_id)] = True
        updates[f"{ROOT}/{new}/changedAt"] = SERVER_TIME
    return updates


def unlist(company_id: str, user_id: str) -> dict[str, Any]:
    """Stop recording a user's logins for a company."""
    return {
        listed_path(user_id, company_id): None,
        f"{ROOT}/{user_id}/changedAt": SERVER_TIME,
    }


def companies_of(row: Any) -> tuple[str, ...]:
    return tuple(children((row or {}).get("companies")))
