"""Models of the context view: eight independent sections, led by a summary."""

from datetime import datetime
from typing import Literal

from customer_health.api.context.record_models import (
    AccountData,
    BillingData,
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
    """A part of the view. `source` is the source that it mainly shows, or `health` if this backend
    made it from several. A `stale` section shows what was known last: either
    fresh data is on its way, or `error` says why there is none. `missing` names the sources that
    it also needs and that gave no record."""

    source: Literal[SourceName, "health"]
    fetched_at: datetime | None = None
    freshness: Freshness
    error: SourceTrouble | None = None
    missing: tuple[SourceName, ...] = ()


class ContactSection(Section):
    data: ContactData | None = None


class AccountSection(Section):
    data: AccountData | None = None


class BillingSection(Section):
    data: BillingData | None = None


class SupportSection(Section):
    data: SupportData | None = None


class UsageSection(Section):
    data: UsageData | None = None


class HealthSection(Section):
    data: HealthData | None = None


class FlagsSection(Section):
    data: FlagsData | None = None


class TimelineData(Model):
    """The events of the last 30 days, the newest first, at most 100. All others are at
    `customers/{id}/timeline`."""

    events: list[Event]
    total: int


class TimelineSection(Section):
    data: TimelineData | None = None


class ContextSections(Model):
    """The sections that were asked for."""

    contact: ContactSection | None = None
    account: AccountSection | None = None
    billing: BillingSection | None = None
    support: SupportSection | None = None
    usage: UsageSection | None = None
    health: HealthSection | None = None
    flags: FlagsSection | None = None
    timeline: TimelineSection | None = None


class ContextSummary(Model):
    """What leads the view. It also uses what is already known of the sections that were not asked
    for. `missing` names the sources of which nothing is known, `stale` those of which it shows
    what was known last."""

    level: CompanyLevel
    score: int | None = None
    band: Band | None = None
    why: Sentence
    owner: Owner | None = None
    plan: str | None = None
    open_tickets: int | None = None
    last_contact: datetime | None = None
    missing: tuple[SourceName, ...] = ()
    stale: tuple[SourceName, ...] = ()


class Context(Model):
    id: str
    name: str
    as_of: datetime
    summary: ContextSummary
    sections: ContextSections
