"""The list of customers, kept in an instance's memory from the index rows."""

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import msgspec

from customer_health.domain.alerts.alert import Alert
from customer_health.domain.customers.customer import Customer
from customer_health.domain.customers.customer_list import CustomerList, Page, Query
from customer_health.domain.customers.list_entry import ListEntry, entry_of
from customer_health.stores.alerts import row_copies
from customer_health.stores.customers import rows as customer_rows
from customer_health.stores.rtdb.live_table import ChangeFeed
from customer_health.stores.rtdb.unreadable import UNREADABLE, leave_out


@dataclass(frozen=True, slots=True)
class Freshness:
    """The newest figure of all customers, and the clock of the newest run; "" before the first."""

    updated_at: str = ""
    ran_at: str = ""

    def with_rows(self, rows: Iterable[Any]) -> "Freshness":
        updated_at, ran_at = self.updated_at, self.ran_at
        for row in rows:
            updated_at = max(updated_at, str(row["updatedAt"]))
            ran_at = max(ran_at, str(row.get("ranAt", "")))
        return Freshness(updated_at, ran_at)


class CustomerTable:
    """Safe to use from several threads."""

    def __init__(self, feed: ChangeFeed) -> None:
        self._feed = feed
        self._list = CustomerList()
        self._alerts: dict[str, list[Alert]] = {}
        self._lock = threading.Lock()
        self._newest = Freshness()

    def page(self, query: Query) -> tuple[Page, "Freshness"]:
        with self._lock:
            self._refresh()
            return self._list.page(query), self._newest

    def get(self, company_id: str) -> Customer | None:
        with self._lock:
            self._refresh()
            entry = self._list.get(company_id)
        return customer_of(entry) if entry else None

    def alerts(self) -> list[Alert]:
        """The open ones of all customers."""
        with self._lock:
            self._refresh()
            return [alert for of_one in self._alerts.values() for alert in of_one]

    def all(self, query: Query) -> list[ListEntry]:
        with self._lock:
            self._refresh()
            return list(self._list.all(query))

    def _refresh(self) -> None:
        for rows in self._feed.news():
            entries = {key: read_entry(key, row) for key, row in rows.items()}
            self._list.change(entries)
            known = {key: rows[key] for key, entry in entries.items() if entry}
            for key in rows:
                self._alerts.pop(key, None)
                if key in known and "alerts" in known[key]:
                    self._alerts[key] = row_copies.in_row(key, known[key])
            self._newest = self._newest.with_rows(known.values())


def read_entry(company_id: str, row: Any) -> ListEntry | None:
    """None for what is no customer, or can't be read: one row stops no other."""
    try:
        if (customer := customer_rows.read_tracked(company_id, row)) is None:
            return None
        return entry_of(customer, msgspec.json.encode(customer_rows.customer_fields(row)))
    except UNREADABLE as error:
        leave_out(customer_rows.path(company_id), error)
        return None


def customer_of(entry: ListEntry) -> Customer:
    return customer_rows.read_row(entry.id, msgspec.json.decode(entry.body))
