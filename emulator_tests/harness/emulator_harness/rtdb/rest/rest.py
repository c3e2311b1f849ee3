"""The REST API: reads and writes, with their conditions and parameters."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from functools import partial

import msgspec

from emulator_harness.rtdb.data.auth import authenticate
from emulator_harness.rtdb.data.database import Database, encode, etag_of
from emulator_harness.rtdb.data.push_id import PushIds
from emulator_harness.rtdb.data.query import parse_query
from emulator_harness.rtdb.data.tree import BadRequestError, Json, Value, parse_path, with_arrays
from emulator_harness.rtdb.eventing.delivery import Delivery
from emulator_harness.rtdb.eventing.events import events_of
from emulator_harness.rtdb.eventing.triggers import Triggers

from .call import Call
from .message import Request, Response, error
from .page import path_without_json
from .parameters import check_parameters, with_default_order
from .write import PREPARED_WRITES, Changes, Write, delete, now_ms, post

_APPEND_JSON = "append .json to your request URI to use the REST API."
_NO_STREAMING = (
    "This server does not support streaming (Accept: text/event-stream). "
    "Read the value with a plain GET instead."
)


class DeniedError(PermissionError):
    """The rules deny the request: a 401."""


class Rest:
    def __init__(self, triggers: Triggers, delivery: Delivery) -> None:
        self.databases: defaultdict[str, Database] = defaultdict(Database)
        self._triggers = triggers
        self._delivery = delivery
        self._push_ids = PushIds()
        self._verbs: dict[str, Callable[[Call], Response]] = {
            "GET": self._get,
            "PUT": self._write,
            "POST": self._post,
            "PATCH": self._write,
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
            check_parameters(request)
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
        query = parse_query(with_default_order(params) if shallow else params)
        value = database.select(call.path, query) if query else database.get(call.path)
        expected = call.request.headers.get(b"if-none-match")
        etag = etag_of(value) if expected is not None or call.wants_etag else None
        if etag is not None and expected == etag.encode():
            return Response(304, etag=etag)
        return Response(200, encode(_body_of(value, shallow, params)), etag)

    def preparation(self, request: Request) -> Callable[[], Write] | None:
        """Return what can be done of a large write before its turn, in any thread.

        None for any other request, and for a write with server values: an increment needs the
        value at the write's turn.
        """
        prepare = PREPARED_WRITES.get(request.verb)
        if prepare is None or not request.path.endswith(".json") or b'".sv"' in request.body:
            return None
        try:
            check_parameters(request)
            return partial(prepare, self._call(request))
        except BadRequestError:
            return None

    def _write(self, call: Call) -> Response:
        prepared = call.request.prepared
        write = prepared.result() if prepared else PREPARED_WRITES[call.request.verb](call)
        return self._finish(call, write)

    def _post(self, call: Call) -> Response:
        return self._finish(call, post(call, self._push_ids.next(now_ms())))

    def _delete(self, call: Call) -> Response:
        return self._finish(call, delete(call))

    def _finish(self, call: Call, write: Write) -> Response:
        _authorise(call, write.changes)
        failed = _failed_precondition(call)
        if failed is not None:
            return failed
        self._commit(call, write.changes)
        return write.response

    def _commit(self, call: Call, changes: Changes) -> None:
        if call.request.params.get("disableTriggers") == "true":
            call.database.apply(changes)
            return
        watched = self._triggers.candidates(call.request.namespace, call.database, changes)
        call.database.apply(changes)
        self._delivery.put(events_of(call.request.namespace, call.database, watched, call.auth))


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


def _authorise(call: Call, changes: Changes) -> None:
    """Raise DeniedError unless the rules allow every one of the changes."""
    if call.auth.is_admin:
        return
    rules = call.database.rules
    if not all(rules.may_write(path, value, call.auth) for path, value in changes.items()):
        raise DeniedError
