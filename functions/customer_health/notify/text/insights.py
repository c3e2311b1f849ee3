"""Sentences about what would turn a figure green, and how far it can be trusted."""

from customer_health.domain.insights.confidence import Caution
from customer_health.domain.insights.remedy import Remedy
from customer_health.domain.insights.trend import Trend
from customer_health.domain.metrics.names import CONFLICTING_CLOCK_INS, EMPLOYEES
from customer_health.notify.text.formats import number, percent
from customer_health.notify.text.language import Language
from customer_health.notify.text.wording import plain


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
    points = number(round(trend.per_week, 1), language)
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
