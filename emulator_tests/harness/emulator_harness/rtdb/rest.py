"""The REST API: reads and writes, with their conditions and parameters."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from itertools import pairwise
from typing import TypeAlias

import msgspec

from .auth import Auth, authenticate
from .database import Database, encode, etag_of
from .delivery import Delivery
from .events import events_of
from .message import Request, Response, error
from .page import path_without_json
from .push_id import PushIds
from .query import QUERY_PARAMETERS, parse_query
from .tree import MAX_DEPTH, BadRequestError, Json, Path, Value, parse_path, to_stored, with_arrays
from .triggers import Triggers

_APPEND_JSON = "append .json to your request URI to use the REST API."
_NO_STREAMING = (
    "This server does not support streaming (Accept: text/event-stream). "
    "Read the value with a plain GET instead."
)
_COMMON = {"ns", "auth", "access_token", "auth_variable_override", "print"}
_READ = {*_COMMON, *QUERY_PARAMETERS, "shallow", "format", "timeout"}
_WRITE = {*_COMMON, "disableTriggers", "writeSizeLimit", "x-http-method-override"}

Changes: TypeAlias = dict[Path, Value | None]


class DeniedError(PermissionError):
    """The rules deny the request: a 401."""


class Call(msgspec.Struct, frozen=True):
    """A checked request: the database and path that it is about, and its sender."""

    request: Request
    database: Database
    path: Path
    auth: Auth


class Rest:
    def __init__(self, triggers: Triggers, delivery: Delivery) -> None:
        self.databases: defaultdict[str, Database] = defaultdict(Database)
        self._triggers = triggers
        self._delivery = delivery
        self._push_ids = PushIds()
        self._verbs: dict[str, Callable[[Call], Response]] = {
            "GET": self._get,
            "PUT": self._put,
            "POST": self._post,
            "PATCH": self._patch,
            "DELETE": self._delete,
        }

    def __call__(self, request: Request) -> Response:
        serve = self._verbs.get(request.verb)
        if serve is None:
            return error(405, f"{request.verb} is not supported")
        reads = request.verb == "GET"
        if not request.path.endswith(".json"):
            return path_without_json(request) if reads else error(404, _APPEND_JSON)
        if reads and b"text/event-stream" in request.headers.get(b"accept", b"").lower():
            return error(406, _NO_STREAMING)
        try:
            _check_parameters(request)
            return _apply_print(request, serve(self._call(request)))
        except BadRequestError as invalid:
            return error(400, str(invalid))
        except DeniedError:
            return error(401, "Permission denied")

    def _call(self, request: Request) -> Call:
        path = parse_path(request.path.removesuffix(".json"))
        auth = authenticate(request.headers, request.params)
        return Call(request, self.databases[request.namespace], path, auth)

    def _get(self, call: Call) -> Response:
        params, database = call.request.params, call.database
        if not database.rules.may_read(call.path, call.auth):
            raise DeniedError
        shallow = params.get("shallow") == "true"
        query = parse_query(_with_default_order(params) if shallow else params)
        value = database.select(call.path, query) if query else database.get(call.path)
        expected = call.request.headers.get(b"if-none-match")
        etag = etag_of(value) if expected is not None or _wants_etag(call) else None
        if etag is not None and expected == etag.encode():
            return Response(304, etag=etag)
        return Response(200, encode(_body_of(value, shallow, params)), etag)

    def _put(self, call: Call) -> Response:
        return self._replace(call, _to_stored(call, call.path, call.request.json))

    def _delete(self, call: Call) -> Response:
        return self._replace(call, None)

    def _replace(self, call: Call, value: Value | None) -> Response:
        _authorise(call, {call.path: value})
        failed = _failed_precondition(call)
        if failed is not None:
            return failed
        self._commit(call, {call.path: value})
        return _write_response(call, value)

    def _post(self, call: Call) -> Response:
        key = self._push_ids.next(_now_ms())
        path = (*call.path, key)
        value = _to_stored(call, path, call.request.json)
        _authorise(call, {path: value})
        self._commit(call, {path: value})
        etag = etag_of(value) if _wants_etag(call) else None
        return Response(200, encode({"name": key}), etag)

    def _patch(self, call: Call) -> Response:
        body = call.request.json
        if not isinstance(body, dict):
            raise BadRequestError(
                "Invalid data; couldn't parse JSON object. "
                "Are you sending a JSON object with valid key names?"
            )
        paths = {key: call.path + _relative_path(key) for key in body}
        _require_disjoint(paths.values())
        changes = {path: _to_stored(call, path, body[key]) for key, path in paths.items()}
        _authorise(call, changes)
        self._commit(call, changes)
        return Response(200, encode({key: with_arrays(changes[paths[key]]) for key in body}))

    def _commit(self, call: Call, changes: Changes) -> None:
        if call.request.params.get("disableTriggers") == "true":
            call.database.apply(changes)
            return
        watched = self._triggers.candidates(call.request.namespace, call.database, changes)
        call.database.apply(changes)
        self._delivery.put(events_of(call.request.namespace, call.database, watched, call.auth))


def _check_parameters(request: Request) -> None:
    known = _READ if request.verb == "GET" else _WRITE
    if not known.issuperset(request.params):
        unknown = request.params.keys() - known
        raise BadRequestError(
            f"Unsupported query parameter for {request.verb}: {', '.join(sorted(unknown))}"
        )
    params = request.params
    if params.get("print", "pretty") not in ("pretty", "silent"):
        raise BadRequestError("print must be pretty or silent")
    if params.get("format", "export") != "export":
        raise BadRequestError("format must be export")
    if params.get("shallow") == "true" and {"orderBy", "format"} & params.keys():
        raise BadRequestError("shallow can't be combined with other query parameters")
    if b"if-match" not in request.headers:
        return
    if request.verb not in ("PUT", "DELETE"):
        raise BadRequestError("if-match is supported for PUT and DELETE only")
    if params.get("print") == "silent":
        raise BadRequestError("if-match can't be combined with print=silent")


def _with_default_order(params: Mapping[str, str]) -> Mapping[str, str]:
    """Add `orderBy="$key"` to a shallow query: the firebase CLI pages through keys without it."""
    narrows = params.keys() & set(QUERY_PARAMETERS)
    return {"orderBy": '"$key"', **params} if narrows else params


def _body_of(value: Value | None, shallow: bool, params: Mapping[str, str]) -> Json:
    if shallow:
        return dict.fromkeys(value, True) if isinstance(value, dict) else value
    if params.get("format") == "export":
        return value  # type: ignore[return-value]
    return with_arrays(value)


def _apply_print(request: Request, response: Response) -> Response:
    match request.params.get("print"):
        case "silent" if response.status == 200:
            return msgspec.structs.replace(response, status=204, body=b"")
        case "pretty" if response.body:
            return msgspec.structs.replace(
                response, body=msgspec.json.format(response.body, indent=2)
            )
    return response


def _wants_etag(call: Call) -> bool:
    return call.request.headers.get(b"x-firebase-etag", b"").lower() == b"true"


def _failed_precondition(call: Call) -> Response | None:
    """Return a 412 with the current value if its ETag isn't the one in `if-match`, else None."""
    expected = call.request.headers.get(b"if-match")
    if expected is None:
        return None
    value = call.database.get(call.path)
    etag = etag_of(value)
    if expected == etag.encode():
        return None
    return Response(412, encode(with_arrays(value)), etag)


def _write_response(call: Call, value: Value | None) -> Response:
    wanted = _wants_etag(call) or b"if-match" in call.request.headers
    return Response(200, encode(with_arrays(value)), etag_of(value) if wanted else None)


def _authorise(call: Call, changes: Changes) -> None:
    """Raise DeniedError unless the rules allow every one of the changes."""
    rules = call.database.rules
    if not all(rules.may_write(path, value, call.auth) for path, value in changes.items()):
        raise DeniedError


def _to_stored(call: Call, path: Path, raw: Json) -> Value | None:
    return to_stored(raw, call.database.get(path), _now_ms(), MAX_DEPTH - len(path))


def _relative_path(key: str) -> Path:
    path = parse_path(key.replace("%", "%25"))
    if not path:
        raise BadRequestError(f"Invalid path: {key!r} is not the path of a child")
    return path


def _require_disjoint(paths: Iterable[Path]) -> None:
    """Raise BadRequestError if one path is an ancestor of another.

    Sorting puts an ancestor right before one of its descendants, so neighbours are enough.
    """
    for path, after in pairwise(sorted(paths)):
        if after[: len(path)] == path:
            raise BadRequestError(
                f"The update contains a path /{'/'.join(path)} that is ancestor of "
                f"another path /{'/'.join(after)}"
            )


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
