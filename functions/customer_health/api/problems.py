"""Errors as RFC 9457 problem details, one shape everywhere."""

import logging
from http import HTTPStatus

from flask import Flask, Response, json
from werkzeug.exceptions import HTTPException

log = logging.getLogger(__name__)


def problem(status: int, detail: str) -> Response:
    body = {"type": "about:blank", "title": HTTPStatus(status).phrase, "status": status}
    return Response(
        json.dumps({**body, "detail": detail}), status, content_type="application/problem+json"
    )


def install(flask: Flask) -> None:
    @flask.errorhandler(HTTPException)
    def known(error: HTTPException) -> Response:
        response = problem(error.code or 500, error.description or "")
        for name, value in error.get_headers():
            if name not in {"Content-Type", "Content-Length"}:
                response.headers[name] = value
        return response

    @flask.errorhandler(Exception)
    def unknown(error: Exception) -> Response:
        log.exception("unhandled error")
        return problem(500, "Something went wrong here; it has been logged. Try again later.")
