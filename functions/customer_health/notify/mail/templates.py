"""Letters to customers, from the catalogue.

The HTML part has the same words as the text. Facts come from customers' data and from agents: in
both parts each is text on one line, whatever it holds.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from html import escape
from string import Formatter

from customer_health.domain.money import Money
from customer_health.errors import Missing
from customer_health.notify.text.catalogue.letters import LETTERS
from customer_health.notify.text.language import LANGUAGES, Language
from customer_health.notify.text.wording import Value, line, pattern, plain

ALWAYS = {"name", "agent"}
"""Facts of the greeting and the signature."""

NUMBER = re.compile(r"\d{1,6}([.,]\d{1,6})?")
DATE = re.compile(r"\d{4}-\d\d-\d\d")
AMOUNT = re.compile(r"(\d{1,9})\.(\d\d) ([A-Z]{3})")

LAYOUT = """<!doctype html>
<html lang="{language}">
<head><meta charset="utf-8"><title>{subject}</title></head>
<body style="font-family: sans-serif; line-height: 1.5; max-width: 36em">
{paragraphs}
</body>
</html>
"""


@dataclass(frozen=True, slots=True)
class Mail:
    """A mail; `calendar` is its iCalendar part, empty if it has none."""

    subject: str
    text: str
    html: str
    calendar: str = ""


@dataclass(frozen=True, slots=True)
class Template:
    """`fields` are the facts that it needs; the same in each of `languages`."""

    name: str
    fields: tuple[str, ...]
    languages: tuple[Language, ...] = LANGUAGES


@cache
def templates() -> tuple[Template, ...]:
    """Every letter, by its name."""
    names = sorted(key.split(".")[1] for key in LETTERS if key.endswith(".subject"))
    return tuple(Template(name, _fields(name)) for name in names)


def render(template: str, language: Language, facts: Mapping[str, str]) -> Mail:
    """Write a letter. Raises Missing for a template that there isn't, and for facts that it needs
    and hasn't."""
    known = {one.name: one for one in templates()}
    if template not in known or language not in LANGUAGES:
        raise Missing(f"no mail template {template} in {language}; there are {', '.join(known)}")
    if absent := set(known[template].fields) - facts.keys():
        raise Missing(f"the mail template {template} needs {', '.join(sorted(absent))}")
    values = {name: fact(name, text) for name, text in facts.items()}
    greeting = "letter.greeting.named" if line(facts["name"], language) else "letter.greeting"
    keys = (greeting, f"letter.{template}.text", "letter.signature")
    paragraphs = [plain(key, language, **values) for key in keys]
    subject = plain(f"letter.{template}.subject", language, **values)
    return laid_out(language, subject, "\n\n".join(paragraphs))


def fact(name: str, text: str) -> Value:
    """Return a number, a date or an amount as such, so that the language decides how it looks;
    anything else as it is."""
    if name == "percent" and NUMBER.fullmatch(text.strip()):
        return float(text.strip().replace(",", "."))
    if name == "contract_end" and DATE.fullmatch(text.strip()):
        try:
            return date.fromisoformat(text.strip())
        except ValueError:
            return text
    if name == "amount" and (parts := AMOUNT.fullmatch(text.strip())):
        return Money(int(parts[1]) * 100 + int(parts[2]), parts[3])
    return text


def laid_out(language: Language, subject: str, text: str, calendar: str = "") -> Mail:
    """Make both parts of a mail from paragraphs with empty lines between them."""
    paragraphs = [escape(paragraph).replace("\n", "<br>") for paragraph in text.split("\n\n")]
    html = LAYOUT.format(
        language=language,
        subject=escape(subject),
        paragraphs="\n".join(f"<p>{paragraph}</p>" for paragraph in paragraphs),
    )
    return Mail(subject, text + "\n", html, calendar)


def _fields(name: str) -> tuple[str, ...]:
    texts = (pattern(f"letter.{name}.{part}", LANGUAGES[0], None) for part in ("subject", "text"))
    named = {field for text in texts for _, field, _, _ in Formatter().parse(text) if field}
    return tuple(sorted(named | ALWAYS))
