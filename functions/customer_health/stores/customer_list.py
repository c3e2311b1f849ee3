"""The list of customers in an instance's memory, read from the rows of `CustomerIndex`."""

import threading
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from customer_health.domain.alerts.alert import Alert
from customer_health.domain.customers.customer import Customer
from customer_health.domain.customers.customer_list import CustomerList, Page, Query
from customer_health.domain.customers.list_entry import ListEntry, entry_of
from customer_health.domain.customers.worsening import new_since
from customer_health.domain.instants import parse_instant
from customer_health.stores.alerts import row_copies
from customer_health.stores.customers import rows
from customer_health.stores.rtdb.live_table import ChangeFeed
from customer_health.stores.rtdb.unreadable import UNREADABLE, log_unreadable


@dataclass(frozen=True, slots=True)
class Freshness:
    """The time of the newest figure of all customers, and the scheduled time of the newest run, in
    ISO-8601; "" before the first."""

    updated_at: str = ""
    ran_at: str = ""

    def with_rows(self, changed: Iterable[Any]) -> "Freshness":
        updated_at, ran_at = self.updated_at, self.ran_at
        for row in changed:
            updated_at = max(updated_at, str(row["updatedAt"]))
            ran_at = max(ran_at, str(row.get("ranAt", "")))
        return Freshness(updated_at, ran_at)

    @property
    def new_since(self) -> datetime | None:
        """Return the instant after which a change for the worse is new; None before the first
        run."""
        return new_since(parse_instant(self.ran_at)) if self.ran_at else None


class CustomerTable:
    """All customers and their open alerts, at most as old as the feed allows. Thread-safe."""

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
        """Return the open alerts of all customers."""
        with self._lock:
            self._refresh()
            return [alert for alerts in self._alerts.values() for alert in alerts]

    def alerts_of(self, company_id: str) -> list[Alert]:
        """Return the open alerts of a customer, as they were when the table was last read."""
        return self._alerts.get(company_id, [])

    def all(self, query: Query) -> list[ListEntry]:
        with self._lock:
            self._refresh()
            return self._list.all(query)

    def _refresh(self) -> None:
        for changed in self._feed.changes():
            alerts = {
                key: row_copies.in_row(key, row)
                for key, row in changed.items()
                if isinstance(row, dict) and "alerts" in row
            }
            entries = {
                key: read_entry(key, row, alerts.get(key, ())) for key, row in changed.items()
            }
            self._list.change(entries)
            customers = {key: changed[key] for key, entry in entries.items() if entry}
            for key in changed:
                self._alerts.pop(key, None)
                if key in customers and key in alerts:
                    self._alerts[key] = alerts[key]
            self._newest = self._newest.with_rows(customers.values())
            if since := self._newest.new_since:
                self._list.new_since = since.timestamp()


def read_entry(company_id: str, row: Any, alerts: Collection[Alert]) -> ListEntry | None:
    """Return the list entry of a row; None if it is no tracked customer's, or can't be read."""
    try:
        if (customer := rows.read_tracked(company_id, row)) is None:
            return None
        return entry_of(customer, alerts, msgspec.json.encode(rows.customer_fields(row)))
    except UNREADABLE as error:
        log_unreadable(rows.path(company_id), error)
        return None


def customer_of(entry: ListEntry) -> Customer:
    return rows.read_row(entry.id, msgspec.json.decode(entry.body))
