"""The channels as an HTML page. All text in it is escaped."""

import html
import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from .workspace import Channel, Json, Workspace

STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 46rem; padding: 0 1rem }
article { border: 1px solid #ddd; border-radius: 8px; margin: .8rem 0; padding: .6rem 1rem }
article article { margin-left: 1rem } h3 { margin: .2rem 0 } p { margin: .4rem 0 }
dl { display: grid; grid-template-columns: 1fr 1fr; gap: .4rem; margin: .4rem 0 }
dd { margin: 0 } small, time { color: #616061 } form { display: inline }
a.button, button { background: none; border: 1px solid #bbb; border-radius: 4px; color: inherit;
font: inherit; margin-right: .4rem; padding: .1rem .6rem; text-decoration: none }
label { display: block } textarea { display: block; font: inherit; width: 100% }
"""
CONTROL = re.compile(r"<([^<>]*)>")


@dataclass(frozen=True)
class Page:
    """What `user` sees. `can_click` makes the buttons work; `note` is an error of the app."""

    workspace: Workspace
    user: str = ""
    can_click: bool = False
    note: str = ""


def render(page: Page) -> str:
    form = page.workspace.open_forms.get(page.user) if page.can_click else None
    # A refresh would delete what the user is typing.
    refresh = "" if form else '<meta http-equiv="refresh" content="5">'
    channels = "".join(_channel(one, page) for one in page.workspace.channels.values())
    note = f'<p role="alert">{html.escape(page.note)}</p>' if page.note else ""
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8">{refresh}'
        f"<title>Slack (a fake)</title><style>{STYLE}</style>"
        f"{_users(page)}{note}{_form(form, page) if form else ''}{channels}</html>"
    )


def _users(page: Page) -> str:
    """Return links to click as another user; the present one is bold."""
    if not page.can_click:
        return ""
    links = [
        f"<b>{html.escape(user['name'])}</b>"
        if key == page.user
        else f'<a href="/?user={quote(key)}">{html.escape(user["name"])}</a>'
        for key, user in page.workspace.users.items()
    ]
    return f"<nav>Click as {' · '.join(links)}</nav>"


def _form(form: Json, page: Page) -> str:
    submit = _text(form.get("submit", {"text": "Submit"}), page)
    return (
        f"<article><h3>{_text(form['title'], page)}</h3>"
        f'<form method="post" action="/__/submit">{_hidden("user", page.user)}'
        f"{''.join(_form_block(block, page) for block in form['blocks'])}"
        f"<p><button>{submit}</button>"
        '<button formaction="/__/cancel" formnovalidate>Cancel</button></p></form></article>'
    )


def _form_block(block: Json, page: Page) -> str:
    if block.get("type") != "input":
        return _block(block, page, "")
    name = html.escape(f"{block.get('block_id')}/{block['element']['action_id']}")
    return f'<label>{_text(block["label"], page)}<textarea name="{name}"></textarea></label>'


def _channel(channel: Channel, page: Page) -> str:
    tops = [one for one in channel.messages if one.get("thread_ts", one["ts"]) == one["ts"]]
    threads = [
        _message(top, [one for one in channel.messages if _is_reply(one, top)], page)
        for top in tops
    ]
    content = "".join(threads) or "<p><small>Nothing yet.</small></p>"
    return f"<h2>#{html.escape(channel.name)}</h2>{content}{_whispers(channel, page)}"


def _is_reply(message: Json, top: Json) -> bool:
    return message is not top and bool(message.get("thread_ts") == top["ts"])


def _whispers(channel: Channel, page: Page) -> str:
    place = channel.id, page.user
    whispers = [one for one in page.workspace.whispers if (one["channel"], one["user"]) == place]
    name = html.escape(page.workspace.users.get(page.user, {}).get("name", ""))
    return "".join(
        f"<article><small>Only {name} sees this</small>{_blocks(one, page)}</article>"
        for one in whispers
    )


def _message(message: Json, replies: Iterable[Json], page: Page) -> str:
    edited = " (edited)" if "edited" in message else ""
    below = "".join(_message(reply, (), page) for reply in replies)
    time = f"<time>{html.escape(message['ts'])}{edited}</time>"
    return f"<article>{_blocks(message, page)}{time}{below}</article>"


def _blocks(message: Json, page: Page) -> str:
    blocks = message.get("blocks") or [{"type": "section", "text": {"text": message["text"]}}]
    return "".join(_block(block, page, message.get("ts", "")) for block in blocks)


def _block(block: Json, page: Page, ts: str) -> str:
    kind = block.get("type")
    if kind == "header":
        return f"<h3>{_text(block['text'], page)}</h3>"
    if kind == "context":
        shown = " · ".join(_text(one, page) for one in block["elements"])
        return f"<p><small>{shown}</small></p>"
    if kind == "actions":
        return f"<p>{''.join(_button(one, page, ts) for one in block['elements'])}</p>"
    if kind == "divider":
        return "<hr>"
    text = f"<p>{_text(block['text'], page)}</p>" if "text" in block else ""
    fields = "".join(f"<dd>{_text(one, page)}</dd>" for one in block.get("fields", ()))
    return text + (f"<dl>{fields}</dl>" if fields else "")


def _button(button: Json, page: Page, ts: str) -> str:
    text = _text(button["text"], page)
    if "url" in button or not (page.can_click and ts):
        return f'<a class="button"{_href(button.get("url", ""))}>{text}</a>'
    given = {"user": page.user, "ts": ts, "action_id": button["action_id"]}
    fields = "".join(_hidden(name, value) for name, value in given.items())
    return f'<form method="post" action="/__/click">{fields}<button>{text}</button></form>'


def _hidden(name: str, value: str) -> str:
    return f'<input type="hidden" name="{name}" value="{html.escape(value)}">'


def _text(text: Any, page: Page) -> str:
    """Return Slack's markup as HTML: links and mentions are in <…>, all else is text."""
    pieces = CONTROL.split(text["text"])
    shown = [
        _control(piece, page) if number % 2 else _plain(piece)
        for number, piece in enumerate(pieces)
    ]
    joined = "".join(shown).replace("\n", "<br>")
    return (
        joined if text.get("type") == "plain_text" else re.sub(r"\*(.+?)\*", r"<b>\1</b>", joined)
    )


def _control(control: str, page: Page) -> str:
    target, _, label = control.partition("|")
    if target.startswith("@"):
        user = page.workspace.users.get(target[1:], {}).get("name", target[1:])
        return f"<b>@{html.escape(user)}</b>"
    if target.startswith("!"):
        return f"<b>@{html.escape(target[1:])}</b>"
    return f"<a{_href(target)}>{_plain(label or target)}</a>"


def _href(url: str) -> str:
    safe = url.startswith(("http://", "https://"))
    return f' href="{html.escape(html.unescape(url))}"' if safe else ""


def _plain(text: str) -> str:
    return html.escape(html.unescape(text))
