"""The companies of each master account, and the newest login of each company's master account.

MasterAccounts/{userId}: {companies: {companyId: true}, changedAt: server time}
MasterLogins/{companyId}: ISO timestamp, written only to raise it
"""

from datetime import datetime
from typing import Any

from customer_health.domain.instants import iso, parse_instant
from customer_health.stores.rtdb.decoding import MALFORMED
from customer_health.stores.rtdb.nodes import children
from customer_health.stores.rtdb.server_time import SERVER_TIME

ROOT = "MasterAccounts"
LOGINS = "MasterLogins"


def login_path(company_id: str) -> str:
    return f"{LOGINS}/{company_id}"


def read_login(stored: Any) -> datetime | None:
    """Read the newest login of a company; None if there is none, or if the value can't be read."""
    try:
        return parse_instant(stored)
    except MALFORMED:
        return None


def newest_login(stored: Any, seen: datetime) -> Any:
    """Return what to store after a login: the stored value, or `seen` if that is newer or the
    stored value can't be read."""
    known = read_login(stored)
    return stored if known and known >= seen else iso(seen)


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
