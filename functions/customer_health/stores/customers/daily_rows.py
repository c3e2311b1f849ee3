"""`DailyIndex/{date}/{companyId}`: the customer's row as the run of that date computed it.

The list as of a date is one query. The keys are those of the row in `CustomerIndex`, but only what
a daily run knows of its own date. The score, and what billing knows, rest on what views had cached
by then; `openAlerts` counts the alerts that the run left open, which are in `alerts`. A run that
was made up later knows none of these, and they are absent.

Once the date is over, the row stays as it stood: `restated` says that a later run of the date found
other figures.
"""

from collections.abc import Collection
from datetime import date, datetime, timedelta
from typing import Any

from customer_health.domain.alerts.alert import Alert
from customer_health.domain.customers.customer import Customer
from customer_health.domain.instants import TORONTO
from customer_health.stores.customers import rows
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.nodes import children

Json = Any

ROOT = "DailyIndex"
KEPT = timedelta(days=400)
"""A year can be compared with the one before, and a run can be repeated for 366 days."""
KEYS = (
    *("name", "email", "owner", "level", "levels", "employees", "baseline", "login"),
    *("master", "open", "outside", "clockIns", "averages", "updatedAt"),
    *("score", "revenue", "plan"),
)


def path(day: date, company_id: str) -> str:
    return f"{ROOT}/{day.isoformat()}/{company_id}"


def save(
    customer: Customer, day: date, open_alerts: Collection[Alert] | None = None
) -> dict[str, Json]:
    """Return the update that writes a customer's row of a day. Without `open_alerts` nobody knows
    which alerts were open."""
    known = rows.row(customer)
    row = {key: known[key] for key in KEYS if key in known}
    if open_alerts is not None:
        # The count says that they are known: the database stores no empty object.
        row |= {"openAlerts": len(open_alerts), "alerts": in_short(open_alerts)}
    return {path(day, customer.id): row}


def in_short(open_alerts: Collection[Alert]) -> dict[str, Json]:
    """Return what a row says of alerts. Who decided, and why, is in the alerts' own history."""
    return {
        rows.SHORT_NAMES[alert.rule]: {"severity": alert.severity, "triage": alert.triage.kind}
        for alert in open_alerts
    }


def mark_restated(company_id: str, day: date) -> dict[str, Json]:
    """Return the update that marks a row of a day that is over: a later run found other figures."""
    return {f"{path(day, company_id)}/restated": True}


def of_day(database: Database, day: date) -> dict[str, Json]:
    """Return the rows of a date by company, none if there was no run. `rows.read_row` reads one."""
    return children(database.get(f"{ROOT}/{day.isoformat()}"))


def expired(database: Database, now: datetime) -> dict[str, Json]:
    """Return the update that deletes the days that are older than KEPT."""
    oldest = now.astimezone(TORONTO).date() - KEPT
    days = database.get(ROOT, shallow=True) or ()
    return {f"{ROOT}/{day}": None for day in days if day < oldest.isoformat()}
