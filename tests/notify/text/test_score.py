"""What is said of a health score: bad news first, and never good news from little data."""

from fractions import Fraction

import pytest

from customer_health.domain.context.score import Loss, Part, Score
from customer_health.notify.text.score import why_score

WELL = Part("billing", Fraction(100), (), Fraction(1))
UNWELL = Part(
    "billing", Fraction(50), (Loss("open_tickets", Fraction(50), {"count": 2}),), Fraction(1)
)

LITTLE_EN = "Only 30% of the health score is based on data: too little to judge."
LITTLE_FR = (
    "Seulement 30\xa0% de l’indice de santé repose sur des données\xa0: trop peu pour juger."
)


@pytest.mark.parametrize(
    ("score", "en", "fr"),
    [
        (Score(None, 0, ()), "There is no data yet.", "Il n’y a pas encore de données."),
        (Score(100, 50, (WELL,)), "Nothing is wrong.", "Tout va bien."),
        (
            Score(100, 30, (WELL,)),
            LITTLE_EN,
            LITTLE_FR,
        ),
        (
            Score(50, 30, (UNWELL,)),
            f"2 tickets are open. {LITTLE_EN}",
            f"2 billets sont ouverts. {LITTLE_FR}",
        ),
        (Score(50, 60, (UNWELL,)), "2 tickets are open.", "2 billets sont ouverts."),
    ],
)
def test_a_score_of_little_data_is_no_judgement(score: Score, en: str, fr: str) -> None:
    assert (why_score(score, "en"), why_score(score, "fr")) == (en, fr)
