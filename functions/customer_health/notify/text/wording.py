"""Phrases of the catalogue with their values, in one language."""

from datetime import date, datetime
from typing import Literal

from customer_health.domain.money import Money
from customer_health.notify.text.catalogue.all import CATALOGUE
from customer_health.notify.text.formats import day, moment, money, number, percent, plural_form
from customer_health.notify.text.language import Language, Plural
from customer_health.notify.text.markup import UNPRINTABLE, Markup, escape

Unit = Literal["percent", "day", "employee", "point", "alert", "message"]
Value = str | float | date | Money
"""What a phrase can say: text as it is, the others as the language writes them."""


def say(key: str, language: Language, **values: Value) -> Markup:
    """Return a phrase for Slack. Each text is escaped unless it is markup already."""
    shown = {name: markup(value, language) for name, value in values.items()}
    return Markup(pattern(key, language, values.get("n")).format_map(shown))


def plain(key: str, language: Language, **values: Value) -> str:
    """Return a phrase for a mail or the API. In values that are text, line breaks and other
    unprintable characters become spaces. Nothing is escaped."""
    shown = {name: line(value, language) for name, value in values.items()}
    return pattern(key, language, values.get("n")).format_map(shown)


def markup(value: Value, language: Language) -> Markup:
    if isinstance(value, Markup):
        return value
    return escape(value) if isinstance(value, str) else Markup(written(value, language))


def line(value: Value, language: Language) -> str:
    if isinstance(value, str):
        return UNPRINTABLE.sub(" ", value).strip()
    return written(value, language)


def quantity(value: float, unit: Unit, language: Language) -> Markup:
    """A number with its unit."""
    if unit == "percent":
        return Markup(percent(value, language))
    return say(f"unit.{unit}", language, n=value)


def pattern(key: str, language: Language, n: Value | None) -> str:
    """The phrase's text, in the plural form that goes with `n` where it has several."""
    text = CATALOGUE[key].text(language)
    if not isinstance(text, Plural):
        return text
    if not isinstance(n, int | float):
        raise TypeError(f"phrase {key} has a plural: it needs a number n, not {n!r}")
    return text.one if plural_form(n, language) == "one" else text.other


def written(value: float | date | Money, language: Language) -> str:
    match value:
        case datetime():
            return moment(value, language)
        case date():
            return day(value, language)
        case Money():
            return money(value, language)
        case _:
            return number(value, language)
