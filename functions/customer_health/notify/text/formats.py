"""Numbers, money, dates and times as the Canadian forms of English and French write them (CLDR).

Babel is imported where it is used: it takes 20 ms, which a cold start should not pay.
"""

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from customer_health.domain.instants import TORONTO
from customer_health.domain.money import Money
from customer_health.notify.text.language import Language

if TYPE_CHECKING:
    from babel import Locale

LOCALES: dict[Language, str] = {"en": "en_CA", "fr": "fr_CA"}
ONE_DECIMAL = "#,##0.#"
# CLDR's times for Canada are 6:00 a.m. and 06 h 00; French prose has no zero before the hour.
MOMENTS: dict[Language, str] = {
    "en": "MMMM d, y 'at' h:mm\xa0a",
    "fr": "d MMMM y 'à' H\xa0'h'\xa0mm",
}


def number(value: float, language: Language) -> str:
    """A number with at most one decimal."""
    from babel.numbers import format_decimal

    return format_decimal(_rounded(value), ONE_DECIMAL, locale=locale(language))


def percent(value: float, language: Language) -> str:
    """A percentage with at most one decimal; `value` is 22.3 for "22.3%"."""
    from babel.numbers import format_percent

    share = _rounded(value) / 100
    return format_percent(share, locale=locale(language), decimal_quantization=False)


def money(amount: Money, language: Language) -> str:
    """An amount with its currency's symbol; a dollar without a country is Canadian."""
    from babel.numbers import format_currency

    return format_currency(Decimal(amount.cents) / 100, amount.currency, locale=locale(language))


def day(value: date, language: Language) -> str:
    """A date with the month in words."""
    from babel.dates import format_date

    return _first_of_month(format_date(value, "long", locale=locale(language)), language)


def month_name(value: date, language: Language) -> str:
    """A month in words, with its year."""
    from babel.dates import format_date

    return format_date(value, "LLLL y", locale=locale(language))


def moment(at: datetime, language: Language) -> str:
    """A date and time on Toronto's clocks."""
    from babel.dates import format_datetime

    text = format_datetime(at, MOMENTS[language], tzinfo=TORONTO, locale=locale(language))
    return _first_of_month(text, language)


def plural_form(n: float, language: Language) -> str:
    """CLDR's name of the plural form that goes with `n`, such as "one" or "other"."""
    # To CLDR, 1.0 shows a decimal, which makes it a plural in English.
    return locale(language).plural_form(int(n) if n == int(n) else n)


@cache
def locale(language: Language) -> "Locale":
    from babel import Locale

    return Locale.parse(LOCALES[language])


def _first_of_month(text: str, language: Language) -> str:
    """French says "1er janvier", and CLDR has no pattern for it."""
    return f"1er {text[2:]}" if language == "fr" and text.startswith("1 ") else text


def _rounded(value: float) -> Decimal:
    """To one decimal, and never to minus zero."""
    return round(Decimal(str(value)), 1).normalize() + 0
