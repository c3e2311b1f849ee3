"""Read who is moving: two daily runs, each one query, never a company's history."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Any

from customer_health.domain.customers.customer import Customer, breach
from customer_health.domain.insights.movers import DayRow, Movers, movers
from customer_health.domain.instants import clock_of, newest_run_date
from customer_health.domain.metrics.names import EMPLOYEES, LOGIN, PERCENTAGES
from customer_health.stores.customers import daily_rows, rows
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.unreadable import UNREADABLE, log_unreadable
from customer_health.stores.runs import runs

RECENT = 7


def newest_whole_run(database: Database, now: datetime) -> date:
    """Return the date of the newest run that has ended: of one that is under way, only a part of
    the customers could be compared. Without one in RECENT days, returns the date of the newest."""
    newest = newest_run_date(now)
    days = (newest - timedelta(days=ago) for ago in range(RECENT))
    whole = (day for day in days if runs.is_complete(database, day))
    return next(whole, newest)


@lru_cache(maxsize=4)
def moved(database: Database, last: date, days: int, hour: int) -> Movers:
    """Compare the run of `last` with the one some days before. It is kept for one `hour`: the rows
    of all customers are read, and they change once a day."""
    return movers(
        read_day(database, last - timedelta(days=days)),
        read_day(database, last),
    )


def hour_of(now: datetime) -> int:
    return int(now.timestamp() // 3600)


def read_day(database: Database, day: date) -> dict[str, DayRow]:
    """Return the customers of a run by id. One that can't be read is logged and left out."""
    nodes = daily_rows.of_day(database, day)
    found = {key: read(key, node, day) for key, node in nodes.items()}
    return {key: row for key, row in found.items() if row}


def read_one(database: Database, day: date, company_id: str) -> DayRow | None:
    """Return a customer in a run, None if it was not in it."""
    node = database.get(daily_rows.path(day, company_id))
    return read(company_id, node, day) if node else None


def read(company_id: str, node: Mapping[str, Any], day: date) -> DayRow | None:
    try:
        customer = rows.read_row(company_id, node)
    except UNREADABLE as error:
        log_unreadable(daily_rows.path(day, company_id), error)
        return None
    return DayRow(customer.level, customer.levels, figures(customer, clock_of(day)))


def figures(customer: Customer, clock: datetime) -> dict[str, float]:
    """Return the figures that are known, each in the unit of its threshold. Without any login the
    days are unknown: the row does not say when the company was created."""
    login = breach(customer, LOGIN, clock) if customer.login else None
    found = {
        EMPLOYEES: breach(customer, EMPLOYEES, clock),
        LOGIN: None if customer.levels[LOGIN] == "none" else login,
        **{metric: customer.averages.get(metric) for metric in PERCENTAGES},
    }
    return {metric: float(value) for metric, value in found.items() if value is not None}
