"""Tag answers with an ETag, and answer conditional requests: a client that has the answer already
gets a 304 without a body.

The ETag of a resource that has a `version` begins with it, so that it can be sent in If-Match.
"""

from flask import Flask, Response, g, request
from werkzeug.http import generate_etag

TAGGED = {200, 201, 202}


def install(flask: Flask) -> None:
    @flask.after_request
    def tag(response: Response) -> Response:
        response.headers.setdefault("Cache-Control", "private, no-cache")
        # A streamed answer, such as a CSV file, is never held in memory as a whole to be hashed.
        if response.status_code not in TAGGED or response.is_streamed:
            return response
        if "ETag" not in response.headers:
            response.set_etag(g.pop("version_prefix", "") + generate_etag(response.get_data()))
        if request.method in {"GET", "HEAD"} and response.status_code == 200:
            response.make_conditional(request)
        return response


def tag_with_version(version: int | str) -> None:
    """Let the ETag of the current answer begin with the version of what it shows."""
    g.version_prefix = f"{version}-"
