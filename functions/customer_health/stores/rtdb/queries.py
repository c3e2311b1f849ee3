"""Ask firebase-admin for a query, and read its answer: by key, and in the database's order."""

import json
import operator
import re
from collections.abc import Callable, Iterable
from typing import Any, TypeVar
from urllib.parse import quote

import msgspec

from customer_health.stores.rtdb.nodes import children

Item = TypeVar("Item")

CHILDREN = msgspec.json.Decoder(dict[str, msgspec.Raw] | list[msgspec.Raw] | None)
INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,9})")


def raw_children(query: Any) -> dict[str, msgspec.Raw]:
    """Return the children that a query of firebase-admin selects, without decoding them."""
    body = query._client.request("get", query._pathurl, params=query._querystr).content
    found = CHILDREN.decode(body)
    pairs = enumerate(found) if isinstance(found, list) else (found or {}).items()
    return {str(key): child for key, child in pairs if bytes(child) != b"null"}


def key_order(key: str) -> tuple[bool, int, str]:
    """Return a sort key for the database's order of keys: 32-bit integers first, then strings."""
    whole = INTEGER.fullmatch(key) is not None and -(2**31) <= int(key) < 2**31
    return not whole, int(key) if whole else 0, key


def beyond(
    items: Iterable[Item],
    after: str | None,
    place: Callable[[Item], str],
    *,
    descending: bool,
) -> list[Item]:
    """Return the items after a place, sorted by their places."""
    ordered = sorted(items, key=place, reverse=descending)
    if after is None:
        return ordered
    is_beyond = operator.lt if descending else operator.gt
    return [item for item in ordered if is_beyond(place(item), after)]


def is_within(value: Any, first: Any, last: Any) -> bool:
    try:
        return bool(first <= value <= last)
    except TypeError:  # a number beside strings, say
        return False


def in_query(value: Any) -> Any:
    """Return a value quoted for a query.

    firebase-admin does not quote it: an "&" or "#" in a string would end the query in the URL.
    """
    if not isinstance(value, str):
        return value
    return quote(json.dumps(value, ensure_ascii=False)[1:-1], safe="")


def rows_by_key(rows: Any, reference: Any, passes: Callable[[Any], bool]) -> dict[str, Any]:
    """Return the rows of a query by key.

    A node with dense integer keys is returned as an array, and firebase-admin's sorting of the
    result loses the indexes, which are the keys. Then the whole node is read, and filtered here.
    """
    if not isinstance(rows, list):
        return dict(rows or {})
    pairs = children(reference.get()).items()
    return {key: row for key, row in pairs if isinstance(row, dict) and passes(row)}
