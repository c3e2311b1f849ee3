"""Models of what each source knows of a customer."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from customer_health.api.http.models import Model, Money, Owner
from customer_health.domain.context.billing_record import Interval, InvoiceStatus, PaymentStatus
from customer_health.domain.context.trends import Trend
from customer_health.domain.context.vendor_records import Priority, TicketState


class ContactData(Model):
    """The person to contact. `language` is `en` or `fr`; `preference` says how they like to be
    reached."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    company: str | None = None
    job_title: str | None = None
    timezone: str | None = None
    language: str | None = None
    preference: str | None = None


class Plan(Model):
    """A plan. `amount` is the price for all `seats` together, paid every `interval_count`
    intervals."""

    id: str
    name: str
    amount: Money
    interval: Interval
    seats: int | None = None
    interval_count: int


class AccountData(Model):
    """The account in the CRM. `renewal_probability` is a percentage. `plan`, `billing_cycle` and
    `lifetime_value` come from billing; a cycle is one interval or several, such as `3 months`.
    `url` is the page of the record in the CRM."""

    account_id: str
    tier: str | None = None
    tier_since: date | None = None
    contract_end: date | None = None
    renewal_probability: float | None = None
    owner: Owner | None = None
    last_contact: datetime | None = None
    url: str | None = None
    plan: Plan | None = None
    billing_cycle: str | None = None
    lifetime_value: Money | None = None


class Invoice(Model):
    """An invoice. `url` is its page in billing, for colleagues."""

    id: str
    number: str | None = None
    created_at: datetime
    amount: Money
    status: InvoiceStatus
    due_at: datetime | None = None
    paid_at: datetime | None = None
    url: str | None = None


class InvoicePage(Model):
    """The newest first."""

    invoices: list[Invoice]
    next: str | None = None


class Payment(Model):
    id: str
    at: datetime
    amount: Money
    succeeded: bool


class Discount(Model):
    """A discount of either a percentage or an amount."""

    name: str
    percent: float | None = None
    amount: Money | None = None
    ends_at: datetime | None = None


class Credit(Model):
    at: datetime
    amount: Money
    reason: str | None = None


class BillingData(Model):
    """The customer in billing. `balance` is what the customer owes, `credits` what the customer has
    left of credits, and `lastCredit` the newest credit. `discount` is the first of `discounts`. All
    invoices are at `customers/{id}/invoices`."""

    customer_id: str
    payment_status: PaymentStatus
    plan: Plan | None = None
    trial_ends_at: datetime | None = None
    current_invoice: Invoice | None = None
    last_payment: Payment | None = None
    failed_payments_12m: Annotated[int, Field(alias="failedPayments12m")]
    balance: Money | None = None
    credits: Money | None = None
    last_credit: Credit | None = None
    discount: Discount | None = None
    discounts: list[Discount]
    billing_contact: str | None = None
    revenue_12m: Annotated[Money | None, Field(alias="revenue12m")] = None
    lifetime_value: Money | None = None


class Ticket(Model):
    """A ticket. `satisfaction` is 5 for a good rating, 1 for a bad one. `url` is its page in the
    help desk, for colleagues."""

    id: str
    subject: str
    state: TicketState
    priority: Priority | None = None
    created_at: datetime
    solved_at: datetime | None = None
    satisfaction: int | None = None
    escalated: bool
    url: str | None = None


class TicketPage(Model):
    """The newest first."""

    tickets: list[Ticket]
    next: str | None = None


class SupportData(Model):
    """The tickets of the last 12 months; `tickets_before` counts those of the 12 months before.
    `satisfaction` is the mean of `ratings` ratings, from 1 to 5; `escalation_rate` is a percentage
    of the tickets. All tickets are at `customers/{id}/tickets`."""

    tickets: int
    tickets_before: int
    trend: Trend
    open: list[Ticket]
    last: Ticket | None = None
    resolution_hours: float | None = None
    satisfaction: float | None = None
    ratings: int
    escalated: int
    escalation_rate: float | None = None


class Feature(Model):
    id: str
    last_used: datetime | None = None
    count_30d: Annotated[int, Field(alias="count30d")]


class UsageData(Model):
    """How the product is used. `active_users` were present within the last 30 days, out of `seats`:
    those that billing sold if `seats_sold`, else the employees with an account. `utilization` and
    `adoption` are percentages. `last_login_by` is the name of the user who was
    present last. `features` lists those used within the last 30 days, the most used first.
    `trend_percent` is the change of use against 30 days ago."""

    active_users: int
    seats: int
    seats_sold: bool
    utilization: float | None = None
    last_login: datetime | None = None
    last_login_by: str | None = None
    features: list[Feature]
    features_used: int
    features_offered: int
    adoption: float | None = None
    most_used: str | None = None
    unused_high_value: list[str]
    trend_percent: float | None = None
    trend: Trend | None = None
