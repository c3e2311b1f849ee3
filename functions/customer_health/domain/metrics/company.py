"""A customer of Pivot, and the search for its master account among its employees."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from customer_health.domain.metrics.employees import Employee

UserByEmail = Callable[[str], str | None]
"""Returns the userId of the Firebase Auth user with an e-mail address, or None."""


@dataclass(frozen=True, slots=True)
class Company:
    """A company's record. `contact` has name and phone, `location` has city, province and country,
    each only if known."""

    id: str
    name: str
    email: str | None
    master_user_id: str | None
    zone: ZoneInfo
    created_at: datetime | None
    linked: bool
    contact: Mapping[str, str] | None = None
    location: Mapping[str, str] | None = None

    @property
    def shown_name(self) -> str:
        """The name, or the id of a company whose name is blank: lists and messages must show
        something that a person can press, read and report."""
        return self.name if self.name.strip() else self.id


def master_among(company: Company, active: Iterable[Employee]) -> str | None:
    """Return the master account's userId, or None if only Firebase Auth may know it.

    It is the company's own `masterUserId`, else the userId of the active employee with the
    company's e-mail address (of several, the one with the smallest employeeId).
    """
    if company.master_user_id:
        return company.master_user_id
    with_email = (e for e in active if company.email and e.email == company.email and e.user_id)
    first = min(with_email, key=lambda e: e.id, default=None)
    return first.user_id if first else None


def lookalike(company: Company, active: Iterable[Employee]) -> Employee | None:
    """Find an active employee whose e-mail address differs from the company's in case or spaces
    only.

    Such an employee is not the master account, because addresses are compared exactly. The name
    goes into the report, so that a person can correct the address.
    """
    wanted = folded(company.email)
    return next((e for e in active if wanted and e.user_id and folded(e.email) == wanted), None)


def folded(email: str | None) -> str:
    return "".join((email or "").split()).casefold()
