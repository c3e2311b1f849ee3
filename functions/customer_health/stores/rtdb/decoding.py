"""Reading the children of a node one by one, so that a bad one costs only itself."""

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
"""What decoding and converting a bad record raise."""


def children(raw: Raw, path: str, flaws: list[DataIssue]) -> Iterator[tuple[str, msgspec.Raw]]:
    """The children of a node by key. The database sends dense integer keys as an array."""
    try:
        node = NODE.decode(raw)
    except MALFORMED as error:
        flaws.append(DataIssue(path, "malformed", str(error)))
        return
    pairs = enumerate(node) if isinstance(node, list) else (node or {}).items()
    for key, value in pairs:
        if bytes(value) != ABSENT:
            yield str(key), value


def read_children(
    raw: Raw,
    path: str,
    record: msgspec.json.Decoder[Record],
    convert: Callable[[str, Record], Value],
    flaws: list[DataIssue],
) -> list[Value]:
    """Convert each child that is well-formed; name each other one in `flaws`."""
    values = []
    for key, child in children(raw, path, flaws):
        try:
            values.append(convert(key, record.decode(child)))
        except MALFORMED as error:
            flaws.append(DataIssue(f"{path}/{key}", "malformed", str(error)))
    return values


def instant(value: Timestamp | None) -> datetime | None:
    return None if value is None else parse_instant(value)


def is_key(text: str) -> bool:
    """Whether a text can be a key of the database, and so a part of a path."""
    forbidden = any(char in ".#$/[]" or ord(char) < 32 or ord(char) == 127 for char in text)
    return bool(text) and not forbidden and len(text.encode()) <= 768


def minutes(wall_time: str) -> int:
    """Minutes past midnight of a wall time HH:MM."""
    return int(wall_time[:2]) * 60 + int(wall_time[3:])
