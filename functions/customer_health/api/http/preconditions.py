"""Read the headers of a change: `If-Match` names the version that it was meant for, and
`Idempotency-Key` marks a request that is sent again as the same one."""

import re

from flask import request
from werkzeug.exceptions import PreconditionFailed, PreconditionRequired

from customer_health.api.http.problems import Unreadable

VERSION = r'^"?[0-9]+(\.[0-9]+)?"?$'
IDEMPOTENCY_KEY = r"^[!-~]{8,200}$"


def expected_version() -> tuple[int, ...]:
    """Return the numbers of the version in If-Match. Raises PreconditionRequired without one,
    PreconditionFailed where it is no version at all."""
    given = request.headers.get("If-Match", "").strip().strip('"')
    if not given:
        raise PreconditionRequired("Send the `version` that you looked at in the header If-Match.")
    try:
        return tuple(map(int, given.split(".")))
    except ValueError as error:
        raise PreconditionFailed(f"{given!r} in If-Match is not a version.") from error


def idempotency_key() -> str:
    """Return the request's own key. Raises Unreadable without a valid one."""
    given = request.headers.get("Idempotency-Key", "")
    if not re.fullmatch(IDEMPOTENCY_KEY, given):
        message = "send a key of your own, such as a UUID: 8 to 200 characters without spaces"
        raise Unreadable([("header.Idempotency-Key", message)])
    return given
