"""Sentences about figures that moved, and how usual that is among all customers."""

from customer_health.domain.insights.movers import Move, Spread
from customer_health.domain.metrics.names import EMPLOYEES, LOGIN
from customer_health.notify.text.language import Language
from customer_health.notify.text.wording import Unit, plain, quantity


def what_moved(move: Move, language: Language) -> str:
    """A figure now and then, such as "Open shifts: 8% → 21%"."""
    unit: Unit = "day" if move.metric == LOGIN else "percent"
    now, before = (quantity(value, unit, language) for value in (move.now, move.before))
    name = plain(f"name.{move.metric}", language)
    return plain("move", language, name=name, now=now, before=before)


def beside_all(spread: Spread, change: float, days: int, language: Language) -> str:
    """How much a figure changed, and the change that half of all customers stay below."""
    unit = "decrease" if spread.metric == EMPLOYEES else "percentage"
    way = "same" if round(change, 1) == 0 else f"{unit}.{'up' if change > 0 else 'down'}"
    points = quantity(round(abs(change), 1), "point", language)
    own = plain(f"fleet.{way}", language, n=days, points=points)
    usual = round(spread.usual, 1)
    key, limit = ("fleet.all", usual) if usual else ("fleet.steady", 0.1)
    return f"{own} {plain(key, language, usual=quantity(limit, 'point', language))}"
