"""The list of customers in an instance's memory, read from the rows of `CustomerIndex`."""

import threading
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import msgspec

from customer_health.domain.alerts.alert import Alert
from customer_health.domain.customers.customer import Customer
from customer_health.domain.customers.customer_list import CustomerList, Page, Query
from customer_health.domain.customers.list_entry import ListEntry
from customer_health.domain.customers.worsening import alert_worsened_at, new_since
from customer_health.stores.alerts import row_copies
from customer_health.stores.customers import rows
from customer_health.stores.customers.list_rows import ROW, ListRow, entry_of
from customer_health.stores.rtdb.live_table import ChangeFeed
from customer_health.stores.rtdb.session import decoded
from customer_health.stores.rtdb.unreadable import UNREADABLE, log_unreadable


@dataclass(frozen=True, slots=True)
class Freshness:
    """The time of the newest figure of all customers, and the scheduled time of the newest run;
    None before the first."""

    updated_at: datetime | None = None
    ran_at: datetime | None = None

    def with_row(self, row: ListRow) -> "Freshness":
        updated_at = newest(self.updated_at, row.updated_at)
        ran_at = newest(self.ran_at, row.ran_at)
        changed = updated_at is not self.updated_at or ran_at is not self.ran_at
        return Freshness(updated_at, ran_at) if changed else self

    @property
    def new_since(self) -> datetime | None:
        """Return the instant after which a change for the worse is new; None before the first
        run."""
        return new_since(self.ran_at) if self.ran_at else None


def newest(known: datetime | None, found: datetime | None) -> datetime | None:
    return found if found and (known is None or found > known) else known


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

    def is_new(self, alert: Alert) -> bool:
        """Return whether an alert is a change for the worse since the run before the newest one."""
        with self._lock:
            self._refresh()
            since = self._newest.new_since
        return since is not None and alert_worsened_at(alert) > since

    def all(self, query: Query) -> list[ListEntry]:
        with self._lock:
            self._refresh()
            return self._list.all(query)

    def _refresh(self) -> None:
        for changed in self._feed.changes():
            self._list.change({key: self._read(key, row) for key, row in changed.items()})
        if since := self._newest.new_since:
            self._list.new_since = since.timestamp()

    def _read(self, company_id: str, raw: Any) -> ListEntry | None:
        """Return the list entry of a row, and keep its alerts and times; None if it is no tracked
        customer's, or can't be read."""
        self._alerts.pop(company_id, None)
        body = bytes(raw) if isinstance(raw, msgspec.Raw) else msgspec.json.encode(raw)
        try:
            row = ROW.decode(body)
            if row.gone:
                return None
            copies = {"alerts": row.alerts}
            alerts = row_copies.in_row(company_id, copies) if row.alerts else []
            entry = entry_of(company_id, row, alerts, body)
        except UNREADABLE as error:
            if rows.is_tracked(decoded(body)):
                log_unreadable(rows.path(company_id), error)
            return None
        if alerts:
            self._alerts[company_id] = alerts
        self._newest = self._newest.with_row(row)
        return entry


def customer_of(entry: ListEntry) -> Customer:
    return rows.read_row(entry.id, msgspec.json.decode(entry.body))


def alerts_of(entry: ListEntry) -> list[Alert]:
    """Return the open alerts of a customer."""
    return row_copies.in_row(entry.id, msgspec.json.decode(entry.body))
