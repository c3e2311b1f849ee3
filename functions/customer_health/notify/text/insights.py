"""Sentences about what would turn a figure green, how far it can be trusted, and the forecast."""

from math import exp

from customer_health.domain.insights.confidence import Caution
from customer_health.domain.insights.features import SHORTEST
from customer_health.domain.insights.forecast import Abstained
from customer_health.domain.insights.remedy import Remedy
from customer_health.domain.insights.trend import Trend
from customer_health.domain.metrics.names import CONFLICTING_CLOCK_INS, EMPLOYEES
from customer_health.notify.text.formats import number, percent
from customer_health.notify.text.language import Language
from customer_health.notify.text.wording import plain, quantity


def what_helps(remedy: Remedy, language: Language) -> str:
    """The smallest change that turns the figure green, and when it turns by itself."""
    change = plain(f"remedy.{remedy.metric}", language, n=remedy.needed, of=remedy.of)
    later = [
        plain(f"turn.{level}", language, day=day)
        for day, level in remedy.turns.items()
        if level != "none" or remedy.healthy_from is None
    ]
    # The next change alone: what comes after it rests on more that may happen until then.
    return " ".join([change, *later[:1]])


def where_it_heads(metric: str, trend: Trend, language: Language) -> str:
    """When the figure reaches the next threshold at its present slope, marked as an estimate."""
    unit = "decrease" if metric == EMPLOYEES else "percentage"
    points = quantity(round(trend.per_week, 1), "point", language)
    key = f"trend.{unit}.{trend.level}"
    return plain(key, language, n=trend.days, points=points)


def why_careful(metric: str, caution: Caution, language: Language) -> str:
    records = "timecards" if metric == CONFLICTING_CLOCK_INS else "shifts"
    match caution.kind:
        case "few_days":
            return plain("caution.few_days", language, n=caution.number)
        case "small_days":
            return plain(f"caution.small_days.{records}", language, n=caution.number)
        case "pooled":
            key = f"caution.pooled.{caution.level}"
            return plain(key, language, percent=percent(caution.number, language))


def why_off(known: int, needed: int, language: Language) -> str:
    """Why there is no forecast for anybody yet."""
    key = "forecast.untrained" if known >= needed else "forecast.off"
    return plain(key, language, n=known, needed=needed)


def why_no_forecast(found: Abstained, language: Language) -> str:
    """Why there is no forecast for this customer."""
    names = ", ".join(plain(f"feature.{one}", language) for one in found.features)
    return plain(f"forecast.{found.why}", language, days=SHORTEST, names=names)


def what_is_forecast(probability: float, language: Language) -> str:
    return plain("forecast.estimate", language, percent=percent(100 * probability, language))


def why_forecast(feature: str, value: float, log_odds: float, language: Language) -> str:
    """A feature's value, and by how much it raises or lowers the odds of leaving."""
    change = percent(100 * abs(exp(log_odds) - 1), language)
    name, shown = plain(f"feature.{feature}", language), number(round(value, 2), language)
    key = "forecast.raises" if log_odds > 0 else "forecast.lowers"
    return plain(key, language, name=name, value=shown, percent=change)
