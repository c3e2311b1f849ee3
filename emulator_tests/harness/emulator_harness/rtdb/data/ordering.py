"""RTDB's sort order of values and keys, as tuples that Python sorts in the same order."""

import re
from typing import TypeAlias, Union

from .tree import Value

Order: TypeAlias = tuple[Union[int, float, str, "Order"], ...]

_INT_KEY = re.compile(r"-?0*[0-9]{1,10}")
LAST_KEY: Order = (2,)
"""Sorts after every `key_order`."""


def key_order(key: str) -> Order:
    """Return a key's place: 32-bit integers come first (by number, then length), then strings."""
    if _INT_KEY.fullmatch(key) and -(2**31) <= (number := int(key)) < 2**31:
        return (0, number, len(key), key)
    return (1, key)


def value_order(value: Value | None) -> Order:
    """Return a value's place: null, false, true, numbers, strings, objects. Objects are equal."""
    match value:
        case None:
            return (0,)
        case bool():
            return (2,) if value else (1,)
        case int() | float():
            return (3, value)
        case str():
            return (4, value)
    return (5,)
