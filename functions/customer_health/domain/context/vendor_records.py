"""The records that the sources have of a customer. Connectors convert a vendor's data to them.

A field that a source doesn't have is None, never a guess or a zero.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Literal

from customer_health.domain.money import Money

PaymentStatus = Literal["current", "past_due", "paused", "none"]
InvoiceStatus = Literal["draft", "open", "paid", "void", "uncollectible"]
TicketState = Literal["open", "solved"]
Interval = Literal["day", "week", "month", "year"]
DAYS: Mapping[Interval, int] = {"day": 1, "week": 7, "month": 30, "year": 365}
"""The approximate length of an interval, good enough to compare the costs of plans."""

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
    """The contract, according to the CRM. `renewal_probability` is a percentage."""

    account_id: str
    tier: str | None = None
    tier_since: date | None = None
    contract_end: date | None = None
    renewal_probability: float | None = None
    owner: Owner | None = None
    last_contact: datetime | None = None


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
class Plan:
    """A plan: `amount` is paid for all `seats` every `interval_count` intervals."""

    id: str
    name: str
    amount: Money
    interval: Interval
    seats: int | None = None
    interval_count: int = 1

    @property
    def days(self) -> int:
        """The approximate number of days that `amount` pays for."""
        return DAYS[self.interval] * self.interval_count

    def costs_more_than(self, other: "Plan") -> bool:
        """Compare the costs a day. Multiplies crosswise, so nothing is rounded."""
        return self.amount.cents * other.days > other.amount.cents * self.days

    @property
    def cycle(self) -> str:
        """The billing cycle, such as `month` or `3 months`."""
        several = self.interval_count > 1
        return f"{self.interval_count} {self.interval}s" if several else self.interval


def for_seats(price: Plan, seats: int | None) -> Plan:
    """Return the plan for a number of seats, from the price of one seat."""
    amount = Money(price.amount.cents * (seats or 1), price.amount.currency)
    return replace(price, amount=amount, seats=seats)


@dataclass(frozen=True, slots=True)
class Invoice:
    id: str
    number: str | None
    created_at: datetime
    amount: Money
    status: InvoiceStatus
    due_at: datetime | None = None
    paid_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Payment:
    id: str
    at: datetime
    amount: Money
    succeeded: bool


@dataclass(frozen=True, slots=True)
class Discount:
    """A discount: either a percentage or an amount."""

    name: str
    percent: float | None = None
    amount: Money | None = None
    ends_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Credit:
    at: datetime
    amount: Money
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class BillingRecord:
    """The billing record.

    `balance` is what the customer owes, `credits` what they have left, and `last_credit` the
    newest of them. `discounts` are those of the customer and of all live subscriptions.
    `revenue_12m` and `lifetime_value` are what they paid. `invoices` were made or paid in the last
    30 days; `failed_payments` are from the same days.
    """

    customer_id: str
    payment_status: PaymentStatus
    plan: Plan | None = None
    trial_ends_at: datetime | None = None
    current_invoice: Invoice | None = None
    last_payment: Payment | None = None
    failed_payments_12m: int = 0
    balance: Money | None = None
    credits: Money | None = None
    last_credit: Credit | None = None
    discounts: Sequence[Discount] = ()
    billing_contact: str | None = None
    revenue_12m: Money | None = None
    lifetime_value: Money | None = None
    invoices: Sequence[Invoice] = ()
    failed_payments: Sequence[Payment] = ()


@dataclass(frozen=True, slots=True)
class Ticket:
    """A ticket. `satisfaction` is 5 for a good rating, 1 for a bad one, None without one."""

    id: str
    subject: str
    state: TicketState
    priority: Priority | None
    created_at: datetime
    solved_at: datetime | None = None
    satisfaction: int | None = None
    escalated: bool = False


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
