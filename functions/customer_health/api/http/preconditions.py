"""Headers of a change: `If-Match` says which version it was meant for, `Idempotency-Key` that the
same request sent again is the same."""

import re

from flask import request
from werkzeug.exceptions import PreconditionFailed, PreconditionRequired

from customer_health.api.http.problems import Unreadable

IDEMPOTENCY_KEY = r"^[!-~]{8,200}$"


def expected_version() -> tuple[int, ...]:
    """The numbers of the version named. Raises PreconditionRequired without one."""
    given = request.headers.get("If-Match", "").strip().strip('"')
    if not given:
        raise PreconditionRequired("Send the `version` that you looked at: If-Match.")
    try:
        return tuple(map(int, given.split(".")))
    except ValueError as error:
        raise PreconditionFailed(f"{given!r} is no version of this.") from error


def idempotency_key() -> str:
    """Raises Unreadable without one."""
    given = request.headers.get("Idempotency-Key", "")
    if not re.fullmatch(IDEMPOTENCY_KEY, given):
        message = "send a key of your own, such as a UUID: 8 to 200 characters without blanks"
        raise Unreadable([("header.Idempotency-Key", message)])
    return given
