"""Letters to customers from templates.

A template is `letters/{name}.{language}.txt`: its first line the subject, the rest paragraphs.
The HTML part is made of the same words. Facts come from customers' data: in both parts each is
text on one line, whatever it holds.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from customer_health.errors import Missing
from customer_health.notify.text.markup import UNPRINTABLE
from customer_health.notify.text.wording import LANGUAGES, Language

if TYPE_CHECKING:
    from jinja2 import Environment

LAYOUT = "layout.html"


@dataclass(frozen=True, slots=True)
class Mail:
    subject: str
    text: str
    html: str


@dataclass(frozen=True, slots=True)
class Template:
    """`fields` are the facts that it needs; the same in each of `languages`."""

    name: str
    fields: tuple[str, ...]
    languages: tuple[Language, ...] = LANGUAGES


@cache
def templates() -> tuple[Template, ...]:
    names = {name.split(".")[0] for name in _templates().list_templates(extensions=["txt"])}
    return tuple(Template(name, _fields(f"{name}.{LANGUAGES[0]}.txt")) for name in sorted(names))


def render(template: str, language: Language, facts: Mapping[str, str]) -> Mail:
    """Raises Missing for a template that there isn't, and for facts that it needs and hasn't."""
    known = {one.name: one for one in templates()}
    if template not in known or language not in LANGUAGES:
        raise Missing(f"no mail template {template} in {language}; there are {', '.join(known)}")
    if absent := set(known[template].fields) - facts.keys():
        raise Missing(f"the mail template {template} needs {', '.join(sorted(absent))}")
    lines = {name: UNPRINTABLE.sub(" ", value).strip() for name, value in facts.items()}
    written = _templates().get_template(f"{template}.{language}.txt").render(lines)
    subject, text = (part.strip() for part in written.split("\n", 1))
    return laid_out(language, subject, text)


def laid_out(language: Language, subject: str, text: str) -> Mail:
    """Paragraphs, with empty lines between them, as both parts of a mail."""
    paragraphs = [paragraph.splitlines() for paragraph in text.split("\n\n")]
    layout = _templates().get_template(LAYOUT)
    html = layout.render(language=language, subject=subject, paragraphs=paragraphs)
    return Mail(subject, text + "\n", html)


@cache
def _templates() -> "Environment":
    from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

    return Environment(
        loader=PackageLoader("customer_health.notify.mail", "letters"),
        # The text part is no HTML: `&amp;` would be read as such.
        autoescape=select_autoescape(["html"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _fields(name: str) -> tuple[str, ...]:
    from jinja2.meta import find_undeclared_variables

    loader = _templates().loader
    assert loader is not None  # noqa: S101 - for the type checker: it was given above
    source, _, _ = loader.get_source(_templates(), name)
    return tuple(sorted(find_undeclared_variables(_templates().parse(source))))
