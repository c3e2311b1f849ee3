"""Describe the answers of an operation for the OpenAPI document: their headers, and the problems
that it may answer with. Each problem and each header is described once, and referred to."""

from collections.abc import Mapping
from http import HTTPStatus

from werkzeug.http import HTTP_STATUS_CODES

from customer_health.api.document.examples import Json
from customer_health.api.document.schemas import REFERENCE
from customer_health.api.http.models import Problem
from customer_health.api.http.problems import CODES

JSON = "application/json"
ETAG = '"1.1-0a4d55a8d778e5022fab701977c5d840bbc486d0"'

HEADERS: Mapping[str, tuple[str, str | int]] = {
    "Cache-Control": ("Who may keep the answer, and for how long.", "private, no-cache"),
    "Content-Disposition": ("The name of the file.", "attachment; filename=customers.csv"),
    "ETag": (
        "What the answer is like. It begins with the `version`, if the answer has one.",
        ETAG,
    ),
    "Location": ("The address of what the request made.", "/v1/actions/0123456789abcdef"),
    "RateLimit": ("How many requests are left of the quota, for seconds.", '"reads";r=599;t=42'),
    "RateLimit-Policy": ("The quota that was counted last.", '"reads";q=600;w=60'),
    "Retry-After": ("After how many seconds to try again.", 42),
    "WWW-Authenticate": (
        "What the request lacks (RFC 6750).",
        'Bearer realm="customer-health"',
    ),
}
"""What each header says, with an example."""

ALWAYS = ("Cache-Control", "RateLimit", "RateLimit-Policy")
MADE = ("ETag", "Location")
SENT: Mapping[int, tuple[str, ...]] = {
    200: ("ETag",),
    201: MADE,
    202: MADE,
    304: ("ETag",),
    401: ("WWW-Authenticate",),
    429: ("Retry-After",),
    503: ("Retry-After",),
}
"""The headers that answers of a status have beside those of all answers."""

EMPTY = {HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED}
"""The statuses of answers without a body."""

PROBLEMS: Mapping[int, str] = {
    400: "The body is not JSON, or has a key twice.",
    401: "The ID token is missing or not valid.",
    403: "The account may not do this.",
    404: "It does not exist; also a cursor of another list.",
    409: "It does not fit the present state.",
    412: "It has changed since the version in If-Match.",
    413: "The body is longer than 1 MB.",
    415: "The body is not sent as JSON.",
    422: "A parameter, a header or a field is not as this document says.",
    428: "If-Match is missing.",
    429: "The account has used up a quota.",
    500: "Something went wrong on our side, and was logged.",
    502: "A source gave an answer that can't be read.",
    503: "The database or a source does not answer.",
}
"""When each problem is the answer."""


def components() -> Json:
    """Return the headers and the problems that the operations refer to."""
    return {
        "headers": {name: header(*said) for name, said in HEADERS.items()},
        "responses": {
            name_of(HTTPStatus(status)): problem(HTTPStatus(status)) for status in PROBLEMS
        },
    }


def header(description: str, example: str | int) -> Json:
    kind = "integer" if isinstance(example, int) else "string"
    return {"description": description, "schema": {"type": kind}, "example": example}


def problem(status: HTTPStatus) -> Json:
    example = {
        "type": "about:blank",
        "title": HTTP_STATUS_CODES[status],
        "status": status,
        "detail": PROBLEMS[status],
        "code": CODES.get(status, "failed"),
    }
    schema = {"$ref": REFERENCE.format(model=Problem.__name__)}
    return {
        "description": PROBLEMS[status],
        "headers": headers(*SENT.get(status, ())),
        "content": {"application/problem+json": {"schema": schema, "example": example}},
    }


def name_of(status: HTTPStatus) -> str:
    return HTTP_STATUS_CODES[status].replace(" ", "")


def refused(status: HTTPStatus) -> Json:
    return {"$ref": f"#/components/responses/{name_of(status)}"}


def headers(*names: str) -> Json:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in (*ALWAYS, *names)}


def answer(status: HTTPStatus, content: Json, media: str = JSON) -> Json:
    """Describe an answer that is no problem."""
    names = SENT.get(status, ()) if media == JSON else ("Content-Disposition",)
    described: Json = {"description": HTTP_STATUS_CODES[status], "headers": headers(*names)}
    if status not in EMPTY:
        described["content"] = {media: content}
    return described
