"""Decode the children of a node one by one, so that a malformed child loses nothing but itself."""

from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Annotated, TypeVar

import msgspec

from customer_health.domain.instants import parse_instant
from customer_health.domain.metrics.data_issues import DataIssue

Raw = bytes | msgspec.Raw
Timestamp = str | int | float
WallTime = Annotated[str, msgspec.Meta(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$")]

NODE = msgspec.json.Decoder(dict[str, msgspec.Raw] | list[msgspec.Raw] | None)
ABSENT = b"null"

Record = TypeVar("Record", bound=msgspec.Struct)
Value = TypeVar("Value")

MALFORMED = (msgspec.MsgspecError, ValueError, RecursionError)
"""The exceptions of decoding and converting a malformed record."""


def children(raw: Raw, path: str, issues: list[DataIssue]) -> Iterator[tuple[str, msgspec.Raw]]:
    """Yield the children of a node by key, still encoded. A node that can't be decoded is appended
    to `issues`."""
    try:
        node = NODE.decode(raw)
    except MALFORMED as error:
        issues.append(DataIssue(path, "malformed", str(error)))
        return
    # The database sends a node with dense integer keys as an array, with null for missing keys.
    pairs = enumerate(node) if isinstance(node, list) else (node or {}).items()
    for key, value in pairs:
        if bytes(value) != ABSENT:
            yield str(key), value


def read_children(
    raw: Raw,
    path: str,
    record: msgspec.json.Decoder[Record],
    convert: Callable[[str, Record], Value],
    issues: list[DataIssue],
) -> list[Value]:
    """Return the converted children of a node. Each child that is malformed is appended to
    `issues`."""
    values = []
    for key, child in children(raw, path, issues):
        try:
            values.append(convert(key, record.decode(child)))
        except MALFORMED as error:
            issues.append(DataIssue(f"{path}/{key}", "malformed", str(error)))
    return values


def instant(value: Timestamp | None) -> datetime | None:
    return None if value is None else parse_instant(value)


def is_key(text: str) -> bool:
    """Return whether the database accepts a text as a key, and so as a part of a path."""
    forbidden = any(char in ".#$/[]" or ord(char) < 32 or ord(char) == 127 for char in text)
    return bool(text) and not forbidden and len(text.encode()) <= 768


def minutes(wall_time: str) -> int:
    """Return the minutes from midnight to a time of day HH:MM."""
    return int(wall_time[:2]) * 60 + int(wall_time[3:])
