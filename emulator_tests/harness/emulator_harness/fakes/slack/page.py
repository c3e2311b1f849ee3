"""The channels as a page to read; whatever a message holds is only ever text in it."""

import html
import re
from collections.abc import Iterable
from typing import Any

from .workspace import Channel, Json, Workspace

STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 46rem; padding: 0 1rem }
article { border: 1px solid #ddd; border-radius: 8px; margin: .8rem 0; padding: .6rem 1rem }
article article { margin-left: 1rem } h3 { margin: .2rem 0 } p { margin: .4rem 0 }
dl { display: grid; grid-template-columns: 1fr 1fr; gap: .4rem; margin: .4rem 0 }
dd { margin: 0 } small, time { color: #616061 } a.button { border: 1px solid #bbb;
border-radius: 4px; color: inherit; margin-right: .4rem; padding: .1rem .6rem;
text-decoration: none }
"""
CONTROL = re.compile(r"<([^<>]*)>")


def render(workspace: Workspace) -> str:
    channels = "".join(_channel(one, workspace) for one in workspace.channels.values())
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" '
        f'content="5"><title>Slack (a fake)</title><style>{STYLE}</style>{channels}</html>'
    )


def _channel(channel: Channel, workspace: Workspace) -> str:
    tops = [one for one in channel.messages if one.get("thread_ts", one["ts"]) == one["ts"]]
    threads = [
        _message(top, [one for one in channel.messages if _is_reply(one, top)], workspace)
        for top in tops
    ]
    content = "".join(threads) or "<p><small>Nothing yet.</small></p>"
    return f"<h2>#{html.escape(channel.name)}</h2>{content}"


def _is_reply(message: Json, top: Json) -> bool:
    return message is not top and bool(message.get("thread_ts") == top["ts"])


def _message(message: Json, replies: Iterable[Json], workspace: Workspace) -> str:
    blocks = message.get("blocks") or [{"type": "section", "text": {"text": message["text"]}}]
    body = "".join(_block(block, workspace) for block in blocks)
    edited = " (edited)" if "edited" in message else ""
    below = "".join(_message(reply, (), workspace) for reply in replies)
    return f"<article>{body}<time>{html.escape(message['ts'])}{edited}</time>{below}</article>"


def _block(block: Json, workspace: Workspace) -> str:
    kind = block.get("type")
    if kind == "header":
        return f"<h3>{_text(block['text'], workspace)}</h3>"
    if kind == "context":
        shown = " · ".join(_text(one, workspace) for one in block["elements"])
        return f"<p><small>{shown}</small></p>"
    if kind == "actions":
        return "<p>" + "".join(_button(one, workspace) for one in block["elements"]) + "</p>"
    if kind == "divider":
        return "<hr>"
    text = f"<p>{_text(block['text'], workspace)}</p>" if "text" in block else ""
    fields = "".join(f"<dd>{_text(one, workspace)}</dd>" for one in block.get("fields", ()))
    return text + (f"<dl>{fields}</dl>" if fields else "")


def _button(button: Json, workspace: Workspace) -> str:
    return f'<a class="button"{_href(button.get("url", ""))}>{_text(button["text"], workspace)}</a>'


def _text(text: Any, workspace: Workspace) -> str:
    """Slack's markup as HTML: links and mentions are in <…>, all else is text."""
    pieces = CONTROL.split(text["text"])
    shown = [
        _control(piece, workspace) if number % 2 else _plain(piece)
        for number, piece in enumerate(pieces)
    ]
    joined = "".join(shown).replace("\n", "<br>")
    return (
        joined if text.get("type") == "plain_text" else re.sub(r"\*(.+?)\*", r"<b>\1</b>", joined)
    )


def _control(control: str, workspace: Workspace) -> str:
    target, _, label = control.partition("|")
    if target.startswith("@"):
        user = workspace.users.get(target[1:], {}).get("name", target[1:])
        return f"<b>@{html.escape(user)}</b>"
    if target.startswith("!"):
        return f"<b>@{html.escape(target[1:])}</b>"
    return f"<a{_href(target)}>{_plain(label or target)}</a>"


def _href(url: str) -> str:
    safe = url.startswith(("http://", "https://"))
    return f' href="{html.escape(html.unescape(url))}"' if safe else ""


def _plain(text: str) -> str:
    return html.escape(html.unescape(text))
