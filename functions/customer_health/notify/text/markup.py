"""Text for Slack: whatever came from data is escaped and cut, so that it is only ever text.

Slack reads `<!channel>` and `<@U…>` in a message as pings. It counts characters after escaping,
and it is not documented how it counts those beyond the basic plane: here they count as two.
"""

import re
from itertools import accumulate
from urllib.parse import quote

NAME = 100
"""The longest that a name gets in a message: a header has 150 for its name and level."""
URL = 200
"""The longest that a link takes up of a line."""

ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
# White space, controls, halves of surrogate pairs, and what turns the direction of the text.
UNPRINTABLE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069]+")
SLACK_USER = re.compile(r"[UW][A-Z0-9]{2,20}")


class Markup(str):
    """Text that Slack may read as markup. Blocks take nothing else, and only `escape` and the
    phrases of `wording.py` make it."""

    __slots__ = ()


def escape(value: str, limit: int = NAME) -> Markup:
    """One line of at most `limit` characters that shows `value`, or as much as fits and "…"."""
    # Whatever is behind these is cut off, or more than fits.
    seen = UNPRINTABLE.sub(" ", value).strip()[: limit + 1]
    pieces = [ESCAPES.get(char, char) for char in seen]
    if sum(map(units, pieces)) > limit:
        ends = accumulate(map(units, pieces))
        pieces = [piece for piece, end in zip(pieces, ends, strict=True) if end < limit] + ["…"]
    return Markup("".join(pieces))


def slack_link(url: str, label: Markup) -> Markup:
    """The label leading to `url`; only the label if the URL is too long for a line."""
    target = quoted(url).replace("&", "&amp;")
    return Markup(f"<{target}|{label}>") if len(target) <= URL else label


def quoted(url: str) -> str:
    """A URL without anything that ends it early: an id in it may hold what URLs may not."""
    return quote(url, safe="/:?#@!$&'()*+,;=%[]", errors="replace")


def mention(name: str | None, slack_id: str | None) -> Markup | None:
    """Ping the user; the name only if the id is none that Slack gives; None for nobody."""
    if slack_id and SLACK_USER.fullmatch(slack_id):
        return Markup(f"<@{slack_id}>")
    return escape(name or "") or None


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
