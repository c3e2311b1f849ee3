"""The database client of triggers and the API: firebase-admin, one small request at a time."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from copy import copy
from datetime import datetime, timedelta
from typing import Any, Self
from urllib.parse import quote
from uuid import uuid4

import msgspec
from firebase_admin import App, db

from customer_health.stores.rtdb.instances import Instances
from customer_health.stores.rtdb.leases import next_lease
from customer_health.stores.rtdb.queries import (
    beyond,
    in_query,
    is_within,
    key_order,
    raw_children,
    rows_by_key,
)
from customer_health.stores.rtdb.session import decoded

KEY = re.compile(r"[^.#$/\[\]\x00-\x1f\x7f]+")


class Database:
    """Reads and writes nodes by path. A path may contain every key that the database accepts.

    A query by a child (`since`, `where`, `within`, `last`, `ranked`) needs an index on that child
    in the database's rules; without one the database refuses it.

    `urls` are those of the instances that have the app's records, if these are not all in the
    project's own instance.
    """

    _instances: Instances[Any] = Instances(None)

    def __init__(self, app: App, urls: Sequence[str] = ()) -> None:
        # firebase-admin reads the emulator's settings anew for each reference that it makes itself.
        home, *apps = (db.reference("/", app, url)._client for url in (None, *urls))
        self._instances = Instances(home, tuple(apps))

    def of(self, company_id: str) -> Self:
        """Return the database as one company needs it: with every node of the app's in the instance
        that has the company's records."""
        return self._with(self._instances.of(company_id))

    def each_instance(self) -> list[Self]:
        """Return the database once for each instance that has records of the app, which are read
        there then."""
        return [self._with(one) for one in self._instances.each()]

    def has(self, company_id: str) -> bool:
        """Return whether a company's records belong into this one of `each_instance`."""
        return self._instances.has(company_id)

    def _with(self, instances: Instances[Any]) -> Self:
        database = copy(self)
        database._instances = instances
        return database

    def get(self, path: str, *, shallow: bool = False) -> Any:
        return self._reference(path).get(shallow=shallow)

    def since(self, path: str, child: str, start: Any) -> dict[str, Any]:
        """Return the children whose `child` is `start` or more."""
        reference = self._reference(path)
        rows = reference.order_by_child(child).start_at(start).get()
        return rows_by_key(rows, reference, lambda row: row.get(child, start) >= start)

    def where(self, path: str, child: str, value: Any) -> dict[str, Any]:
        """Return the children whose `child` equals `value`."""
        reference = self._reference(path)
        rows = reference.order_by_child(child).equal_to(in_query(value)).get()
        return rows_by_key(rows, reference, lambda row: row.get(child) == value)

    def within(self, path: str, child: str, first: Any, last: Any) -> dict[str, Any]:
        """Return the children whose `child` lies between two values, both included. The database
        sorts numbers before strings."""
        reference = self._reference(path)
        query = reference.order_by_child(child).start_at(in_query(first)).end_at(in_query(last))
        rows = query.get()
        return rows_by_key(rows, reference, lambda row: is_within(row.get(child), first, last))

    def between(self, path: str, first: str, last: str) -> dict[str, Any]:
        """Return the children whose keys lie between two, both included. There are none if a bound
        can't be a key: the database would refuse the query."""
        if not (KEY.fullmatch(first) and KEY.fullmatch(last)):
            return {}
        reference = self._reference(path)
        rows = reference.order_by_key().start_at(in_query(first)).end_at(in_query(last)).get()
        return dict(rows or {})

    def pages(self, path: str, size: int) -> Iterator[dict[str, Any]]:
        """Yield all children by key, up to `size` at a time: a large table, read at once, would not
        fit into memory."""
        for page in self.raw_pages(path, size):
            yield {key: decoded(child) for key, child in page.items()}

    def raw_pages(self, path: str, size: int) -> Iterator[dict[str, msgspec.Raw]]:
        """Yield the same as `pages`, each child as the JSON that the database sent."""
        query = self._reference(path).order_by_key()
        page = raw_children(query.limit_to_first(size))
        while page:
            yield page
            if len(page) < size:
                return
            last = max(page, key=key_order)
            # One more, as the next page begins with the last child of this one.
            page = raw_children(query.start_at(in_query(last)).limit_to_first(size + 1))
            page.pop(last, None)

    def last(self, path: str, child: str) -> Any:
        """Return the row with the greatest `child`, None if there is no row."""
        rows = self._reference(path).order_by_child(child).limit_to_last(1).get() or {}
        return next(iter(rows.values() if isinstance(rows, dict) else filter(None, rows)), None)

    def ranked(
        self, path: str, child: str, size: int, after: str | None, *, descending: bool
    ) -> list[Any]:
        """Return up to `size` rows in the order of `child`, a string that is different in each row.

        `after` is the `child` of the last row of the page before, None for the first page. Rows
        without `child` are left out.
        """
        reference = self._reference(path)
        query = reference.order_by_child(child).start_at("")
        if after is not None:
            query = (query.end_at if descending else query.start_at)(in_query(after))
        limited = (query.limit_to_last if descending else query.limit_to_first)(size + 1)
        rows = rows_by_key(limited.get(), reference, lambda row: isinstance(row.get(child), str))
        return beyond(rows.values(), after, lambda row: row[child], descending=descending)[:size]

    def patch(self, updates: Mapping[str, Any]) -> None:
        """Write a multi-path update, all of it or nothing; but one after the other where it is
        about several instances, the home last."""
        for client, part in self._instances.split(updates):
            db.Reference(client=client, path="/").update(part)

    def claim(self, path: str, value: str, over: str | None = None) -> str:
        """Write a string to a path that is empty, or holds `over`. Returns what is there then."""
        reference = self._reference(path)
        current, tag = reference.get(etag=True)
        while current in (None, over):
            written, current, tag = reference.set_if_unchanged(tag, value)
            if written:
                return value
        return str(current)

    def change(self, path: str, change: Callable[[Any], Any]) -> Any:
        """Replace a node with what `change` returns for it, and return what is there then.

        If somebody else writes the node meanwhile, `change` is called again with the new value. If
        it returns its argument, or raises, nothing is written.
        """
        reference = self._reference(path)
        current, tag = reference.get(etag=True)
        while (new := change(current)) != current:
            written, current, tag = reference.set_if_unchanged(tag, new)
            if written:
                return new
        return current

    def newest(self, path: str, before: str, count: int) -> dict[str, Any]:
        """Return up to `count` children with the greatest keys up to `before`, that included."""
        reference = self._reference(path)
        rows = reference.order_by_key().end_at(in_query(before)).limit_to_last(count).get()
        return dict(rows or {})

    def is_empty(self, path: str) -> bool:
        """Return whether a node has no children. Reads one child at most."""
        return not self._reference(path).order_by_key().limit_to_first(1).get()

    def take_lease(
        self, path: str, now: datetime, length: timedelta, holder: str | None = None
    ) -> dict[str, Any] | None:
        """Take a lease on a node for `length`. Returns None while somebody else holds it.

        Else returns `{until, firstTriedAt, attempts, holder}`, in which `attempts` counts how often
        the lease was taken before. Without a `holder` it gets one that nobody else has.
        """
        reference = self._reference(path)
        current, tag = reference.get(etag=True)
        lease = next_lease(current, now, length, holder or uuid4().hex)
        if lease is None:
            return None
        taken, _, _ = reference.set_if_unchanged(tag, lease)
        return {**lease, "attempts": lease["attempts"] - 1} if taken else None

    def release_lease(self, path: str, holder: str) -> None:
        """Delete the lease if `holder` still holds it. A lease that ran out, and that somebody else
        has taken since, stays."""
        reference = self._reference(path)
        lease, tag = reference.get(etag=True)
        if lease and lease.get("holder") == holder:
            # The SDK refuses None here. To write an empty object deletes, too.
            reference.set_if_unchanged(tag, {})

    def _reference(self, path: str) -> Any:
        # firebase-admin does not quote a path: a "%41" in a key would reach the server as "A".
        client = self._instances.at(path)
        return db.Reference(client=client, path=quote(path, safe="/") or "/")
