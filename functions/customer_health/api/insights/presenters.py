"""Show what explains a figure as the API's models."""

from functools import partial

from customer_health.api.http.models import Sentence
from customer_health.api.insights import models
from customer_health.domain.insights.confidence import Caution
from customer_health.domain.insights.remedy import Remedy
from customer_health.domain.insights.trend import Trend
from customer_health.notify.text import insights as text


def as_remedy(found: Remedy) -> models.Remedy:
    return models.Remedy(
        needed=found.needed,
        of=found.of,
        days=[models.FixesOfDay(date=day, count=n) for day, n in (found.days or {}).items()],
        turns=[models.Turn(date=day, level=level) for day, level in found.turns.items()],
        text=Sentence.of(partial(text.what_helps, found)),
    )


def as_trend(metric: str, found: Trend) -> models.Trend:
    return models.Trend(
        per_week=found.per_week,
        days=found.days,
        level=found.level,
        text=Sentence.of(partial(text.where_it_heads, metric, found)),
    )


def as_caution(metric: str, found: Caution) -> models.Caution:
    sentence = Sentence.of(partial(text.why_careful, metric, found))
    return models.Caution(kind=found.kind, text=sentence)
