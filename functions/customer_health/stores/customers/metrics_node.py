"""`CustomerHealthMetrics/{companyId}`: a customer's figures in the layout of the requirements.

The top level holds the newest figures, `history/{date}` those of each daily run.
"""

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

from customer_health.domain.customers.customer import Customer
from customer_health.domain.instants import iso, parse_instant
from customer_health.domain.metrics.employees import Baseline
from customer_health.domain.metrics.names import (
    EMPLOYEES,
    LOGIN,
    METRICS,
    OPEN_SHIFTS,
    PERCENTAGES,
)
from customer_health.stores.rtdb.client import Database

Json = Any

ROOT = "CustomerHealthMetrics"
TOP_LEVEL = (*METRICS, "alertLevel", "levels", "averages", "employeeChange30d", "lastUpdated")
RECENT = timedelta(days=7)
"""Figures of a run that is older than this are not shown for a company that is tracked again."""


def path(company_id: str) -> str:
    return f"{ROOT}/{company_id}"


def history_root(company_id: str) -> str:
    return f"{path(company_id)}/history"


def history_path(company_id: str, day: date) -> str:
    return f"{history_root(company_id)}/{day.isoformat()}"


def snapshot(customer: Customer) -> dict[str, Json]:
    """Return the figures as `history/{date}` stores them, without those that are absent."""
    baseline, percent = customer.baseline, customer.change_percent
    change = baseline and {
        "from": baseline.count,
        "baselineDate": baseline.day.isoformat(),
        "percent": percent,
    }
    return {
        EMPLOYEES: customer.employees,
        **({LOGIN: iso(customer.login)} if customer.login else {}),
        **customer.results,
        "alertLevel": customer.level,
        "levels": dict(customer.levels),
        **({"averages": dict(customer.averages)} if customer.averages else {}),
        **({"employeeChange30d": change} if percent is not None else {}),
        "lastUpdated": iso(customer.updated_at),
    }


def node(customer: Customer) -> dict[str, Json]:
    """Return the top-level fields: the snapshot, null where a figure is absent, and `freshness`,
    the time at which each figure was computed."""
    freshness = {metric: iso(at) for metric, at in customer.freshness.items()}
    return {**dict.fromkeys(TOP_LEVEL), **snapshot(customer), "freshness": freshness}


def with_recent_figures(database: Database, customer: Customer) -> Customer:
    """Return a newly tracked customer with its figures from the last time that it was tracked, if
    a run computed them within the last `RECENT`; else the customer as it is."""
    node = path(customer.id)
    freshness = database.get(f"{node}/freshness") or {}
    # Only a daily run computes the percentages, so this is the time of the newest run.
    measured_at = freshness.get(OPEN_SHIFTS)
    if not measured_at or customer.updated_at - parse_instant(measured_at) > RECENT:
        return customer
    # Key by key: reading the whole node would also download the history.
    stored = {key: database.get(f"{node}/{key}") for key in TOP_LEVEL}
    change, login = stored["employeeChange30d"], stored[LOGIN]
    return replace(
        customer,
        baseline=Baseline(date.fromisoformat(change["baselineDate"]), change["from"])
        if change
        else None,
        login=parse_instant(login) if login else None,
        results={metric: stored[metric] for metric in PERCENTAGES},
        averages=stored["averages"] or {},
        levels=stored["levels"],
        freshness={metric: parse_instant(at) for metric, at in freshness.items()},
    )


def exists(database: Database, company_id: str) -> bool:
    """Return whether a company is a customer, or ever was one."""
    return bool(database.get(path(company_id), shallow=True))
