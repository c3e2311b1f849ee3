"""Convert frozen dataclasses to stored JSON and back: camelCase keys, UTC instants, no nulls.

One codec serves every record, so a new field of a dataclass needs no line here. Instants are
stored to the second. An absent key reads as the field's default.
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
"""Values that the database doesn't store."""


def stored_as(key: str, default: Any) -> Any:
    """Return a dataclass field whose stored key differs from its name in camelCase."""
    return field(default=default, metadata={"key": key})


def as_json(record: object) -> dict[str, Any]:
    """Return a dataclass instance as a plain dict, without values that the database drops."""
    kind: Any = type(record)
    values = {key: _plain(getattr(record, name)) for name, key, _, _ in _fields(kind)}
    return {key: value for key, value in values.items() if value not in DROPPED}


def from_json(kind: type[Record], data: object) -> Record:
    """Return the dataclass instance that `as_json` made `data` from. Raises ValueError with the
    name of the key that can't be read."""
    if not isinstance(data, Mapping):
        raise ValueError(f"{kind.__name__} is {data!r}, not an object")
    values = {}
    dataclass_type: Any = kind
    for name, key, type_, required in _fields(dataclass_type):
        if key not in data and not required:
            continue
        try:
            values[name] = _read(type_, data[key])
        except (KeyError, TypeError, ValueError) as error:
            raise ValueError(f"{kind.__name__}.{key} is {data.get(key)!r}: {error}") from error
    return kind(**values)


@cache
def _fields(kind: Any) -> tuple[tuple[str, str, Any, bool], ...]:
    """Return name, stored key, type, and whether it has no default, of each field."""
    types = get_type_hints(kind)  # slow, so each dataclass is inspected once
    return tuple(
        (f.name, f.metadata.get("key", _camel(f.name)), types[f.name], is_required(f))
        for f in fields(kind)
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


def _read(type_: Any, value: Any) -> object:
    if get_origin(type_) in (UnionType, Union):
        # Either `X | None`, or a union of Literals, read as one Literal of all their values.
        arms = [arm for arm in get_args(type_) if arm is not NoneType]
        type_ = arms[0] if len(arms) == 1 else Literal[tuple(v for a in arms for v in get_args(a))]
    if get_origin(type_) is Literal:
        return _one_of(get_args(type_), value)
    if get_origin(type_) is tuple:
        # The database returns a node with dense integer keys as a list, a sparse one as an object.
        items = value if isinstance(value, list) else [value[key] for key in sorted(value, key=int)]
        return tuple(_read(get_args(type_)[0], item) for item in items)
    if get_origin(type_) is Mapping:
        return dict(value)
    if type_ is datetime:
        return parse_instant(value)
    if type_ is date:
        return date.fromisoformat(value)
    return _scalar(type_, value) if type_ in SCALARS else from_json(type_, value)


def _one_of(allowed: tuple[object, ...], value: object) -> object:
    if value not in allowed:
        raise ValueError(f"not one of {', '.join(map(str, allowed))}")
    return value


def _scalar(type_: type, value: object) -> object:
    # In Python a bool is an int, and JSON writes the float 1.0 as 1.
    if isinstance(value, bool) == (type_ is bool):
        if isinstance(value, type_):
            return value
        if type_ is float and isinstance(value, int):
            return float(value)
    raise TypeError(f"not of type {type_.__name__}")
