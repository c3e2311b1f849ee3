"""Answer every error as problem details, after RFC 9457."""

import logging
from collections.abc import Callable, Mapping, Sequence
from http import HTTPStatus
from math import ceil
from typing import Any

from flask import Flask, Response, json
from werkzeug.exceptions import HTTPException, UnprocessableEntity
from werkzeug.http import HTTP_STATUS_CODES

from customer_health import trace
from customer_health.domain.actions.action import ActionRefused
from customer_health.domain.actions.approvals import NotEntitled
from customer_health.domain.alerts.triage import TriageError
from customer_health.errors import (
    AmbiguousInSource,
    BadAnswer,
    Code,
    Conflicting,
    DatabaseDown,
    Forbidden,
    Missing,
    NotInSource,
    Outdated,
    SourceDown,
    SourceRefused,
)
from customer_health.flows.matching.review import LinkRefused

log = logging.getLogger(__name__)

REFUSALS: Mapping[type[Exception], HTTPStatus] = {
    Missing: HTTPStatus.NOT_FOUND,
    Outdated: HTTPStatus.PRECONDITION_FAILED,
    TriageError: HTTPStatus.CONFLICT,
    ActionRefused: HTTPStatus.CONFLICT,
    NotEntitled: HTTPStatus.FORBIDDEN,
    LinkRefused: HTTPStatus.CONFLICT,
    Conflicting: HTTPStatus.CONFLICT,
    Forbidden: HTTPStatus.FORBIDDEN,
    NotInSource: HTTPStatus.NOT_FOUND,
    AmbiguousInSource: HTTPStatus.CONFLICT,
    SourceRefused: HTTPStatus.CONFLICT,
    BadAnswer: HTTPStatus.BAD_GATEWAY,
    DatabaseDown: HTTPStatus.SERVICE_UNAVAILABLE,
    SourceDown: HTTPStatus.SERVICE_UNAVAILABLE,
}
"""The statuses of our own errors, each of which has a `code`."""

CODES: Mapping[int, Code] = {
    400: "unreadable",
    401: "signed_out",
    403: "forbidden",
    404: "missing",
    409: "conflict",
    412: "outdated",
    413: "unreadable",
    415: "unreadable",
    422: "unreadable",
    429: "too_many",
    503: "unavailable",
}
"""The codes of errors that are not our own, such as Flask's; for any other status `failed`."""


RETRY_AFTER = 5
"""Seconds to wait after a 503, where a source asks for none of its own."""


class Unreadable(UnprocessableEntity):
    """A request that is wrong; `faults` says for each fault where it is, and what is wrong."""

    def __init__(self, faults: Sequence[tuple[str, str]]) -> None:
        super().__init__("; ".join(f"{at}: {message}" for at, message in faults))
        self.faults = faults


def problem(
    status: int, detail: str, code: Code | None = None, faults: Sequence[tuple[str, str]] = ()
) -> Response:
    body: dict[str, object] = {
        "type": "about:blank",
        "title": HTTP_STATUS_CODES[status],
        "status": status,
        "detail": detail,
        "code": code or CODES.get(status, "failed"),
    }
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR and (found := trace.current()):
        body["instance"] = f"urn:trace:{found}"
    if faults:
        body["errors"] = [{"at": at, "message": message} for at, message in faults]
    return Response(json.dumps(body), status, content_type="application/problem+json")


def install(flask: Flask) -> None:
    @flask.errorhandler(HTTPException)
    def known(error: HTTPException) -> Response:
        faults = error.faults if isinstance(error, Unreadable) else ()
        response = problem(error.code or 500, error.description or "", faults=faults)
        for name, value in error.get_headers():
            if name not in {"Content-Type", "Content-Length"}:
                response.headers[name] = value
        return response

    for kind, status in REFUSALS.items():
        flask.register_error_handler(kind, refusal(status))

    @flask.errorhandler(Exception)
    def unknown(error: Exception) -> Response:
        log.exception("unhandled error")
        return problem(500, "Something went wrong on our side, and was logged. Try again later.")


def refusal(status: HTTPStatus) -> Callable[[Any], Response]:
    """Return a handler of our own errors."""

    def handle(error: Any) -> Response:
        response = problem(status, str(error), error.code)
        if status == HTTPStatus.SERVICE_UNAVAILABLE:
            seconds = getattr(error, "retry_after", None) or RETRY_AFTER
            response.headers["Retry-After"] = str(ceil(seconds))
        return response

    return handle
