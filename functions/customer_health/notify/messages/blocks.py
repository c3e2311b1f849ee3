"""Slack's Block Kit, as far as our messages use it, and a digest split to fit its limits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from customer_health.notify.text.language import Language
from customer_health.notify.text.markup import Markup, units
from customer_health.notify.text.wording import say

Block = dict[str, Any]

SECTION = 2_900
"""Characters of a section. Slack's limit is 3,000; the rest is for the heading's line breaks."""
MESSAGE = 9_500
"""Characters of a message's whole text. Slack documents no limit: 9,600 were seen to pass, 11,300
to fail."""
BLOCKS = 49
"""Blocks of a message beside its header. Slack's limit is 50."""


@dataclass(frozen=True, slots=True)
class Message:
    """A message as Slack takes it. Notifications and screen readers get `text` instead of the
    blocks."""

    text: str
    blocks: tuple[Block, ...]


def header(text: Markup) -> Block:
    return {"type": "header", "text": plain(text)}


def section(text: Markup) -> Block:
    return {"type": "section", "text": mrkdwn(text)}


def fields(texts: Iterable[Markup]) -> Block:
    return {"type": "section", "fields": [mrkdwn(text) for text in texts]}


def context(texts: Iterable[Markup]) -> Block:
    return {"type": "context", "elements": [mrkdwn(text) for text in texts]}


def plain(text: Markup) -> Block:
    return {"type": "plain_text", "text": text, "emoji": True}


def mrkdwn(text: Markup) -> Block:
    # Verbatim: a name like "#general" or "example.com" is not to become a link. And Slack refuses
    # a whole message for one empty text.
    return {"type": "mrkdwn", "text": text or "…", "verbatim": True}


def sections(heading: Markup, lines: Iterable[Markup]) -> list[Markup]:
    """The lines in as few sections as hold them, each under the heading."""
    made = [heading]
    for line in lines:
        if units(made[-1]) + units(line) >= SECTION:
            made.append(heading)
        made[-1] = Markup(f"{made[-1]}\n{line}")
    return made


def pages(title: Markup, texts: Sequence[Markup], language: Language) -> list[Message]:
    """The sections in as few messages as hold them. The title is on the first; the others go into
    its thread."""
    split: list[list[Markup]] = [[]]
    for text in texts:
        page = split[-1]
        if len(page) == BLOCKS or sum(map(units, page)) + units(text) > MESSAGE:
            split.append([])
        split[-1].append(text)
    headings = _numbered(title, len(split), language)
    return [
        Message(heading, (header(heading), *map(section, page)))
        for page, heading in zip(split, headings, strict=True)
    ]


def _numbered(title: Markup, count: int, language: Language) -> list[Markup]:
    if count == 1:
        return [title]
    later = [say("page", language, page=number, pages=count) for number in range(2, count + 1)]
    return [say("page.first", language, title=title, pages=count), *later]
