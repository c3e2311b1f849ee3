"""`CustomerIndex/{companyId}`: a customer's figures in one small row, under short names.

Lists, triggers and daily runs read this row instead of `CustomerHealthMetrics/{companyId}`, which
also holds the whole history. `changedAt` is the database server's time, so that a reader can query
for what changed since its last read. A company that is no longer tracked leaves a tombstone: a row
with `gone: true` and `changedAt` only. `alerts` holds copies of the open alerts; only
`stores/alerts/row_copies.py` reads and writes them.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from customer_health.domain.codec import as_json, from_json
from customer_health.domain.context.score_history import DayScore
from customer_health.domain.customers.customer import Customer
from customer_health.domain.instants import iso, parse_instant
from customer_health.domain.metrics.employees import Baseline
from customer_health.domain.metrics.names import (
    CONFLICTING_CLOCK_INS,
    EMPLOYEES,
    LOGIN,
    METRICS,
    OPEN_SHIFTS,
    OUTSIDE_AVAILABILITY,
    PERCENTAGES,
)
from customer_health.domain.money import Money
from customer_health.stores.rtdb.server_time import SERVER_TIME
from customer_health.stores.rtdb.unreadable import UNREADABLE, log_unreadable

Json = Any

ROOT = "CustomerIndex"
SHORT_NAMES = {
    EMPLOYEES: "employees",
    LOGIN: "login",
    OPEN_SHIFTS: "open",
    OUTSIDE_AVAILABILITY: "outside",
    CONFLICTING_CLOCK_INS: "clockIns",
}
"""The key of each metric in a row."""
FOREIGN_KEYS = ("alerts", "changedAt")
"""Keys of a row that don't come from the customer's figures."""


def path(company_id: str) -> str:
    return f"{ROOT}/{company_id}"


def row(customer: Customer) -> dict[str, Json]:
    """Return a customer's row, without nulls and without the FOREIGN_KEYS."""
    return {key: value for key, value in row_fields(customer).items() if value is not None}


def row_fields(customer: Customer) -> dict[str, Json]:
    """Return every key of a customer's row, None where it has no value."""
    baseline = customer.baseline
    worsened_on = by_short_name({m: day.isoformat() for m, day in customer.worsened_on.items()})
    return {
        "name": customer.name,
        "level": customer.level,
        "employees": customer.employees,
        **{SHORT_NAMES[metric]: customer.results[metric] for metric in PERCENTAGES},
        "levels": by_short_name(customer.levels),
        "updatedAt": iso(customer.updated_at),
        "email": customer.email,
        "master": customer.master_user_id,
        "createdAt": iso(customer.created_at) if customer.created_at else None,
        "ranAt": iso(customer.ran_at) if customer.ran_at else None,
        "login": iso(customer.login) if customer.login else None,
        "baseline": baseline and {"count": baseline.count, "day": baseline.day.isoformat()},
        "averages": by_short_name(customer.averages) or None,
        "fresher": live_times(customer) or None,
        "coverage": by_short_name(customer.coverage) or None,
        "owner": customer.owner,
        "contact": customer.contact,
        "location": customer.location,
        "flaws": dict(customer.data_issues) or None,
        "trend": list(customer.trend) or None,
        "trendOn": customer.trend_on.isoformat() if customer.trend_on else None,
        "worsenedOn": worsened_on or None,
        "score": as_json(customer.score) if customer.score else None,
        "revenue": as_json(customer.revenue) if customer.revenue else None,
        "plan": customer.plan,
    }


def by_short_name(values: Mapping[str, Json]) -> dict[str, Json]:
    return {SHORT_NAMES[metric]: value for metric, value in values.items()}


def by_metric(values: Mapping[str, Json]) -> dict[str, Json]:
    return {metric: values[name] for metric, name in SHORT_NAMES.items() if name in values}


def live_times(customer: Customer) -> dict[str, str]:
    """Return the times of the figures that an event has computed since the run at `ranAt`, which
    computed all of them."""
    return {
        SHORT_NAMES[metric]: iso(at)
        for metric, at in customer.freshness.items()
        if customer.ran_at is None or iso(at) != iso(customer.ran_at)
    }


def is_tracked(node: Json) -> bool:
    """Return whether a row is that of a tracked customer."""
    # An event that comes after the removal may have written figures back beside `gone`.
    return isinstance(node, dict) and "level" in node and not node.get("gone")


def is_removed(node: Json) -> bool:
    """Return whether a row is absent, or a tombstone and nothing more."""
    return node is None or (customer_fields(node) == {"gone": True} and not node.get("alerts"))


def read_tracked(company_id: str, node: Json) -> Customer | None:
    """Return the customer of a row, None if it isn't tracked.

    A row that can't be read counts as not tracked: the next daily run writes it anew.
    """
    try:
        return read_row(company_id, node) if is_tracked(node) else None
    except UNREADABLE as error:
        log_unreadable(path(company_id), error)
        return None


def read_row(company_id: str, node: Mapping[str, Json]) -> Customer:
    """Return the customer of a row for which `is_tracked` holds. Raises one of UNREADABLE if a key
    is missing or malformed."""
    baseline, created, ran_at, login = (
        node.get(key) for key in ("baseline", "createdAt", "ranAt", "login")
    )
    worsened_on = by_metric(node.get("worsenedOn", {}))
    return Customer(
        id=company_id,
        name=node["name"],
        email=node.get("email"),
        master_user_id=node.get("master"),
        created_at=parse_instant(created) if created else None,
        ran_at=parse_instant(ran_at) if ran_at else None,
        employees=node["employees"],
        baseline=Baseline(date.fromisoformat(baseline["day"]), baseline["count"])
        if baseline
        else None,
        login=parse_instant(login) if login else None,
        results={metric: node[SHORT_NAMES[metric]] for metric in PERCENTAGES},
        averages=by_metric(node.get("averages", {})),
        levels={metric: node["levels"][SHORT_NAMES[metric]] for metric in METRICS},
        freshness=read_freshness(node),
        updated_at=parse_instant(node["updatedAt"]),
        coverage=by_metric(node.get("coverage", {})),
        owner=node.get("owner"),
        contact=node.get("contact"),
        location=node.get("location"),
        data_issues=node.get("flaws", {}),
        trend=tuple(node.get("trend", ())),
        trend_on=date.fromisoformat(node["trendOn"]) if "trendOn" in node else None,
        worsened_on={metric: date.fromisoformat(day) for metric, day in worsened_on.items()},
        score=from_json(DayScore, node["score"]) if "score" in node else None,
        revenue=from_json(Money, node["revenue"]) if "revenue" in node else None,
        plan=node.get("plan"),
    )


def read_freshness(node: Mapping[str, Json]) -> dict[str, datetime]:
    """Return when each figure was computed: at its own live time, else at the run's."""
    live = {metric: parse_instant(at) for metric, at in by_metric(node.get("fresher", {})).items()}
    ran_at = node.get("ranAt")
    return {**(dict.fromkeys(METRICS, parse_instant(ran_at)) if ran_at else {}), **live}


def remove(company_id: str, node: Json) -> dict[str, Json]:
    """Turn a row into a tombstone. The metrics node with its history stays.

    The copies of alerts are not deleted here: closing the alerts deletes them.
    """
    values = {**dict.fromkeys(customer_fields(node)), "gone": True, "changedAt": SERVER_TIME}
    return {f"{path(company_id)}/{key}": value for key, value in values.items()}


def customer_fields(node: Json) -> dict[str, Json]:
    """Return the part of a stored row that `row` makes: all but the FOREIGN_KEYS."""
    fields = node if isinstance(node, dict) else {}
    return {key: value for key, value in fields.items() if key not in FOREIGN_KEYS}
