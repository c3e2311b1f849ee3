"""Find a company's master account, and read its logins."""

import asyncio
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from customer_health.domain.instants import iso, parse_instant
from customer_health.domain.metrics.company import Company, UserByEmail, lookalike, master_among
from customer_health.domain.metrics.data_issues import DataIssue
from customer_health.domain.metrics.employees import Employee
from customer_health.domain.metrics.names import LOGIN
from customer_health.domain.metrics.window import Window
from customer_health.stores.customers import daily_rows, metrics_node
from customer_health.stores.metrics import companies, master_accounts, presence
from customer_health.stores.rtdb.bulk_client import Reader
from customer_health.stores.rtdb.decoding import MALFORMED, malformed

DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class StoredLogin:
    """The newest login ever seen, from `MasterLogins`.

    `repair` is the update that rewrites the value in this backend's format if it has another one.
    The stored texts are compared with each other, and that works in one format only.
    """

    at: datetime | None
    repair: Mapping[str, Any]


def read_stored_login(company_id: str, raw: bytes, issues: list[DataIssue]) -> StoredLogin:
    path = master_accounts.login_path(company_id)
    at = read_login(path, raw, issues)
    written = iso(at) if at else None
    return StoredLogin(at, {} if json.loads(raw) == written else {path: written})


def read_login(path: str, raw: bytes, issues: list[DataIssue]) -> datetime | None:
    try:
        value = json.loads(raw)
        return None if value is None else parse_instant(value)
    except MALFORMED as error:
        issues.append(malformed(path, error, raw))
        return None


async def resolve_master(
    company: Company, staff: Iterable[Employee], user_by_email: UserByEmail, issues: list[DataIssue]
) -> str | None:
    """Return the userId of the company's master account, or None and an issue if there is none.

    A past run uses today's master account too: the account has no history.
    """
    active = [employee for employee in staff if not employee.archived]
    master = master_among(company, active)
    if master is None and company.email:
        master = await asyncio.to_thread(user_by_email, company.email)
    if master is None:
        issues.append(no_master_account(company, active))
    return master or None


def no_master_account(company: Company, active: Iterable[Employee]) -> DataIssue:
    detail = f"no active employee with a userId, and no user, has the e-mail {company.email!r}"
    if not company.email:
        detail = "the company has neither masterUserId nor email"
    if like := lookalike(company, active):
        detail = f"{company.email!r} belongs to no employee; employee {like.id} has {like.email!r}"
    return DataIssue(f"{companies.path(company.id)}/email", "no_master_account", detail)


async def load_logins(
    reader: Reader,
    company_id: str,
    master: str | None,
    stored: datetime | None,
    window: Window,
    issues: list[DataIssue],
) -> tuple[list[datetime], bool]:
    """Read the known logins of the master account. Returns them, and whether there may be others.

    If all known logins are later than the run's clock, this also reads the snapshots of the run's
    date and the day before: they still have the login that was known at that time. That of another
    master account says nothing.
    """
    seen: presence.LastSeen = "unknown"
    if master:
        raw = await reader.get(presence.node_path(master))
        seen = presence.read_last_seen(master, raw, window, issues)
    logins = [login for login in (stored, seen) if isinstance(login, datetime)]
    if logins and min(logins) > window.clock:
        days = (window.run_date, window.run_date - DAY)
        kept = (kept_login(reader, company_id, day, master, issues) for day in days)
        logins += [login for login in await asyncio.gather(*kept) if login]
    return logins, seen == "unknown"


async def kept_login(
    reader: Reader, company_id: str, day: date, master: str | None, issues: list[DataIssue]
) -> datetime | None:
    """Return the login in a day's snapshot, None if the list of that day names another master
    account: then it is that one's."""
    path = f"{metrics_node.history_path(company_id, day)}/{LOGIN}"
    raw, raw_master = await asyncio.gather(
        reader.get(path), reader.get(f"{daily_rows.path(day, company_id)}/master")
    )
    return read_login(path, raw, issues) if json.loads(raw_master) in (None, master) else None
