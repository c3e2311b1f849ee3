"""Models of what is derived from the records: the health score, the renewal, and the flags."""

from datetime import date, datetime

from customer_health.api.alerts.models import Alert
from customer_health.api.customers.models import Figures
from customer_health.api.http.models import Model, Sentence
from customer_health.domain.context.flags import FlagName
from customer_health.domain.context.renewal import Risk
from customer_health.domain.context.score import Band, PartName


class Loss(Model):
    """One reason why a part of the score has fewer than 100 points: it costs `points`. `code` and
    `params` are for programs, `text` is for people."""

    code: str
    points: float
    params: dict[str, float | str]
    text: Sentence


class ScorePart(Model):
    """A part of the score, 0 to 100. A part without data has no score; the others share its
    weight."""

    name: PartName
    weight: int
    score: int | None = None
    losses: list[Loss]


class RiskReason(Model):
    """A figure that the risk follows from. `code` and `params` are for programs, `text` is for
    people."""

    code: str
    params: dict[str, float | str]
    text: Sentence


class Renewal(Model):
    """`risk` is also the level of the flag `churn_risk`; `reasons` are what it follows from.
    `probability` is a percentage: the CRM's, or, without one, derived from the risk. `days` are
    left until the contract ends; negative afterwards."""

    risk: Risk | None = None
    probability: float | None = None
    contract_end: date | None = None
    days: int | None = None
    reasons: list[RiskReason]


class Review(Model):
    """A review of the customer's health by a person: who, when, and what they found."""

    by: str
    at: datetime
    note: str


class DayScore(Model):
    """The score of a day in Toronto, and the percentage of it that rests on data."""

    date: date
    score: int
    coverage: int


class HealthData(Model):
    """`score` is 0 to 100: green from 70, yellow from 40, red below. `coverage` is its percentage
    that rests on data; below 50, `band` is left out instead of green. `reviewed_at` is the clock of
    the newest daily run; `last_review` is a person's, left out if none is recorded. `history` has
    the score of each of the last 90 days on which it was computed, the oldest first."""

    score: int | None = None
    band: Band | None = None
    coverage: int
    parts: list[ScorePart]
    renewal: Renewal
    reviewed_at: datetime | None = None
    last_review: Review | None = None
    history: list[DayScore]
    figures: Figures
    alerts: list[Alert]


class Flag(Model):
    """A flag. `on` is left out if the source that it depends on is unavailable. Only the churn risk
    has a `level`."""

    name: FlagName
    on: bool | None = None
    level: Risk | None = None
    text: Sentence
    set_by: str | None = None


class FlagsData(Model):
    """All six flags, whether on or off."""

    flags: list[Flag]
