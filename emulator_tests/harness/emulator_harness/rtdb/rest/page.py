"""The page for a browser that opens a path without `.json`."""

import html

from .message import HTML, Request, Response

_PAGE = """<!doctype html><html lang="en"><meta charset="utf-8"><title>Realtime Database</title>
<p>This is the address of a place in the database, not of its data. Append <code>.json</code>
to read it: <a href="{link}">{link}</a></p></html>
"""


def path_without_json(request: Request) -> Response:
    """Answer a GET without `.json` as production does: 200 with a page, and no data in it."""
    path, mark, query = request.target.partition("?")
    link = html.escape(f"/{path.lstrip('/')}.json{mark}{query}")
    return Response(200, _PAGE.format(link=link).encode("latin-1", "replace"), content_type=HTML)
