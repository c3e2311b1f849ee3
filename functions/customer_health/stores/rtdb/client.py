"""The database as triggers and the API read it: firebase-admin, one small request at a time."""

import json
import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime, timedelta
from typing import Any, TypeVar
from urllib.parse import quote

from firebase_admin import App, db

from customer_health.stores.rtdb.leases import next_lease
from customer_health.stores.rtdb.nodes import children

Item = TypeVar("Item")

INTEGER = re.compile(r"-?(0|[1-9][0-9]{0,9})")


class Database:
    """Paths as in the data contract; any key that the database accepts may be in one."""

    def __init__(self, app: App) -> None:
        self._app = app

    def get(self, path: str, *, shallow: bool = False) -> Any:
        return self._reference(path).get(shallow=shallow)

    def since(self, path: str, child: str, start: Any) -> dict[str, Any]:
        """The children whose `child` is `start` or more. An index on it must be in the rules."""
        reference = self._reference(path)
        rows = reference.order_by_child(child).start_at(start).get()
        return rows_by_key(rows, reference, lambda row: row.get(child, start) >= start)

    def where(self, path: str, child: str, value: Any) -> dict[str, Any]:
        """The children whose `child` equals `value`. An index on it must be in the rules."""
        reference = self._reference(path)
        rows = reference.order_by_child(child).equal_to(in_query(value)).get()
        return rows_by_key(rows, reference, lambda row: row.get(child) == value)

    def within(self, path: str, child: str, first: Any, last: Any) -> dict[str, Any]:
        """The children whose `child` lies between two, both included. Numbers are before all
        strings. An index on it must be in the rules."""
        reference = self._reference(path)
        query = reference.order_by_child(child).start_at(in_query(first)).end_at(in_query(last))
        return rows_by_key(query.get(), reference, lambda row: lies(row.get(child), first, last))

    def between(self, path: str, first: str, last: str) -> dict[str, Any]:
        """The children whose keys lie between two, both included."""
        reference = self._reference(path)
        found = reference.order_by_key().start_at(quote(first)).end_at(quote(last)).get()
        return dict(found or {})

    def pages(self, path: str, size: int) -> Iterator[dict[str, Any]]:
        """All children, by key, so many at a time: the answer of a large table fills a memory."""
        reference, page = self._reference(path), dict[str, Any]()
        while True:
            query = reference.order_by_key()
            after = max(page, key=key_order, default=None)
            query = query if after is None else query.start_at(quote(after))
            rows = query.limit_to_first(size + 1).get() or {}
            if isinstance(rows, list):
                yield rows_by_key(rows, reference, lambda row: True)
                return
            page = {key: row for key, row in rows.items() if key != after}
            if not page:
                return
            yield page

    def last(self, path: str, child: str) -> Any:
        """The row with the greatest `child`, if any. An index on it must be in the rules."""
        rows = self._reference(path).order_by_child(child).limit_to_last(1).get() or {}
        return next(iter(rows.values() if isinstance(rows, dict) else filter(None, rows)), None)

    def ranked(
        self, path: str, child: str, size: int, after: str | None, *, descending: bool
    ) -> list[Any]:
        """The next so many rows in the order of a `child` that is a text, no two the same; `after`
        is the last one's. Rows without it are left out. An index on it must be in the rules."""
        reference = self._reference(path)
        query = reference.order_by_child(child).start_at("")
        if after is not None:
            query = (query.end_at if descending else query.start_at)(in_query(after))
        limited = (query.limit_to_last if descending else query.limit_to_first)(size + 1)
        rows = rows_by_key(limited.get(), reference, lambda row: isinstance(row.get(child), str))
        return beyond(rows.values(), after, lambda row: row[child], descending=descending)[:size]

    def patch(self, updates: Mapping[str, Any]) -> None:
        """All of a multi-path update or nothing."""
        self._reference("").update(dict(updates))

    def set_max(self, path: str, value: str) -> str:
        """Write a string, unless a greater one is there; returns what is there then."""
        reference = self._reference(path)
        current, tag = reference.get(etag=True)
        while (current or "") < value:
            written, current, tag = reference.set_if_unchanged(tag, value)
            if written:
                return value
        return str(current)

    def claim(self, path: str, value: str, over: str | None = None) -> str:
        """Write a string where nothing is, or just `over`; returns what is there then."""
        reference = self._reference(path)
        current, tag = reference.get(etag=True)
        while current in (None, over):
            written, current, tag = reference.set_if_unchanged(tag, value)
            if written:
                return value
        return str(current)

    def change(self, path: str, change: Callable[[Any], Any]) -> Any:
        """Make something else of a node, or nothing, as often as others are faster: returns what
        is there then. What `change` raises leaves everything as it was."""
        reference = self._reference(path)
        current, tag = reference.get(etag=True)
        while (wanted := change(current)) != current:
            written, current, tag = reference.set_if_unchanged(tag, wanted)
            if written:
                return wanted
        return current

    def newest(self, path: str, before: str, count: int) -> dict[str, Any]:
        """The so many children with the greatest keys up to one, that included."""
        reference = self._reference(path)
        found = reference.order_by_key().end_at(quote(before)).limit_to_last(count).get()
        return dict(found or {})

    def is_empty(self, path: str) -> bool:
        """Costs one child, however many there are."""
        return not self._reference(path).order_by_key().limit_to_first(1).get()

    def take_lease(
        self, path: str, now: datetime, length: timedelta, holder: str | None = None
    ) -> dict[str, Any] | None:
        """Hold a node for a while, unless somebody else does: `{until, firstTriedAt, attempts}`,
        with the number of attempts before this one, and `holder` if it is given. None: it is
        held."""
        reference = self._reference(path)
        held, tag = reference.get(etag=True)
        lease = next_lease(held, now, length, holder)
        if lease is None:
            return None
        taken, _, _ = reference.set_if_unchanged(tag, lease)
        return {**lease, "attempts": lease["attempts"] - 1} if taken else None

    def release_lease(self, path: str, holder: str) -> None:
        """Delete a lease, unless it has run out and somebody else holds it by now."""
        held = self.get(path)
        if held and held.get("holder") == holder:
            self.patch({path: None})

    def _reference(self, path: str) -> Any:
        # firebase-admin sends a path as it is: an escape in a key would be read as an escape.
        return db.reference(quote(path, safe="/") or "/", self._app)


def key_order(key: str) -> tuple[bool, int, str]:
    """The database's own order of keys: whole numbers of 32 bits, then the others."""
    whole = INTEGER.fullmatch(key) is not None and -(2**31) <= int(key) < 2**31
    return not whole, int(key) if whole else 0, key


def beyond(
    items: Iterable[Item],
    after: str | None,
    place: Callable[[Item], str],
    *,
    descending: bool,
) -> list[Item]:
    """What comes after a place, in the order of the places."""
    ordered = sorted(items, key=place, reverse=descending)
    if after is None:
        return ordered
    is_beyond = operator.lt if descending else operator.gt
    return [item for item in ordered if is_beyond(place(item), after)]


def lies(value: Any, first: Any, last: Any) -> bool:
    try:
        return bool(first <= value <= last)
    except TypeError:
        return False


def in_query(value: Any) -> Any:
    """firebase-admin puts a query's JSON into the URL as it is: "&" or "#" would end it there."""
    if not isinstance(value, str):
        return value
    return quote(json.dumps(value, ensure_ascii=False)[1:-1], safe="")


def rows_by_key(rows: Any, reference: Any, wanted: Callable[[Any], bool]) -> dict[str, Any]:
    """Keys that are dense integers make an array, whose keys firebase-admin's sorting loses: then
    the node is read as it is."""
    if not isinstance(rows, list):
        return dict(rows or {})
    pairs = children(reference.get()).items()
    return {key: row for key, row in pairs if isinstance(row, dict) and wanted(row)}
