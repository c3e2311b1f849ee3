"""The stored form of values: nested dicts of scalars, without nulls, lists or empty objects."""

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
    """A request that is answered with a 400; the text becomes the answer's `error`."""


def parse_path(text: str) -> Path:
    """Return the decoded keys of a URL path (`/a/b%20c`). Empty segments are ignored.

    Raises BadRequestError for an invalid key or a path that is too deep.
    """
    decoded = unquote(text)
    path = tuple(filter(None, decoded.split("/")))
    if not all(map(_KEY.fullmatch if decoded.isascii() else is_key, path)):
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
    """Set `value` at `path` in place, and remove what became empty. Returns the new `node`."""
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
    """Return a deep copy, which later writes don't change."""
    if isinstance(node, dict):
        return {key: clone(child) for key, child in node.items()}
    return node


def to_stored(
    raw: Json, existing: Value | None, now_ms: int, levels_left: int = MAX_DEPTH
) -> Value | None:
    """Check a written value and return its stored form. Raises BadRequestError.

    Args:
        existing: the present value at the same path (an increment adds to it).
        now_ms: the time of the write, for `{".sv": "timestamp"}`.
        levels_left: how many more levels of keys the value may have.
    """
    if isinstance(raw, str):
        return _string(raw)
    if raw is None or isinstance(raw, bool):
        return raw
    if isinstance(raw, (int, float)):
        return _number(raw)
    if isinstance(raw, list):
        raw = {str(index): item for index, item in enumerate(raw)}
    elif ".sv" in raw:
        return _server_value(raw, existing, now_ms)
    if raw and not levels_left:
        raise BadRequestError(f"The data is nested too deeply: at most {MAX_DEPTH} levels are kept")
    before = existing if isinstance(existing, dict) else {}
    kept: dict[str, Value] = {}
    for key, item in raw.items():
        if not is_key(key):
            raise BadRequestError(_key_error(key))
        child = to_stored(item, before.get(key), now_ms, levels_left - 1)
        if child is not None:
            kept[key] = child
    return kept or None


def with_arrays(node: Value | None) -> Json:
    """Return the form for readers, in which dense integer keys are a list.

    Parts that have no such keys are shared with `node`, not copied.
    """
    if not isinstance(node, dict):
        return node
    shown: dict[str, Json] = node  # type: ignore[assignment]
    for key, child in node.items():
        if isinstance(child, dict) and (seen := with_arrays(child)) is not child:
            shown = dict(shown) if shown is node else shown
            shown[key] = seen
    bound = 2 * len(node)
    for key in node:
        if not key.isdigit() or not _INDEX_KEY.fullmatch(key) or int(key) >= bound:
            return shown
    return [shown.get(str(index)) for index in range(max(map(int, node)) + 1)]


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
    """Return the number as RTDB stores it, with one type of number: 1.0 becomes 1."""
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
