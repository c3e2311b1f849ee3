"""Compare texts as people do: without case, accents, ligatures and runs of spaces."""

import unicodedata

LIGATURES = str.maketrans({"œ": "oe", "æ": "ae"})
"""Letters that Unicode does not decompose, although people type them as two."""


def without_accents(text: str) -> str:
    """Return the text with its letters' accents removed."""
    if text.isascii():
        return text
    decomposed = unicodedata.normalize("NFKD", text)
    return "".join([letter for letter in decomposed if not unicodedata.combining(letter)])


def without_case(text: str) -> str:
    """Return the text without case and accents, its words separated by single spaces."""
    return " ".join(without_accents(text.casefold()).casefold().split())


def folded(text: str) -> str:
    """Return the text as a search compares it: `without_case`, and without ligatures."""
    return without_case(text).translate(LIGATURES)
