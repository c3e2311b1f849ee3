"""What is made of a customer: the health score, with the renewal and the flags that follow."""

from datetime import date, datetime

from customer_health.api.alerts.models import Alert
from customer_health.api.customers.models import Figures
from customer_health.api.http.models import Model, Sentence
from customer_health.domain.context.flags import FlagName
from customer_health.domain.context.renewal import Risk
from customer_health.domain.context.score import Band, PartName


class Loss(Model):
    """Why points are missing: `points` of the part's 100. `code` and `params` are for programs."""

    code: str
    points: float
    params: dict[str, float | str]
    text: Sentence


class ScorePart(Model):
    """0 to 100; without data it has no score, and its weight is shared by the others."""

    name: PartName
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

    name: FlagName
    on: bool | None = None
    level: Risk | None = None
    text: Sentence
    set_by: str | None = None


class FlagsData(Model):
    """All six, on or off."""

    flags: list[Flag]
