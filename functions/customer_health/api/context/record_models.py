"""Models of what the CRM, the help desk and the app know of a customer."""

from datetime import date, datetime
from typing import Annotated

from pydantic import Field

from customer_health.api.context.billing_models import Plan
from customer_health.api.http.fields import Next
from customer_health.api.http.models import Model, Money, Owner
from customer_health.domain.context.trends import Trend
from customer_health.domain.context.vendor_records import Priority, TicketState


class ContactData(Model):
    """The person to contact."""

    name: str | None = None
    """The person's name. Example: `"Zoé Roy"`"""
    email: str | None = None
    """The person's e-mail address. Example: `"boss@maple.example.com"`"""
    phone: str | None = None
    """The person's phone number. Example: `"+1 514 555 0100"`"""
    company: str | None = None
    """The company's name in the CRM. Example: `"Érablière Côté"`"""
    job_title: str | None = None
    """What the person does there. Example: `"Owner"`"""
    timezone: str | None = None
    """The person's time zone. Example: `"America/Toronto"`"""
    language: str | None = None
    """The person's language, `en` or `fr`. Example: `"fr"`"""
    preference: str | None = None
    """How the person likes to be reached. Example: `"phone"`"""


class AccountData(Model):
    """The account in the CRM."""

    account_id: str
    """The record's id in the CRM. Example: `"501"`"""
    tier: str | None = None
    """The customer's tier in the CRM. Example: `"Gold"`"""
    tier_since: date | None = None
    """Since when the customer has the tier. Example: `"2025-01-15"`"""
    contract_end: date | None = None
    """The last day of the contract. Example: `"2026-03-31"`"""
    renewal_probability: float | None = None
    """How likely the renewal is according to the CRM, in percent. Example: `80.0`"""
    owner: Owner | None = None
    """The colleague who looks after the customer."""
    last_contact: datetime | None = None
    """When somebody last spoke with the customer."""
    url: str | None = None
    """The record's page in the CRM. Example: `"https://app.hubspot.com/contacts/1/company/501"`"""
    plan: Plan | None = None
    """The customer's plan, from billing."""
    billing_cycle: str | None = None
    """How often the customer pays: one interval or several. Example: `"3 months"`"""
    lifetime_value: Money | None = None
    """What the customer has paid so far."""


class Ticket(Model):
    """A ticket."""

    id: str
    """The ticket's number in the help desk. Example: `"42"`"""
    subject: str
    """The ticket's subject. Example: `"Shifts are missing"`"""
    state: TicketState
    """Whether it is solved."""
    priority: Priority | None = None
    """Its priority, if it has one."""
    created_at: datetime
    """When it was opened."""
    solved_at: datetime | None = None
    """When it was solved."""
    satisfaction: int | None = None
    """The customer's rating: 5 for a good one, 1 for a bad one. Example: `5`"""
    escalated: bool
    """Whether it was escalated. Example: `false`"""
    url: str | None = None
    """Its page in the help desk, for colleagues. Example:
    `"https://pivot.zendesk.com/agent/tickets/42"`"""


class TicketPage(Model):
    """The newest first."""

    tickets: list[Ticket]
    """The tickets of this page."""
    next: Next = None


class SupportData(Model):
    """The tickets of the last 12 months. All tickets are at `customers/{id}/tickets`."""

    tickets: int
    """How many tickets there were in 12 months. Example: `6`"""
    tickets_before: int
    """How many there were in the 12 months before. Example: `4`"""
    trend: Trend
    """Whether there are more tickets than in the year before."""
    open: list[Ticket]
    """The open tickets."""
    last: Ticket | None = None
    """The newest ticket."""
    resolution_hours: float | None = None
    """In how many hours tickets were solved, on average. Example: `8.5`"""
    satisfaction: float | None = None
    """The mean of the ratings, from 1 to 5. Example: `4.5`"""
    ratings: int
    """How many ratings there are. Example: `2`"""
    escalated: int
    """How many tickets were escalated. Example: `1`"""
    escalation_rate: float | None = None
    """How many tickets were escalated, in percent. Example: `16.7`"""


class Feature(Model):
    id: str
    """The feature's id. Example: `"schedule"`"""
    last_used: datetime | None = None
    """When it was last used."""
    count_30d: Annotated[int, Field(alias="count30d")]
    """How often it was used in 30 days. Example: `12`"""


class UsageData(Model):
    """How the product is used."""

    active_users: int
    """How many users were present within the last 30 days. Example: `9`"""
    seats: int
    """Of how many seats: those that billing sold, or the employees with an account. Example:
    `12`"""
    seats_sold: bool
    """Whether the seats are those that billing sold."""
    utilization: float | None = None
    """The active users in percent of the seats. Example: `75.0`"""
    last_login: datetime | None = None
    """When a user was last present."""
    last_login_by: str | None = None
    """The name of that user. Example: `"Zoé Roy"`"""
    features: list[Feature]
    """The features used within the last 30 days, the most used first."""
    features_used: int
    """How many of the offered features were used. Example: `3`"""
    features_offered: int
    """How many features there are. Example: `9`"""
    adoption: float | None = None
    """The features used, in percent of those offered. Example: `33.3`"""
    most_used: str | None = None
    """The id of the feature that was used most. Example: `"schedule"`"""
    unused_high_value: list[str]
    """The ids of valuable features that are not used. Example: `["reports"]`"""
    trend_percent: float | None = None
    """The change of use against 30 days ago, in percent. Example: `-5.0`"""
    trend: Trend | None = None
    """What the change amounts to."""
