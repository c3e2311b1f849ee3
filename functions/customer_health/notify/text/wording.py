"""Phrases, numbers and times in the channel's language."""

from datetime import datetime
from typing import Literal

from customer_health.domain.instants import TORONTO
from customer_health.notify.text.markup import UNPRINTABLE, Markup, escape
from customer_health.notify.text.phrases import PHRASES

Language = Literal["en", "fr"]
LANGUAGES: tuple[Language, ...] = ("en", "fr")
Unit = Literal["percent", "day", "employee", "alert", "message"]


def say(phrase: str, language: Language, **values: object) -> Markup:
    """A phrase with its values; each is escaped unless it is markup already."""
    shown = {
        name: value if isinstance(value, Markup) else escape(str(value))
        for name, value in values.items()
    }
    return Markup(PHRASES[phrase][LANGUAGES.index(language)].format_map(shown))


def plain(phrase: str, language: Language, **values: str) -> str:
    """The same where it is not for Slack: each value is one line, and nothing is escaped."""
    lines = {name: UNPRINTABLE.sub(" ", value).strip() for name, value in values.items()}
    return PHRASES[phrase][LANGUAGES.index(language)].format_map(lines)


def quantity(value: float, unit: Unit, language: Language, beside: float | None = None) -> Markup:
    """A number with its unit, precise enough not to look like the different number `beside` it."""
    # French has the singular below two.
    single = value == 1 if language == "en" else abs(value) < 2
    phrase = unit if single else f"{unit}s"
    return say(phrase, language, n=number(value, language, beside))


def number(value: float, language: Language, beside: float | None = None) -> str:
    """One decimal if there is one; more where 20.04 would look like the threshold of 20."""
    digits = 1
    while beside not in (None, value) and digits < 6 and _same(value, beside, digits):
        digits += 1
    text = f"{round(value, digits) + 0:.{digits}f}".rstrip("0").rstrip(".")
    return text.replace(".", ",") if language == "fr" else text


def _same(value: float, beside: float | None, digits: int) -> bool:
    return f"{value:.{digits}f}" == f"{beside:.{digits}f}"


def moment(at: datetime) -> str:
    """A date and time as both languages write them, on Toronto's clocks."""
    return f"{at.astimezone(TORONTO):%Y-%m-%d, %H:%M}"
