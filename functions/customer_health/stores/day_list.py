"""The list of customers as the run of one date left it, from the rows of `DailyIndex`."""

from collections.abc import Mapping
from datetime import date
from functools import lru_cache
from typing import Any

import msgspec

from customer_health.domain.alerts.alert import Severity, TriageKind
from customer_health.domain.customers.customer_list import CustomerList
from customer_health.domain.customers.list_entry import ListEntry
from customer_health.stores.customers import daily_rows, rows
from customer_health.stores.customers.list_rows import ROW, entry_of
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.unreadable import UNREADABLE, log_unreadable


@lru_cache(maxsize=2)
def read(database: Database, day: date, minute: int) -> CustomerList:
    """Read the list of a date, empty if there was no run. It is kept for one `minute`, so that to
    go on to its next page reads nothing. The caller must not change it."""
    found: dict[str, ListEntry | None] = {}
    for company_id, node in daily_rows.of_day(database, day).items():
        try:
            found[company_id] = entry(company_id, node)
        except UNREADABLE as error:
            log_unreadable(daily_rows.path(day, company_id), error)
    customers = CustomerList()
    customers.change(found)
    return customers


class DayAlert(msgspec.Struct):
    severity: Severity
    triage: TriageKind


class DayState(msgspec.Struct, rename="camel"):
    """What a row of a day has and today's row has not. `restated`: a later run of the date, once it
    was over, found other figures. Without `open_alerts` nobody knows which alerts were open."""

    restated: bool = False
    open_alerts: int | None = None
    alerts: dict[str, DayAlert] = {}

    @property
    def open_by_metric(self) -> Mapping[str, DayAlert] | None:
        return None if self.open_alerts is None else rows.by_metric(self.alerts)


STATE = msgspec.json.Decoder(DayState)


def entry(company_id: str, node: Any) -> ListEntry:
    body = msgspec.json.encode(node)
    STATE.decode(body)
    return entry_of(company_id, ROW.decode(body), (), body)


def state_of(entry: ListEntry) -> DayState:
    return STATE.decode(entry.body)
