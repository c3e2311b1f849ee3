"""The mails as an HTML page. All text in it is escaped."""

import html
from collections.abc import Iterable
from typing import Any

Json = Any

STYLE = """
body { font: 15px/1.45 system-ui, sans-serif; margin: 2rem auto; max-width: 46rem; padding: 0 1rem }
article { border: 1px solid #ddd; border-radius: 8px; margin: .8rem 0; padding: .6rem 1rem }
h2 { margin: .2rem 0 } pre { white-space: pre-wrap; font: inherit } small { color: #616061 }
"""


def render(messages: Iterable[Json]) -> str:
    mails = "".join(map(_mail, reversed(list(messages))))
    nothing = "<p><small>Nothing yet.</small></p>"
    return (
        '<!doctype html><html lang="en"><meta charset="utf-8"><meta http-equiv="refresh" '
        f'content="5"><title>Mail (a fake)</title><style>{STYLE}</style>{mails or nothing}</html>'
    )


def _mail(mail: Json) -> str:
    subject, text = html.escape(mail["subject"]), html.escape(mail["text"])
    sent = html.escape(f"{mail['from']} to {', '.join(mail['to'])}")
    return f"<article><h2>{subject}</h2><small>{sent}</small><pre>{text}</pre></article>"
