"""Writes: what a request changes, and its answer once that is done."""

import time
from collections.abc import Callable, Iterable
from itertools import pairwise
from typing import TypeAlias

import msgspec

from emulator_harness.rtdb.data.database import encode, etag_of
from emulator_harness.rtdb.data.decoding import LARGE
from emulator_harness.rtdb.data.tree import (
    MAX_DEPTH,
    BadRequestError,
    Json,
    Path,
    Value,
    parse_path,
    to_stored,
    with_arrays,
)

from .call import Call
from .message import Response

Changes: TypeAlias = dict[Path, Value | None]


class Write(msgspec.Struct, frozen=True):
    """The checked changes of a request, not yet made."""

    changes: Changes
    response: Response


def put(call: Call) -> Write:
    return _replacement(call, _to_stored(call, call.path, call.request.decoded()))


def delete(call: Call) -> Write:
    return _replacement(call, None)


def _replacement(call: Call, value: Value | None) -> Write:
    wanted = call.wants_etag or b"if-match" in call.request.headers
    etag = etag_of(value) if wanted else None
    return Write({call.path: value}, Response(200, _body(call, with_arrays(value)), etag))


def post(call: Call, key: str) -> Write:
    path = (*call.path, key)
    value = _to_stored(call, path, call.request.json)
    etag = etag_of(value) if call.wants_etag else None
    return Write({path: value}, Response(200, encode({"name": key}), etag))


def patch(call: Call) -> Write:
    body = call.request.json
    if not isinstance(body, dict):
        raise BadRequestError(
            "Invalid data; couldn't parse JSON object. "
            "Are you sending a JSON object with valid key names?"
        )
    paths = {key: call.path + _relative_path(key) for key in body}
    _require_disjoint(paths.values())
    changes = {path: _to_stored(call, path, body[key]) for key, path in paths.items()}
    shown: dict[str, Json] = {key: with_arrays(changes[paths[key]]) for key in body}
    return Write(changes, Response(200, _body(call, shown)))


PREPARED_WRITES: dict[str, Callable[[Call], Write]] = {"PUT": put, "PATCH": patch}
"""The writes whose preparation reads nothing of the database but what an increment adds to."""


def now_ms() -> int:
    return time.time_ns() // 1_000_000


def _body(call: Call, shown: Json) -> bytes:
    if call.request.params.get("print") == "silent":
        return b""
    return _encode_in_parts(shown, len(call.request.body))


def _encode_in_parts(value: Json, size: int) -> bytes:
    """Encode a value of about `size` bytes, so that other threads can run in between."""
    if size < LARGE or not isinstance(value, dict) or not value:
        return encode(value)
    share = size // len(value)
    parts = [b"%b:%b" % (encode(key), _encode_in_parts(value[key], share)) for key in sorted(value)]
    return b"{%b}" % b",".join(parts)


def _to_stored(call: Call, path: Path, raw: Json) -> Value | None:
    return to_stored(raw, call.database.get(path), now_ms(), MAX_DEPTH - len(path))


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
