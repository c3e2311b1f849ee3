"""The records of billing. The connector converts the vendor's data to them.

A field that the source doesn't have is None, never a guess or a zero.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from customer_health.domain.money import Money

PaymentStatus = Literal["current", "past_due", "paused", "none"]


InvoiceStatus = Literal["draft", "open", "paid", "void", "uncollectible"]


Interval = Literal["day", "week", "month", "year"]


DAYS: Mapping[Interval, int] = {"day": 1, "week": 7, "month": 30, "year": 365}
"""The approximate length of an interval, good enough to compare the costs of plans."""


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
    """An invoice. `url` is its page for colleagues, not the one that the customer pays on."""

    id: str
    number: str | None
    created_at: datetime
    amount: Money
    status: InvoiceStatus
    due_at: datetime | None = None
    paid_at: datetime | None = None
    url: str | None = None


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
