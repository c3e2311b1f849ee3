"""Read the headers of a change: `If-Match` names the version that it was meant for, and
`Idempotency-Key` marks a request that is sent again as the same one."""

import re

from flask import request
from werkzeug.exceptions import PreconditionFailed, PreconditionRequired

from customer_health.api.http.problems import Unreadable

VERSION = r'^"?[0-9]+(\.[0-9]+)?(-[0-9a-f]{40})?"?$'
"""A version, or the ETag of an answer, which begins with it. What follows the version is not
compared: it changes with what the clock and the person's role add to the answer."""

LONGEST_VERSION = 80
IDEMPOTENCY_KEY = r"^[!-~]{8,200}$"


def expected_version() -> tuple[int, ...]:
    """Return the numbers of the version in If-Match, which may be an ETag. Raises
    PreconditionRequired without one, PreconditionFailed where it is no version at all."""
    given = request.headers.get("If-Match", "").strip().strip('"')
    if not given:
        raise PreconditionRequired(
            "Send the ETag or `version` that you saw in the header If-Match."
        )
    if len(given) > LONGEST_VERSION or not re.fullmatch(VERSION, given, re.ASCII):
        raise PreconditionFailed(f"{given[:LONGEST_VERSION]!r} in If-Match is not a version.")
    version, _, _ = given.partition("-")
    return tuple(map(int, version.split(".")))


def idempotency_key() -> str:
    """Return the request's own key. Raises Unreadable without a valid one."""
    given = request.headers.get("Idempotency-Key", "")
    if not re.fullmatch(IDEMPOTENCY_KEY, given):
        message = "send a key of your own, such as a UUID: 8 to 200 characters without spaces"
        raise Unreadable([("header.Idempotency-Key", message)])
    return given
