"""The parameters of requests, and which may be combined."""

from collections.abc import Mapping
from functools import lru_cache

from emulator_harness.rtdb.data.query import QUERY_PARAMETERS
from emulator_harness.rtdb.data.tree import BadRequestError

from .message import Request, parse_parameters

_COMMON = {"ns", "auth", "access_token", "auth_variable_override", "print"}
_READ = {*_COMMON, *QUERY_PARAMETERS, "shallow", "format", "timeout"}
_WRITE = {*_COMMON, "disableTriggers", "writeSizeLimit", "x-http-method-override"}


def check_parameters(request: Request) -> None:
    """Raise BadRequestError for an unknown parameter or a combination that isn't allowed."""
    _check_query(request.verb, request.query)
    if b"if-match" not in request.headers:
        return
    if request.verb not in ("PUT", "DELETE"):
        raise BadRequestError("if-match is supported for PUT and DELETE only")
    if request.params.get("print") == "silent":
        raise BadRequestError("if-match can't be combined with print=silent")


@lru_cache(1_000)
def _check_query(verb: str, query: str) -> None:
    params = parse_parameters(query)
    if unknown := params.keys() - (_READ if verb == "GET" else _WRITE):
        raise BadRequestError(
            f"Unsupported query parameter for {verb}: {', '.join(sorted(unknown))}"
        )
    if params.get("print", "pretty") not in ("pretty", "silent"):
        raise BadRequestError("print must be pretty or silent")
    if params.get("format", "export") != "export":
        raise BadRequestError("format must be export")
    if params.get("shallow") == "true" and {"orderBy", "format"} & params.keys():
        raise BadRequestError("shallow can't be combined with other query parameters")


def with_default_order(params: Mapping[str, str]) -> Mapping[str, str]:
    """Add `orderBy="$key"` to a shallow query: the firebase CLI pages through keys without it."""
    narrows = params.keys() & set(QUERY_PARAMETERS)
    return {"orderBy": '"$key"', **params} if narrows else params
