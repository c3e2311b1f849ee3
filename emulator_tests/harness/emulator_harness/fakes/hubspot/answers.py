"""The JSON of answers: pages, batches, and errors by their status."""

import uuid
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from aiohttp import web

from .portal import PortalError, invalid

Json = Any

BATCH = 100
LIMITED = {"status": "error", "errorType": "RATE_LIMIT", "policyName": "TEN_SECONDLY_ROLLING"}


def error(status: int) -> Json:
    """Return the body of an error by its status."""
    known = {
        401: ("INVALID_AUTHENTICATION", "Authentication credentials not found."),
        403: ("MISSING_SCOPES", "This app hasn't been granted all required scopes."),
        423: ("LOCKED", "The object is locked."),
        429: ("RATE_LIMITS", "You have reached your ten_secondly_rolling limit."),
    }
    category, message = known.get(status, ("INTERNAL_ERROR" if status >= 500 else "ERROR", "error"))
    body = {"status": "error", "message": message, "category": category}
    return {**body, **(LIMITED if status == 429 else {}), "correlationId": str(uuid.uuid4())}


def error_response(body: Json, status: int) -> web.Response:
    return web.json_response({**body, "correlationId": str(uuid.uuid4())}, status=status)


def page(shown: list[Json], rest: Sequence[str]) -> Json:
    """Return a page with its link to the next; `rest` are the ids that follow the page."""
    paging = {"paging": {"next": {"after": rest[0], "link": f"?after={rest[0]}"}}} if rest else {}
    return {"results": shown, **paging}


def batch(inputs: Iterable[Json], act: Callable[[Json], Json]) -> web.Response:
    """Apply `act` to each input: 200, or 207 if some objects don't exist.

    Raises PortalError if there are too many inputs, or if any value is invalid.
    """
    inputs = list(inputs)
    if len(inputs) > BATCH:
        raise invalid(f"The maximum number of inputs supported in a batch request is {BATCH}")
    if len({str(one["id"]) for one in inputs}) < len(inputs):
        raise invalid("Duplicate IDs found in batch input")
    results, missing = [], []
    for one in inputs:
        try:
            results.append(act(one))
        except PortalError as wrong:
            if wrong.status != 404:
                raise
            missing.append(str(one["id"]))
    body: Json = {"status": "COMPLETE", "results": results}
    if missing:
        message = f"Could not get some objects, they may be deleted or not exist: {missing}"
        body |= {
            "numErrors": 1,
            "errors": [
                {
                    "status": "error",
                    "category": "OBJECT_NOT_FOUND",
                    "message": message,
                    "context": {"ids": missing},
                }
            ],
        }
    return web.json_response(body, status=207 if missing else 200)
