"""Models of the context view: eight independent sections, led by a summary."""

from datetime import datetime
from typing import Literal

from customer_health.api.context.billing_models import BillingData
from customer_health.api.context.record_models import (
    AccountData,
    ContactData,
    SupportData,
    UsageData,
)
from customer_health.api.context.score_models import FlagsData, HealthData
from customer_health.api.context.source_models import SourceTrouble
from customer_health.api.http.models import CompanyLevel, Model, Owner, Sentence
from customer_health.api.timeline.models import Event
from customer_health.domain.context.score import Band
from customer_health.domain.context.source import SourceName
from customer_health.domain.context.source_results import Freshness


class Section(Model):
    """A part of the view. A stale section shows what was known last: either fresh data is on its
    way, or `error` says why there is none."""

    source: Literal[SourceName, "health"]
    """The source that the section mainly shows; `health` if this backend made it of several."""
    fetched_at: datetime | None = None
    """When the data was fetched."""
    freshness: Freshness
    """Whether the data is new, is what was known last, or is missing."""
    error: SourceTrouble | None = None
    """Why there is no fresh data."""
    missing: tuple[SourceName, ...] = ()
    """The other sources that gave no record. Example: `[]`"""


class ContactSection(Section):
    data: ContactData | None = None
    """The person to contact."""


class AccountSection(Section):
    data: AccountData | None = None
    """The account in the CRM."""


class BillingSection(Section):
    data: BillingData | None = None
    """The customer in billing."""


class SupportSection(Section):
    data: SupportData | None = None
    """The customer's tickets."""


class UsageSection(Section):
    data: UsageData | None = None
    """How the product is used."""


class HealthSection(Section):
    data: HealthData | None = None
    """The health score and what it rests on."""


class FlagsSection(Section):
    data: FlagsData | None = None
    """The flags."""


class TimelineData(Model):
    """The events of the last 30 days, the newest first, at most 100. All others are at
    `customers/{id}/timeline`."""

    events: list[Event]
    """The events, the newest first."""
    total: int
    """How many there are. Example: `1`"""


class TimelineSection(Section):
    data: TimelineData | None = None
    """What happened in the last 30 days."""


class ContextSections(Model):
    """The sections that were asked for."""

    contact: ContactSection | None = None
    """The person to contact."""
    account: AccountSection | None = None
    """The account in the CRM."""
    billing: BillingSection | None = None
    """The customer in billing."""
    support: SupportSection | None = None
    """The customer's tickets."""
    usage: UsageSection | None = None
    """How the product is used."""
    health: HealthSection | None = None
    """The health score and what it rests on."""
    flags: FlagsSection | None = None
    """The flags."""
    timeline: TimelineSection | None = None
    """What happened in the last 30 days."""


class ContextSummary(Model):
    """What leads the view. It also uses what is already known of the sections that were not
    asked for."""

    level: CompanyLevel
    """The worst level of the five metrics."""
    score: int | None = None
    """The health score, 0 to 100. Example: `72`"""
    band: Band | None = None
    """The score's colour."""
    why: Sentence
    """What matters most: the worst alert, or what explains the score."""
    owner: Owner | None = None
    """The colleague who looks after the customer."""
    plan: str | None = None
    """The name of the customer's plan. Example: `"Enterprise Pro"`"""
    open_tickets: int | None = None
    """How many tickets are open. Example: `2`"""
    last_contact: datetime | None = None
    """When somebody last spoke with the customer."""
    missing: tuple[SourceName, ...] = ()
    """The sources of which nothing is known. Example: `["crm"]`"""
    stale: tuple[SourceName, ...] = ()
    """The sources of which it shows what was known last. Example: `[]`"""


class Context(Model):
    id: str
    """The customer's id. Example: `"acme"`"""
    name: str
    """The customer's name. Example: `"Érablière Côté"`"""
    as_of: datetime
    """The instant at which the view was made."""
    summary: ContextSummary
    """What leads the view."""
    sections: ContextSections
    """The sections that were asked for."""
