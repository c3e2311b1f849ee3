"""Models of what is derived from the records: the health score, the renewal, and the flags."""

from datetime import date, datetime

from customer_health.api.alerts.models import Alert
from customer_health.api.customers.models import Figures
from customer_health.api.http.models import Model, Sentence
from customer_health.domain.context.flags import FlagName
from customer_health.domain.context.renewal import Risk
from customer_health.domain.context.score import Band, PartName


class Loss(Model):
    """One reason why a part of the score has fewer than 100 points."""

    code: str
    """The check that lost points, for programs. Example: `"failed_payments"`"""
    points: float
    """How many points of the health score it costs. Example: `7.5`"""
    params: dict[str, float | str]
    """The values behind it, for programs. Example: `{"count": 2}`"""
    text: Sentence
    """What costs the points, in a sentence."""


class ScorePart(Model):
    """A part of the score. If it has no data, the others share its weight."""

    name: PartName
    """The part."""
    weight: int
    """How much the part counts, of 100. Example: `25`"""
    score: int | None = None
    """The part's own score, 0 to 100; absent without data. Example: `70`"""
    losses: list[Loss]
    """What costs points."""


class RiskReason(Model):
    """A figure that the risk follows from."""

    code: str
    """The figure that the risk follows from, for programs. Example: `"contract_end"`"""
    params: dict[str, float | str]
    """The values behind it, for programs. Example: `{"days": 30}`"""
    text: Sentence
    """The reason in a sentence."""


class Renewal(Model):
    """The outlook of the contract."""

    risk: Risk | None = None
    """The risk that the customer does not renew; absent if nothing is known."""
    probability: float | None = None
    """How likely the renewal is, in percent: the CRM's, or derived from the risk. Example:
    `65.0`"""
    contract_end: date | None = None
    """The last day of the contract. Example: `"2026-03-31"`"""
    days: int | None = None
    """The days until then; negative afterwards. Example: `127`"""
    reasons: list[RiskReason]
    """What the risk follows from."""


class Review(Model):
    """A review of the customer's health by a person: who, when, and what they found."""

    by: str
    """Who reviewed the customer's health. Example: `"ann@pivotapp.ca"`"""
    at: datetime
    """When they did."""
    note: str
    """What they found. Example: `"All is well"`"""


class DayScore(Model):
    """The score of a day in Toronto, and the percentage of it that rests on data."""

    date: date
    """The day, in Toronto."""
    score: int
    """The health score, 0 to 100. Example: `72`"""
    coverage: int
    """The percentage of the score that rests on data. Example: `80`"""


class HealthData(Model):
    """The health score, and what it rests on."""

    score: int | None = None
    """The health score, 0 to 100; absent without data. Example: `72`"""
    band: Band | None = None
    """The score's colour: green from 70, yellow from 40, else red. Absent instead of green if
    the coverage is below 50."""
    coverage: int
    """The percentage of the score that rests on data. Example: `80`"""
    parts: list[ScorePart]
    """The four parts of the score."""
    renewal: Renewal
    """The outlook of the contract."""
    reviewed_at: datetime | None = None
    """The clock of the newest daily run."""
    last_review: Review | None = None
    """The newest review by a person."""
    history: list[DayScore]
    """The score of each of the last 90 days that has one, the oldest first."""
    figures: Figures
    """The five figures."""
    alerts: list[Alert]
    """The customer's open alerts."""


class Flag(Model):
    """A flag."""

    name: FlagName
    """The flag."""
    on: bool | None = None
    """Whether the flag is set; absent if its source is unavailable."""
    level: Risk | None = None
    """The level of the churn risk; no other flag has one."""
    text: Sentence
    """What the flag says, in a sentence."""
    set_by: str | None = None
    """Who set the flag by hand. Example: `"ann@pivotapp.ca"`"""


class FlagsData(Model):
    """All six flags, whether on or off."""

    flags: list[Flag]
    """All six flags."""
