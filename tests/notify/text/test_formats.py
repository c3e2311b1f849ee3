"""Numbers, money, dates and plurals as both languages write them."""

from datetime import UTC, date, datetime

import pytest

from customer_health.domain.money import Money
from customer_health.notify.text.formats import day, moment, money, number, percent
from customer_health.notify.text.wording import plain, quantity, say


@pytest.mark.parametrize(
    ("value", "english", "french"),
    [
        (0, "0", "0"),
        (-0.04, "0", "0"),
        (22.34, "22.3", "22,3"),
        (22.25, "22.2", "22,2"),
        (12345.6, "12,345.6", "12\xa0345,6"),
        (-3, "-3", "-3"),
        (100, "100", "100"),
    ],
)
def test_numbers(value: float, english: str, french: str) -> None:
    assert (number(value, "en"), number(value, "fr")) == (english, french)


@pytest.mark.parametrize(
    ("value", "english", "french"),
    [(34.5, "34.5%", "34,5\xa0%"), (7.1, "7.1%", "7,1\xa0%"), (-12, "-12%", "-12\xa0%")],
)
def test_percentages(value: float, english: str, french: str) -> None:
    assert (percent(value, "en"), percent(value, "fr")) == (english, french)


@pytest.mark.parametrize(
    ("amount", "english", "french"),
    [
        (Money(250_05, "CAD"), "$250.05", "250,05\xa0$"),
        (Money(1_250_00, "USD"), "US$1,250.00", "1\xa0250,00\xa0$\xa0US"),
        (Money(-5, "EUR"), "-€0.05", "-0,05\xa0€"),
    ],
)
def test_money(amount: Money, english: str, french: str) -> None:
    assert (money(amount, "en"), money(amount, "fr")) == (english, french)


def test_dates_and_times_on_torontos_clocks() -> None:
    at = datetime(2025, 12, 1, 14, 5, tzinfo=UTC)
    assert moment(at, "en") == "December 1, 2025 at 9:05\xa0a.m."
    assert moment(at, "fr") == "1er décembre 2025 à 9\xa0h\xa005"
    assert day(date(2025, 11, 24), "en") == "November 24, 2025"
    assert day(date(2025, 11, 24), "fr") == "24 novembre 2025"


@pytest.mark.parametrize(
    ("value", "english", "french"),
    [(0, "0 days", "0 jour"), (1, "1 day", "1 jour"), (1.0, "1 day", "1 jour"),
     (1.5, "1.5 days", "1,5 jour"), (2, "2 days", "2 jours"),
     (1000, "1,000 days", "1\xa0000 jours")],
)  # fmt: skip
def test_plurals(value: float, english: str, french: str) -> None:
    assert (quantity(value, "day", "en"), quantity(value, "day", "fr")) == (english, french)


def test_a_phrases_values_are_formatted_in_its_language() -> None:
    at = datetime(2025, 12, 1, 14, 5, tzinfo=UTC)
    assert say("as_of", "fr", at=at) == "En date du 1er décembre 2025 à 9\xa0h\xa005 (Toronto)"
    assert plain("kind.credit", "fr", amount=Money(5_00, "CAD")) == "un crédit de 5,00\xa0$"
    assert say("decision.by", "en", who="<!here>\n") == "Decided by &lt;!here&gt;."
    assert plain("decision.by", "en", who="<!here>\n") == "Decided by <!here>."


def test_french_says_one_point_up_to_two() -> None:
    assert quantity(1.8, "point", "fr") == "1,8 point"
    assert quantity(2, "point", "fr") == "2 points"
    assert (quantity(1, "point", "en"), quantity(0.7, "point", "en")) == ("1 point", "0.7 points")
