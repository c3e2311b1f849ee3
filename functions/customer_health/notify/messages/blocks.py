"""Slack's Block Kit, as far as our messages use it, and a digest's way through its limits."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from customer_health.notify.text.markup import Markup, units

Block = dict[str, Any]

SECTION = 2_900
"""Of 3,000, so that a heading's line break or two is no matter."""
MESSAGE = 9_500
"""All of a message's text. Slack says no number; about 9,600 were seen to pass, 11,300 not to."""
BLOCKS = 49
"""Of 50: the header is one."""


@dataclass(frozen=True, slots=True)
class Message:
    """`text` is what notifications and screen readers get in place of the blocks."""

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


def pages(title: Markup, texts: Sequence[Markup]) -> list[Message]:
    """The sections in as few messages as hold them, each under the title."""
    split: list[list[Markup]] = [[]]
    for text in texts:
        page = split[-1]
        if len(page) == BLOCKS or sum(map(units, page)) + units(text) > MESSAGE:
            split.append([])
        split[-1].append(text)
    return [
        Message(heading, (header(heading), *map(section, page)))
        for page, heading in zip(split, _numbered(title, len(split)), strict=True)
    ]


def _numbered(title: Markup, count: int) -> list[Markup]:
    if count == 1:
        return [title]
    return [Markup(f"{title} ({number}/{count})") for number in range(1, count + 1)]
