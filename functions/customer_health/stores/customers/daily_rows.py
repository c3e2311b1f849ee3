"""`DailyIndex/{date}/{companyId}`: the customer's row as the run of that date computed it.

The list as of a date is one query. The keys are those of the row in `CustomerIndex`, but only what
a daily run knows of its own date. Once the date is over, the row stays as it stood: `restated` says
that a later run of the date found other figures.
"""

from datetime import date, datetime, timedelta
from typing import Any

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
)


def path(day: date, company_id: str) -> str:
    return f"{ROOT}/{day.isoformat()}/{company_id}"


def save(customer: Customer, day: date) -> dict[str, Json]:
    """Return the update that writes a customer's row of a day."""
    row = rows.row(customer)
    return {path(day, customer.id): {key: row[key] for key in KEYS if key in row}}


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
