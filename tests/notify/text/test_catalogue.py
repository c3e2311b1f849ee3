"""The catalogue has the same phrases in both languages, and no key twice."""

import re
from string import Formatter

import pytest

from customer_health.api.customers.csv_headings import HEADINGS
from customer_health.notify.text.catalogue.all import CATALOGUE, SUBJECTS
from customer_health.notify.text.language import LANGUAGES, Plural, Text
from customer_health.notify.text.wording import say

SHOWN = {**CATALOGUE, **{f"heading of {key}": phrase for key, phrase in HEADINGS.items()}}
"""What people read: in the dashboard it stands beside the dashboard's own words."""
TYPEWRITTEN = re.compile(r"(?<=\w)'|\.\.\.|\"| -(?= |\d)")


def forms(text: Text) -> list[str]:
    return [text.one, text.other] if isinstance(text, Plural) else [text]


def names(text: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


def test_a_phrase_has_the_same_values_in_every_language_and_form(
    subtests: pytest.Subtests,
) -> None:
    for key, phrase in CATALOGUE.items():
        with subtests.test(key=key):
            texts = [text for language in LANGUAGES for text in forms(phrase.text(language))]
            assert [names(text) for text in texts] == [names(texts[0])] * len(texts)
            if len(texts) > len(LANGUAGES):
                assert "n" in names(texts[0])


def test_no_two_subjects_have_a_key_in_common() -> None:
    assert sum(len(subject) for subject in SUBJECTS) == len(CATALOGUE)


def test_french_punctuation_follows_canadian_rules(subtests: pytest.Subtests) -> None:
    """In Canada the colon and the percent sign have a space before them, and no other mark."""
    for key, phrase in SHOWN.items():
        with subtests.test(key=key):
            for text in forms(phrase.fr):
                assert " :" not in text
                assert " %" not in text
                assert not set(text.split()) & {"?", "!", ";"}
                assert "\xa0?" not in text


def test_english_has_no_space_before_a_mark(subtests: pytest.Subtests) -> None:
    for key, phrase in SHOWN.items():
        with subtests.test(key=key):
            for text in forms(phrase.en):
                assert not {" :", " %", " ?", "\xa0"} & {text[i : i + 2] for i in range(len(text))}


def test_marks_are_those_of_print(subtests: pytest.Subtests) -> None:
    """As in the dashboard's words: ’ and not ', … and not three dots."""
    for key, phrase in SHOWN.items():
        with subtests.test(key=key):
            for language in LANGUAGES:
                for text in forms(phrase.text(language)):
                    assert not TYPEWRITTEN.search(text)


def test_a_plural_needs_its_number() -> None:
    with pytest.raises(TypeError, match=r"unit\.day"):
        say("unit.day", "en", n="3")
