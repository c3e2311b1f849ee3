"""`If-Match`: a change says which version it was meant for."""

from flask import request
from werkzeug.exceptions import PreconditionFailed, PreconditionRequired


def expected_version() -> tuple[int, ...]:
    """The numbers of the version named. Raises PreconditionRequired without one."""
    given = request.headers.get("If-Match", "").strip().strip('"')
    if not given:
        raise PreconditionRequired("Send the `version` that you looked at: If-Match.")
    try:
        return tuple(map(int, given.split(".")))
    except ValueError as error:
        raise PreconditionFailed(f"{given!r} is no version of this.") from error
