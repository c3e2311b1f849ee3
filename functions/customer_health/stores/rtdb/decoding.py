"""Decode the children of a node, so that a malformed child loses nothing but itself."""

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar

import msgspec

from customer_health.domain.instants import parse_instant
from customer_health.domain.metrics.data_issues import LONGEST, DataIssue, shortened

Raw = bytes | msgspec.Raw
Timestamp = str | int | float
MINUTES = {f"{n // 60:02}:{n % 60:02}": n for n in range(24 * 60)}
MIDNIGHT = "24:00"
NOT_IN_KEYS = re.compile(r"[.#$/\[\]\x00-\x1f\x7f]")

Check = Callable[[msgspec.Raw], object]
"""Raises what is in MALFORMED if a field is not well-formed."""

NODE = msgspec.json.Decoder(dict[str, msgspec.Raw] | list[msgspec.Raw] | None)
ABSENT = b"null"
UNSET = b'""'

Record = TypeVar("Record", bound=msgspec.Struct)
Value = TypeVar("Value")

MALFORMED = (msgspec.MsgspecError, ValueError, RecursionError)
"""The exceptions of decoding and converting a malformed record."""


def children(raw: Raw, path: str, issues: list[DataIssue]) -> Iterator[tuple[str, msgspec.Raw]]:
    """The children of a node by key. The database sends dense integer keys as an array."""
    try:
        node = NODE.decode(raw)
    except MALFORMED as error:
        issues.append(malformed(path, error, raw))
        return
    # The database sends a node with dense integer keys as an array, with null for missing keys.
    pairs = enumerate(node) if isinstance(node, list) else (node or {}).items()
    for key, value in pairs:
        if bytes(value) != ABSENT:
            yield str(key), value


@cache
def decoder(kind: Any) -> msgspec.json.Decoder[Any]:
    return msgspec.json.Decoder(kind)


def read_children(
    raw: Raw,
    path: str,
    kind: type[Record],
    convert: Callable[[str, Record], Value],
    issues: list[DataIssue],
    unneeded: Mapping[str, Check] = MappingProxyType({}),
) -> list[Value]:
    """Convert each child that is well-formed, and name each other one.

    `unneeded` are the fields without which a record still counts: a bad one is named by itself,
    and the record is read without it. `convert` may be called twice for a record.
    """
    try:
        # All at once: that is several times as fast, and nearly always enough.
        records = decoder(dict[str, kind]).decode(raw)  # type: ignore[valid-type]
        return [convert(key, record) for key, record in records.items()]
    except MALFORMED:
        return read_one_by_one(raw, path, kind, convert, issues, unneeded)


def read_one_by_one(
    raw: Raw,
    path: str,
    kind: type[Record],
    convert: Callable[[str, Record], Value],
    issues: list[DataIssue],
    unneeded: Mapping[str, Check],
) -> list[Value]:
    decode, values = decoder(kind).decode, []
    for key, child in children(raw, path, issues):
        at = f"{path}/{key}"
        try:
            values.append(convert(key, decode(child)))
        except MALFORMED as error:
            try:
                sound, bad_fields = without_bad_fields(child, at, unneeded)
                values.append(convert(key, decode(sound)))
                issues += bad_fields
            except MALFORMED:
                issues.append(malformed(at, error, child))
    return values


def without_bad_fields(
    raw: Raw, path: str, unneeded: Mapping[str, Check]
) -> tuple[bytes, list[DataIssue]]:
    """A record without those of the unneeded fields that are not well-formed, and what was wrong
    with them."""
    fields, issues = msgspec.json.decode(raw, type=dict[str, msgspec.Raw]), []
    for name, check in unneeded.items():
        try:
            check(fields.get(name, msgspec.Raw(ABSENT)))
        except MALFORMED as error:
            issues.append(malformed(f"{path}/{name}", error, fields.pop(name)))
    return msgspec.json.encode(fields), issues


def malformed(path: str, error: Exception | str, raw: Raw) -> DataIssue:
    """Name a bad record or field with the beginning of its value, which may be very long."""
    value = bytes(raw)[: 4 * LONGEST].decode(errors="replace")  # a character has 4 bytes at most
    return DataIssue(path, "malformed", shortened(f"{error}: {value}"))


check_text = msgspec.json.Decoder(str | None).decode


def check_instant(raw: Raw) -> None:
    instant(msgspec.json.decode(raw, type=Timestamp | None))


def instant(value: Timestamp | None) -> datetime | None:
    """An optional timestamp; apps write "" for one that is not set."""
    return None if value is None or value == "" else parse_instant(value)


def is_key(text: str) -> bool:
    """Return whether the database accepts a text as a key, and so as a part of a path."""
    return bool(text) and not NOT_IN_KEYS.search(text) and len(text.encode()) <= 768


def minutes(wall_time: str) -> int:
    """Return the minutes from midnight to a time of day HH:MM. Raises ValueError for others."""
    found = MINUTES.get(wall_time)
    if found is None:
        raise ValueError(f"{wall_time!r:.50} is not a time of day")
    return found


def end_minutes(wall_time: str) -> int:
    """Return the minutes from midnight to an end HH:MM. It may also be 24:00, the midnight that
    follows. Raises ValueError for others."""
    return 24 * 60 if wall_time == MIDNIGHT else minutes(wall_time)
