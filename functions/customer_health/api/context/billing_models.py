"""Models of what billing knows of a customer."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from customer_health.api.http.fields import Next
from customer_health.api.http.models import Model, Money
from customer_health.domain.context.billing_record import Interval, InvoiceStatus, PaymentStatus


class Plan(Model):
    """A plan in billing."""

    id: str
    """The price's id in billing. Example: `"price_2"`"""
    name: str
    """The plan's name. Example: `"Team"`"""
    amount: Money
    """The price for all seats together."""
    interval: Interval
    """The unit of the billing cycle."""
    seats: int | None = None
    """How many seats it is for. Example: `100`"""
    interval_count: int
    """It is paid every so many intervals. Example: `1`"""


class Invoice(Model):
    """An invoice."""

    id: str
    """The invoice's id in billing. Example: `"in_1"`"""
    number: str | None = None
    """The invoice's number. Example: `"A-0001"`"""
    created_at: datetime
    """When it was made."""
    amount: Money
    """What it amounts to."""
    status: InvoiceStatus
    """Whether it is paid."""
    due_at: datetime | None = None
    """When it is due. Example: `"2025-12-24T11:00:00Z"`"""
    paid_at: datetime | None = None
    """When it was paid."""
    url: str | None = None
    """Its page in billing, for colleagues. Example:
    `"https://dashboard.stripe.com/invoices/in_1"`"""


class InvoicePage(Model):
    """The newest first."""

    invoices: list[Invoice]
    """The invoices of this page."""
    next: Next = None


class Payment(Model):
    id: str
    """The payment's id in billing. Example: `"ch_1"`"""
    at: datetime
    """When it was made."""
    amount: Money
    """What was paid."""
    succeeded: bool
    """Whether the money arrived."""


class Discount(Model):
    """A discount of either a percentage or an amount."""

    name: str
    """The discount's name. Example: `"Loyal customer"`"""
    percent: float | None = None
    """The percentage off the price. Example: `20.0`"""
    amount: Money | None = None
    """The amount off the price."""
    ends_at: datetime | None = None
    """When the discount ends; absent if it does not. Example: `"2026-02-24T11:00:00Z"`"""


class Credit(Model):
    at: datetime
    """When the credit was given."""
    amount: Money
    """What was given."""
    reason: str | None = None
    """Why it was given. Example: `"SLA credit for the outage"`"""


class BillingData(Model):
    """The customer in billing. All invoices are at `customers/{id}/invoices`."""

    customer_id: str
    """The customer's id in billing. Example: `"cus_1"`"""
    payment_status: PaymentStatus
    """Whether the customer has paid what is due; `none` without a subscription."""
    plan: Plan | None = None
    """The customer's plan."""
    trial_ends_at: datetime | None = None
    """When the trial ends. Example: `"2025-12-01T11:00:00Z"`"""
    current_invoice: Invoice | None = None
    """The newest invoice."""
    last_payment: Payment | None = None
    """The newest payment."""
    failed_payments_12m: Annotated[int, Field(alias="failedPayments12m")]
    """How many payments failed in 12 months. Example: `0`"""
    balance: Money | None = None
    """What the customer owes."""
    credits: Money | None = None
    """What the customer has left of credits."""
    last_credit: Credit | None = None
    """The newest credit."""
    discount: Discount | None = None
    """The first of the discounts."""
    discounts: list[Discount]
    """The customer's discounts."""
    billing_contact: str | None = None
    """The address that invoices go to. Example: `"bills@maple.example.com"`"""
    revenue_12m: Annotated[Money | None, Field(alias="revenue12m")] = None
    """What the customer paid in 12 months."""
    lifetime_value: Money | None = None
    """What the customer has paid so far."""
