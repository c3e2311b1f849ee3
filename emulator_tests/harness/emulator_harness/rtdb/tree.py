"""Values as RTDB keeps them: nested dicts of scalars, with no null, list or empty object inside."""

import re
from typing import TypeAlias
from urllib.parse import unquote

Json: TypeAlias = bool | int | float | str | list["Json"] | dict[str, "Json"] | None
Value: TypeAlias = bool | int | float | str | dict[str, "Value"]
Path: TypeAlias = tuple[str, ...]

MAX_DEPTH = 32
MAX_KEY_BYTES = 768
MAX_STRING_BYTES = 10 * 1024 * 1024

_KEY = re.compile(rf"[^\x00-\x1f\x7f.#$/\[\]]{{1,{MAX_KEY_BYTES}}}")
_INDEX_KEY = re.compile(r"0|[1-9][0-9]{0,8}")


class BadRequestError(ValueError):
    """A request that RTDB answers with a 400; the text is the answer's `error`."""


def parse_path(text: str) -> Path:
    """The keys of a URL path (`/a/b%20c`), percent-decoded; empty segments are ignored."""
    path = tuple(key for key in unquote(text).split("/") if key)
    if not all(map(is_key, path)):
        raise BadRequestError("Invalid path: Invalid token in path")
    if len(path) > MAX_DEPTH:
        raise BadRequestError(
            f"Invalid path: it is {len(path)} levels deep, at most {MAX_DEPTH} are kept"
        )
    return path


def lookup(node: Value | None, path: Path) -> Value | None:
    for key in path:
        if not isinstance(node, dict):
            return None
        node = node.get(key)
    return node


def assign(node: Value | None, path: Path, value: Value | None) -> Value | None:
    """Put `value` at `path`, in place; returns the new `node`, pruned of what became empty."""
    if not path:
        return value
    if not isinstance(node, dict):
        if value is None:
            return node
        node = {}
    child = assign(node.get(path[0]), path[1:], value)
    if child is None:
        node.pop(path[0], None)
    else:
        node[path[0]] = child
    return node or None


def clone(node: Value) -> Value:
    """A copy that later writes leave alone."""
    if isinstance(node, dict):
        return {key: clone(child) for key, child in node.items()}
    return node


def accept(raw: Json, existing: Value | None, now_ms: int, room: int = MAX_DEPTH) -> Value | None:
    """Check a written value and turn it into what is kept.

    Args:
        existing: what is at the same place now (an increment adds to it).
        now_ms: the write's time, for `{".sv": "timestamp"}`.
        room: levels of keys that may still follow.
    """
    match raw:
        case None | bool():
            return raw
        case int() | float():
            return _number(raw)
        case str():
            return _string(raw)
        case list():
            raw = {str(index): item for index, item in enumerate(raw)}
        case {".sv": _}:
            return _server_value(raw, existing, now_ms)
    if raw and not room:
        raise BadRequestError(f"The data is nested too deeply: at most {MAX_DEPTH} levels are kept")
    before = existing if isinstance(existing, dict) else {}
    kept: dict[str, Value] = {}
    for key, item in raw.items():
        if not is_key(key):
            raise BadRequestError(_key_error(key))
        child = accept(item, before.get(key), now_ms, room - 1)
        if child is not None:
            kept[key] = child
    return kept or None


def with_arrays(node: Value | None) -> Json:
    """What a reader gets: dense integer keys become a list. Shares what needs no change."""
    if not isinstance(node, dict):
        return node
    shown: dict[str, Json] = node  # type: ignore[assignment]
    for key, child in node.items():
        if isinstance(child, dict) and (seen := with_arrays(child)) is not child:
            shown = dict(shown) if shown is node else shown
            shown[key] = seen
    if not _is_dense(node):
        return shown
    return [shown.get(str(index)) for index in range(max(map(int, node)) + 1)]


def _is_dense(node: dict[str, Value]) -> bool:
    bound = 2 * len(node)
    return all(_INDEX_KEY.fullmatch(key) and int(key) < bound for key in node)


def is_key(key: str) -> bool:
    if not _KEY.fullmatch(key):
        return False
    return key.isascii() or len(key.encode()) <= MAX_KEY_BYTES


def _key_error(key: str) -> str:
    if key == ".priority":
        return "Priorities are not supported by this server; write the value without .priority"
    return (
        "Invalid data; couldn't parse JSON object, array, or value. "
        f"Perhaps you're using invalid characters in your key names. The key is {key[:100]!r}"
    )


def _number(value: float) -> float:
    """RTDB has one kind of number: 1.0 is kept, and read back, as 1."""
    if isinstance(value, float):
        return int(value) if value.is_integer() and abs(value) < 2**53 else value
    if -(2**63) <= value < 2**63:
        return value
    try:
        return float(value)
    except OverflowError:
        raise BadRequestError("Invalid data; a number is out of range") from None


def _string(value: str) -> str:
    if len(value) * 4 > MAX_STRING_BYTES and len(value.encode()) > MAX_STRING_BYTES:
        raise BadRequestError(f"Invalid data; a string is longer than {MAX_STRING_BYTES} bytes")
    return value


def _server_value(raw: dict[str, Json], existing: Value | None, now_ms: int) -> Value:
    match raw:
        case {".sv": "timestamp", **rest} if not rest:
            return now_ms
        case {".sv": {"increment": int() | float() as step, **options}, **rest} if not (
            options or rest or isinstance(step, bool)
        ):
            if isinstance(existing, int | float) and not isinstance(existing, bool):
                step += existing
            return _number(step)
    raise BadRequestError(
        'Invalid data; the known server values are "timestamp" and {"increment": number}'
    )
