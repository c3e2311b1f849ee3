"""Text for Slack: what comes from data is escaped and cut, so that Slack never reads it as markup.

Slack reads `<!channel>` and `<@U…>` in a message as pings. It counts characters after escaping.
How it counts those beyond the basic plane is not documented: here each counts as two.
"""

import re
from itertools import accumulate
from urllib.parse import quote

NAME = 100
"""Most characters of a name: a header has 150 for a name and a level."""
URL = 200
"""Most characters of a link's address."""

ESCAPES = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}
# White space, controls, halves of surrogate pairs, and what turns the direction of the text. The
# no-break spaces of French numbers stay.
UNPRINTABLE = re.compile(
    r"(?:[^\S\xa0\u202f]|[\x00-\x1f\x7f-\x9f\ud800-\udfff\u202a-\u202e\u2066-\u2069])+"
)
SLACK_USER = re.compile(r"[UW][A-Z0-9]{2,20}")


class Markup(str):
    """Text that Slack may read as markup. Blocks take nothing else. Only `escape` and the phrases
    of `wording.py` make it."""

    __slots__ = ()


def escape(value: str, limit: int = NAME) -> Markup:
    """Return `value` as one line of at most `limit` characters, with "…" where it is cut."""
    # No more of it can fit, and escaping a long text costs time.
    seen = UNPRINTABLE.sub(" ", value).strip()[: limit + 1]
    pieces = [ESCAPES.get(char, char) for char in seen]
    if sum(map(units, pieces)) > limit:
        ends = accumulate(map(units, pieces))
        pieces = [piece for piece, end in zip(pieces, ends, strict=True) if end < limit] + ["…"]
    return Markup("".join(pieces))


def slack_link(url: str, label: Markup) -> Markup:
    """Return a link to `url`, or only the label if the URL is too long for a line."""
    target = quoted(url).replace("&", "&amp;")
    return Markup(f"<{target}|{label}>") if len(target) <= URL else label


def quoted(url: str) -> str:
    """Percent-encode what would end a link early: an id in a URL may hold what URLs may not."""
    return quote(url, safe="/:?#@!$&'()*+,;=%[]", errors="replace")


def mention(name: str | None, slack_id: str | None) -> Markup | None:
    """Return a ping of the user, or the name if the id is not one of Slack's, or None for
    nobody."""
    if slack_id and SLACK_USER.fullmatch(slack_id):
        return Markup(f"<@{slack_id}>")
    return escape(name or "") or None


def units(text: str) -> int:
    return len(text.encode("utf-16-le", "surrogatepass")) // 2
