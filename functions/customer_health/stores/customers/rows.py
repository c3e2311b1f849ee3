"""A customer's figures, in the two places that hold them.

`CustomerHealthMetrics/{companyId}` is the requirements' own layout, with the history nested in it.
`CustomerIndex/{companyId}` is the same without the history and with shorter names: the one small
row that lists, triggers and runs read. `changedAt` is the server's clock, so that a reader can ask
for what changed since. A company that is no longer tracked leaves a row with nothing but `gone`.
`alerts` repeats the open alerts, and is for stores/alerts/alerts.py to write and to read.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

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
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.server_time import SERVER_TIME
from customer_health.stores.rtdb.unreadable import UNREADABLE, leave_out

Json = Any
Updates = dict[str, Json]

INDEX = "CustomerIndex"
METRICS_ROOT = "CustomerHealthMetrics"
SHORT = {
    EMPLOYEES: "employees",
    LOGIN: "login",
    OPEN_SHIFTS: "open",
    OUTSIDE_AVAILABILITY: "outside",
    CONFLICTING_CLOCK_INS: "clockIns",
}
KEPT = timedelta(days=7)
"""For so long after a run its figures still tell of a company that comes back."""
TOP_LEVEL = (*METRICS, "alertLevel", "levels", "averages", "employeeChange30d", "lastUpdated")


def row_path(company_id: str) -> str:
    return f"{INDEX}/{company_id}"


def metrics_path(company_id: str) -> str:
    return f"{METRICS_ROOT}/{company_id}"


def history_path(company_id: str, day: date) -> str:
    return f"{metrics_path(company_id)}/history/{day.isoformat()}"


def snapshot(customer: Customer) -> dict[str, Json]:
    """The figures as `history/{date}` keeps them; an absent one is left out."""
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


def metrics(customer: Customer) -> dict[str, Json]:
    """The top-level fields: the snapshot, null where absent, and when each was computed."""
    freshness = {metric: iso(at) for metric, at in customer.freshness.items()}
    return {**dict.fromkeys(TOP_LEVEL), **snapshot(customer), "freshness": freshness}


def row(customer: Customer) -> dict[str, Json]:
    """The index row, without nulls, and without what others set: `alerts` and `changedAt`."""
    return {key: value for key, value in fields(customer).items() if value is not None}


def fields(customer: Customer) -> dict[str, Json]:
    baseline = customer.baseline
    return {
        "name": customer.name,
        "level": customer.level,
        "employees": customer.employees,
        **{SHORT[metric]: customer.results[metric] for metric in PERCENTAGES},
        "levels": {SHORT[metric]: level for metric, level in customer.levels.items()},
        "updatedAt": iso(customer.updated_at),
        "email": customer.email,
        "master": customer.master_user_id,
        "createdAt": iso(customer.created_at) if customer.created_at else None,
        "ranAt": iso(customer.ran_at) if customer.ran_at else None,
        "login": iso(customer.login) if customer.login else None,
        "baseline": baseline and {"count": baseline.count, "day": baseline.day.isoformat()},
        "averages": {SHORT[metric]: value for metric, value in customer.averages.items()} or None,
        "fresher": fresher(customer) or None,
        "coverage": {SHORT[metric]: days for metric, days in customer.coverage.items()} or None,
        "owner": customer.owner,
        "contact": customer.contact,
        "location": customer.location,
        "flaws": dict(customer.data_issues) or None,
        "trend": list(customer.trend) or None,
        "trendOn": customer.trend_on.isoformat() if customer.trend_on else None,
        "worsenedOn": {SHORT[m]: day.isoformat() for m, day in customer.worsened_on.items()}
        or None,
    }


def read_kept(database: Database, customer: Customer) -> Customer:
    """A newly tracked customer with the figures that it had when it was tracked last, if a run
    found them of late. They are read by themselves, without the history beside them."""
    path = metrics_path(customer.id)
    freshness = database.get(f"{path}/freshness") or {}
    measured = freshness.get(OPEN_SHIFTS)
    if not measured or customer.updated_at - parse_instant(measured) > KEPT:
        return customer
    found = {key: database.get(f"{path}/{key}") for key in TOP_LEVEL}
    change, login = found["employeeChange30d"], found[LOGIN]
    return replace(
        customer,
        baseline=Baseline(date.fromisoformat(change["baselineDate"]), change["from"])
        if change
        else None,
        login=parse_instant(login) if login else None,
        results={metric: found[metric] for metric in PERCENTAGES},
        averages=found["averages"] or {},
        levels=found["levels"],
        freshness={metric: parse_instant(at) for metric, at in freshness.items()},
    )


def is_tracked(node: Json) -> bool:
    """An event that comes too late may put figures back into a row that is gone."""
    return isinstance(node, dict) and "level" in node and not node.get("gone")


def is_forgotten(node: Json) -> bool:
    """Nothing is left of a row but that it is gone."""
    return node is None or (own(node) == {"gone": True} and not node.get("alerts"))


def read_tracked(company_id: str, node: Json) -> Customer | None:
    """The customer of a row, if it is tracked. One that can't be read is not: the daily run makes
    the row anew."""
    try:
        return read_row(company_id, node) if is_tracked(node) else None
    except UNREADABLE as error:
        leave_out(row_path(company_id), error)
        return None


def is_known(database: Database, company_id: str) -> bool:
    """Whether it is a customer, or ever was."""
    return bool(database.get(metrics_path(company_id), shallow=True))


def read_row(company_id: str, node: Mapping[str, Json]) -> Customer:
    """The customer of a row for which `is_tracked` holds."""
    baseline, created, ran_at, login = (
        node.get(key) for key in ("baseline", "createdAt", "ranAt", "login")
    )
    averages = node.get("averages", {})
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
        results={metric: node[SHORT[metric]] for metric in PERCENTAGES},
        averages={m: averages[SHORT[m]] for m in PERCENTAGES if SHORT[m] in averages},
        levels={metric: node["levels"][SHORT[metric]] for metric in METRICS},
        freshness=read_freshness(node),
        updated_at=parse_instant(node["updatedAt"]),
        coverage={
            metric: node["coverage"][SHORT[metric]]
            for metric in PERCENTAGES
            if SHORT[metric] in node.get("coverage", {})
        },
        owner=node.get("owner"),
        contact=node.get("contact"),
        location=node.get("location"),
        data_issues=node.get("flaws", {}),
        trend=tuple(node.get("trend", ())),
        trend_on=date.fromisoformat(node["trendOn"]) if "trendOn" in node else None,
        worsened_on={
            metric: date.fromisoformat(node["worsenedOn"][SHORT[metric]])
            for metric in METRICS
            if SHORT[metric] in node.get("worsenedOn", {})
        },
    )


def fresher(customer: Customer) -> dict[str, str]:
    """The figures that were computed live, since the run of `ranAt` computed all."""
    return {
        SHORT[metric]: iso(at)
        for metric, at in customer.freshness.items()
        if customer.ran_at is None or iso(at) != iso(customer.ran_at)
    }


def read_freshness(node: Mapping[str, Json]) -> dict[str, datetime]:
    live, ran_at = node.get("fresher", {}), node.get("ranAt")
    known = {metric: live.get(SHORT[metric], ran_at) for metric in METRICS}
    return {metric: parse_instant(at) for metric, at in known.items() if at}


def save(customer: Customer, node: Json) -> Updates:
    """Everything of the customer, over a row that read `node`."""
    path = metrics_path(customer.id)
    updates = {f"{path}/{key}": value for key, value in metrics(customer).items()}
    if own(node) != row(customer):
        values = {**dict.fromkeys(own(node)), **fields(customer), "changedAt": SERVER_TIME}
        updates |= {f"{row_path(customer.id)}/{key}": value for key, value in values.items()}
    return updates


def save_changes(before: Customer, after: Customer, node: Json) -> Updates:
    """Only what differs, leaf by leaf, so that events on other figures are not undone.

    Nothing, if nothing but the time of computing would change.
    """
    changes = difference(row_path(after.id), own(node), row(after))
    timeless = {p for p in changes if "/fresher" not in p and not p.endswith("/updatedAt")}
    if not timeless:
        return {}
    path = metrics_path(after.id)
    return {
        **changes,
        **difference(path, metrics(before), metrics(after)),
        f"{path}/alertLevel": after.level,
        f"{row_path(after.id)}/changedAt": SERVER_TIME,
    }


def remove(company_id: str, node: Json) -> Updates:
    """No longer tracked. The figures and their history stay; the row says that it is gone.
    Closing its alerts takes them out of it."""
    values = {**dict.fromkeys(own(node)), "gone": True, "changedAt": SERVER_TIME}
    return {f"{row_path(company_id)}/{key}": value for key, value in values.items()}


def own(node: Json) -> dict[str, Json]:
    """Of a row, what `row` makes."""
    fields = node if isinstance(node, dict) else {}
    return {key: value for key, value in fields.items() if key not in ("alerts", "changedAt")}


def difference(path: str, old: Json, new: Json) -> Updates:
    """The leaves to write below `path` to make `old` into `new`; null where one goes."""
    if isinstance(old, dict) and isinstance(new, dict):
        return {
            leaf: value
            for key in {**old, **new}
            for leaf, value in difference(f"{path}/{key}", old.get(key), new.get(key)).items()
        }
    return {} if old == new else {path: new}
