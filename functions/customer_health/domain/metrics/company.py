"""A customer of Pivot, and who its master account is."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from customer_health.domain.metrics.employees import Employee

UserByEmail = Callable[[str], str | None]
"""The userId of the Firebase Auth user with an e-mail address."""


@dataclass(frozen=True, slots=True)
class Company:
    """`contact` has name and phone, `location` city, province and country, as far as known."""

    id: str
    name: str
    email: str | None
    master_user_id: str | None
    zone: ZoneInfo
    created_at: datetime | None
    linked: bool
    contact: Mapping[str, str] | None = None
    location: Mapping[str, str] | None = None


def master_among(company: Company, active: Iterable[Employee]) -> str | None:
    """Find the master account's userId: the one that the company names, else that of the active
    employee with the company's e-mail and a userId (the smallest employeeId of several).

    Returns None if only Firebase Auth can tell.
    """
    if company.master_user_id:
        return company.master_user_id
    with_email = (e for e in active if company.email and e.email == company.email and e.user_id)
    first = min(with_email, key=lambda e: e.id, default=None)
    return first.user_id if first else None


def lookalike(company: Company, active: Iterable[Employee]) -> Employee | None:
    """Find the active employee with a userId whose e-mail differs from the company's in case or
    spaces only. A suggestion to a person, for e-mails are compared exactly."""
    wanted = folded(company.email)
    return next((e for e in active if wanted and e.user_id and folded(e.email) == wanted), None)


def folded(email: str | None) -> str:
    return "".join((email or "").split()).casefold()
