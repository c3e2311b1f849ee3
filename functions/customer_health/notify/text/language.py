"""The two languages of what people read, and the shape of a phrase."""

from dataclasses import dataclass
from typing import Literal

Language = Literal["en", "fr"]
LANGUAGES: tuple[Language, ...] = ("en", "fr")


@dataclass(frozen=True, slots=True)
class Plural:
    """A text that depends on its value `n`. CLDR's rules choose the form: for French `one` serves
    every number below 2."""

    one: str
    other: str


Text = str | Plural


@dataclass(frozen=True, slots=True)
class Phrase:
    """One phrase in both languages. `{name}` in a text stands for a value; both languages have
    the same values."""

    en: Text
    fr: Text

    def text(self, language: Language) -> Text:
        return self.en if language == "en" else self.fr
