"""The shape of the context view: eight sections, each standing by itself, and what leads them."""

from datetime import date, datetime
from typing import Annotated, Literal

from pydantic import Field

from customer_health.api.alert_models import Alert
from customer_health.api.customer_models import Figures
from customer_health.api.models import (
    DATABASE_KEY,
    CompanyLevel,
    Model,
    Money,
    Owner,
    Reason,
    Sentence,
)
from customer_health.api.timeline_models import Event

Source = Literal["crm", "billing", "support", "usage"]
Freshness = Literal["fresh", "stale", "unavailable"]
InvoiceStatus = Literal["draft", "open", "paid", "void", "uncollectible"]
Trend = Literal["rising", "stable", "falling"]
Band = Literal["green", "yellow", "red"]
Risk = Literal["low", "medium", "high"]


class SourceTrouble(Model):
    """Why a source gave nothing new. `candidates` are the ids that an ambiguous match is between:
    `PUT customers/{id}/sources/{source}` names the right one."""

    kind: Literal["not_configured", "down", "refused", "bad_answer", "not_found", "ambiguous"]
    source: Source
    text: Sentence
    detail: str
    candidates: tuple[str, ...] = ()


class Section(Model):
    """`stale` is the last that was known: either fresh data is on its way, or `error` says why
    there is none. `missing` are other sources whose fields are absent from `data`."""

    source: Literal["crm", "billing", "support", "usage", "health"]
    fetched_at: datetime | None = None
    freshness: Freshness
    error: SourceTrouble | None = None
    missing: tuple[Source, ...] = ()


class ContactData(Model):
    """`language` is `en` or `fr` where known; `preference` how they like to be reached."""

    name: str | None = None
    email: str | None = None
    phone: str | None = None
    company: str | None = None
    job_title: str | None = None
    timezone: str | None = None
    language: str | None = None
    preference: str | None = None


class Plan(Model):
    """`amount` is paid every `interval_count` intervals; `seats` is how many it is for."""

    id: str
    name: str
    amount: Money
    interval: Literal["day", "week", "month", "year"]
    seats: int | None = None
    interval_count: int


class AccountData(Model):
    """`renewal_probability` is the CRM's, as a percentage. `plan`, `billing_cycle` and
    `lifetime_value` come from billing; a cycle is an interval, or several: `3 months`."""

    account_id: str
    tier: str | None = None
    tier_since: date | None = None
    contract_end: date | None = None
    renewal_probability: float | None = None
    owner: Owner | None = None
    last_contact: datetime | None = None
    plan: Plan | None = None
    billing_cycle: str | None = None
    lifetime_value: Money | None = None


class Invoice(Model):
    id: str
    number: str | None = None
    created_at: datetime
    amount: Money
    status: InvoiceStatus
    due_at: datetime | None = None
    paid_at: datetime | None = None


class Payment(Model):
    id: str
    at: datetime
    amount: Money
    succeeded: bool


class Discount(Model):
    """Either a percentage or an amount off."""

    name: str
    percent: float | None = None
    amount: Money | None = None
    ends_at: datetime | None = None


class BillingData(Model):
    """`balance` is what is owed to us, `credits` what lies to the customer's good. All invoices
    are at `customers/{id}/invoices`."""

    customer_id: str
    payment_status: Literal["current", "past_due", "paused", "none"]
    plan: Plan | None = None
    trial_ends_at: datetime | None = None
    current_invoice: Invoice | None = None
    last_payment: Payment | None = None
    failed_payments_12m: Annotated[int, Field(alias="failedPayments12m")]
    balance: Money | None = None
    credits: Money | None = None
    discount: Discount | None = None
    billing_contact: str | None = None
    revenue_12m: Annotated[Money | None, Field(alias="revenue12m")] = None
    lifetime_value: Money | None = None


class Ticket(Model):
    """`satisfaction` is 5 for a good rating, 1 for a bad one, left out for none."""

    id: str
    subject: str
    state: Literal["open", "solved"]
    priority: Literal["low", "normal", "high", "urgent"] | None = None
    created_at: datetime
    solved_at: datetime | None = None
    satisfaction: int | None = None
    escalated: bool


class SupportData(Model):
    """Of the last 12 months but for `tickets_before`, of the 12 before them. `satisfaction` is the
    mean of `ratings` ratings, 1 to 5; `escalation_rate` a percentage of the tickets. The whole
    history is at `customers/{id}/tickets`."""

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
    """`active_users` were present within 30 days; `seats` are all who could be; `utilization` and
    `adoption` are percentages. `features` are those used within 30 days, the most used first.
    `trend_percent` is the change of use against 30 days ago."""

    active_users: int
    seats: int
    utilization: float | None = None
    last_login: datetime | None = None
    features: list[Feature]
    features_used: int
    features_offered: int
    adoption: float | None = None
    most_used: str | None = None
    unused_high_value: list[str]
    trend_percent: float | None = None
    trend: Trend | None = None


class Loss(Model):
    """Why points are missing: `points` of the part's 100. `code` and `params` are for programs."""

    code: str
    points: float
    params: dict[str, float | str]
    text: Sentence


class ScorePart(Model):
    """0 to 100; without data it has no score, and its weight is shared by the others."""

    name: Literal["billing", "engagement", "support", "operations"]
    weight: int
    score: int | None = None
    losses: list[Loss]


class Renewal(Model):
    """`probability` is a percentage: the CRM's where it has one, else it follows from the score.
    `days` until the contract ends, negative afterwards."""

    risk: Risk | None = None
    probability: float | None = None
    contract_end: date | None = None
    days: int | None = None


class HealthData(Model):
    """`score` is 0 to 100: 70 and above green, 40 to 69 yellow, below red. `coverage` is how much
    of it, in percent, rests on data. `reviewed_at` is the clock of the newest daily run."""

    score: int | None = None
    band: Band | None = None
    coverage: int
    parts: list[ScorePart]
    renewal: Renewal
    reviewed_at: datetime | None = None
    figures: Figures
    alerts: list[Alert]


class Flag(Model):
    """`on` is left out where the source that would tell is away. `level` is churn risk's."""

    name: Literal["vip", "churn_risk", "at_risk", "renewal_due", "open_escalation", "legal_hold"]
    on: bool | None = None
    level: Risk | None = None
    text: Sentence
    set_by: str | None = None


class FlagsData(Model):
    """All six, on or off."""

    flags: list[Flag]


class TimelineData(Model):
    """Of the last 30 days, the newest first; at most 100. The rest is at
    `customers/{id}/timeline`."""

    events: list[Event]
    total: int


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


class TimelineSection(Section):
    data: TimelineData | None = None


class ContextSections(Model):
    """Those that were asked for."""

    contact: ContactSection | None = None
    account: AccountSection | None = None
    billing: BillingSection | None = None
    support: SupportSection | None = None
    usage: UsageSection | None = None
    health: HealthSection | None = None
    flags: FlagsSection | None = None
    timeline: TimelineSection | None = None


class ContextSummary(Model):
    """What leads the view. Beside the sections asked for it uses what is known already of the
    others: `missing` are the sources that it could do with, `stale` those of which it shows what
    was known last."""

    level: CompanyLevel
    score: int | None = None
    band: Band | None = None
    why: Sentence
    owner: Owner | None = None
    plan: str | None = None
    open_tickets: int | None = None
    last_contact: datetime | None = None
    missing: tuple[Source, ...] = ()
    stale: tuple[Source, ...] = ()


class Context(Model):
    id: str
    name: str
    as_of: datetime
    summary: ContextSummary
    sections: ContextSections


class TicketPage(Model):
    """The newest first."""

    tickets: list[Ticket]
    next: str | None = None


class InvoicePage(Model):
    """The newest first."""

    invoices: list[Invoice]
    next: str | None = None


class SourceIdByHand(Model):
    id: Annotated[str, Field(pattern=DATABASE_KEY)]
    reason: Reason


class SourceId(Model):
    """By which id a customer is known in a source, and who said so."""

    company_id: str
    source: Source
    id: str
    by: str
    at: datetime
