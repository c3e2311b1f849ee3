"""The records that the CRM, support and product usage have of a customer.

Connectors convert a vendor's data to them. The records of billing are in `billing_record.py`.

A field that a source doesn't have is None, never a guess or a zero.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

TicketState = Literal["open", "solved"]

Priority = Literal["low", "normal", "high", "urgent"]


@dataclass(frozen=True, slots=True)
class Contact:
    """The person behind the master account. `language` is `en`, `fr` or None."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    company: str | None = None
    job_title: str | None = None
    timezone: str | None = None
    language: str | None = None
    preference: str | None = None


@dataclass(frozen=True, slots=True)
class Owner:
    """The colleague who is responsible for the customer."""

    name: str | None = None
    email: str | None = None


@dataclass(frozen=True, slots=True)
class Account:
    """The contract, according to the CRM. `renewal_probability` is a percentage. `url` is the page
    of the record."""

    account_id: str
    tier: str | None = None
    tier_since: date | None = None
    contract_end: date | None = None
    renewal_probability: float | None = None
    owner: Owner | None = None
    last_contact: datetime | None = None
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Note:
    """A note in the CRM. One that this backend wrote has the `key` of its action."""

    id: str
    at: datetime
    text: str
    author: str | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """A meeting in the CRM. `owner` is the name of the colleague in whose calendar it is."""

    id: str
    scheduled_at: datetime
    starts_at: datetime
    title: str | None = None
    owner: str | None = None


@dataclass(frozen=True, slots=True)
class SentEmail:
    """A mail to the customer, for the CRM's history. `sender` is the colleague's address."""

    at: datetime
    sender: str
    to: str
    subject: str
    text: str


@dataclass(frozen=True, slots=True)
class CrmRecord:
    """The CRM's record: the newest notes, and the meetings that were scheduled in 30 days."""

    contact: Contact
    account: Account
    notes: Sequence[Note] = ()
    meetings: Sequence[Meeting] = ()


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket. `satisfaction` is 5 for a good rating, 1 for a bad one, None without one. `url` is
    its page for agents."""

    id: str
    subject: str
    state: TicketState
    priority: Priority | None
    created_at: datetime
    solved_at: datetime | None = None
    satisfaction: int | None = None
    escalated: bool = False
    url: str | None = None


@dataclass(frozen=True, slots=True)
class SupportRecord:
    """The support record of the last 12 months.

    `tickets_before` counts the 12 months before those. `satisfaction` is the mean of `ratings`
    ratings, 1 to 5. `recent` are the tickets that changed within 30 days.
    """

    tickets: int
    tickets_before: int
    open: Sequence[Ticket] = ()
    last: Ticket | None = None
    resolution_hours: float | None = None
    satisfaction: float | None = None
    ratings: int = 0
    escalated: int = 0
    recent: Sequence[Ticket] = ()


@dataclass(frozen=True, slots=True)
class Feature:
    id: str
    last_used: datetime | None
    count_30d: int


@dataclass(frozen=True, slots=True)
class Usage:
    """The use of the app.

    `active_users` were present within 30 days, of `seats` employees with an account; with
    `seats_sold`, `seats` are those that billing sold instead (`seats.py`).
    `last_login_by` is the name of the user whose login was last. `trend_percent` is the change of
    use against 30 days ago.
    """

    active_users: int
    seats: int
    last_login: datetime | None = None
    features: Sequence[Feature] = ()
    unused_high_value: Sequence[str] = ()
    features_offered: int = 0
    trend_percent: float | None = None
    last_login_by: str | None = None
    seats_sold: bool = False
