"""Alerts, transitions and rules as stored JSON: camelCase keys, UTC instants, no nulls.

One codec serves every frozen dataclass of the alert domain, so a new field needs no line here.
Instants are stored to the second. An absent key reads as the field's default.
"""

from collections.abc import Mapping
from dataclasses import MISSING, Field, field, fields, is_dataclass
from datetime import date, datetime
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, get_args, get_origin, get_type_hints

from customer_health.domain.instants import iso, parse_instant

Record = TypeVar("Record")
SCALARS = (bool, int, float, str)
DROPPED: tuple[object, ...] = (None, [], {})


def stored_as(key: str, default: Any) -> Any:
    """A dataclass field whose key in the database is not its own name in camelCase."""
    return field(default=default, metadata={"key": key})


def as_json(record: object) -> dict[str, Any]:
    """A dataclass instance as a plain dict, without what the database would drop: None, and
    what is empty."""
    kind: Any = type(record)
    values = {key: _plain(getattr(record, name)) for name, key, _, _ in _fields(kind)}
    return {key: value for key, value in values.items() if value not in DROPPED}


def from_json(kind: type[Record], data: object) -> Record:
    """The inverse of `as_json`. Raises ValueError naming the key that can't be read."""
    if not isinstance(data, Mapping):
        raise ValueError(f"{kind.__name__} is {data!r}, not an object")
    read = {}
    shape: Any = kind
    for name, key, wanted, required in _fields(shape):
        if key not in data and not required:
            continue
        try:
            read[name] = _read(wanted, data[key])
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{kind.__name__}.{key} is {data.get(key)!r}: {error}") from error
    return kind(**read)


@cache
def _fields(kind: Any) -> tuple[tuple[str, str, Any, bool], ...]:
    """Of each field: name, key, type, and whether it has no default."""
    types = get_type_hints(kind)
    return tuple(
        (one.name, one.metadata.get("key", _camel(one.name)), types[one.name], is_required(one))
        for one in fields(kind)
    )


def is_required(field: Field[Any]) -> bool:
    return field.default is MISSING and field.default_factory is MISSING


def _camel(name: str) -> str:
    first, *rest = name.split("_")
    return first + "".join(word.title() for word in rest)


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return iso(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return as_json(value) if is_dataclass(value) else value


def _read(wanted: Any, value: Any) -> object:
    if get_origin(wanted) in (UnionType, Union):
        arms = [arm for arm in get_args(wanted) if arm is not NoneType]
        wanted = arms[0] if len(arms) == 1 else Literal[tuple(v for a in arms for v in get_args(a))]
    if get_origin(wanted) is Literal:
        return _one_of(get_args(wanted), value)
    if get_origin(wanted) is tuple:
        # The database answers dense integer keys with a list, and sparse ones with an object.
        items = value if isinstance(value, list) else [value[key] for key in sorted(value, key=int)]
        return tuple(_read(get_args(wanted)[0], item) for item in items)
    if get_origin(wanted) is Mapping:
        return dict(value)
    if wanted is datetime:
        return parse_instant(value)
    if wanted is date:
        return date.fromisoformat(value)
    return _scalar(wanted, value) if wanted in SCALARS else from_json(wanted, value)


def _one_of(allowed: tuple[object, ...], value: object) -> object:
    if value not in allowed:
        raise ValueError(f"not one of {', '.join(map(str, allowed))}")
    return value


def _scalar(wanted: type, value: object) -> object:
    # JSON has one kind of number, and Python's bool is an int.
    if isinstance(value, bool) == (wanted is bool):
        if isinstance(value, wanted):
            return value
        if wanted is float and isinstance(value, int):
            return float(value)
    raise TypeError(f"not of type {wanted.__name__}")
