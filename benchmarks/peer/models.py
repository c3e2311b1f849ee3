"""The JSON of the peer: the same as the API's."""

# ruff: noqa: N815

from datetime import date, datetime
from typing import Any

from pydantic import BaseModel, Field

METRICS = {
    "employees": "numberofemployees",
    "login": "last_login_date_master_account",
    "open": "quarts_de_travail_ouverts_10_",
    "outside": "quarts_de_travail_attribues_hors_dispo_10",
    "clockIns": "quarts_problematiques_50",
}


class Change(BaseModel):
    from_: int = Field(serialization_alias="from")
    baselineDate: date
    count: int
    percent: float
    arrow: str


class Customer(BaseModel):
    numberofemployees: int
    last_login_date_master_account: datetime | None
    quarts_de_travail_ouverts_10_: str
    quarts_de_travail_attribues_hors_dispo_10: str
    quarts_problematiques_50: str
    alertLevel: str
    levels: dict[str, str]
    averages: dict[str, float]
    freshness: dict[str, datetime]
    employeeChange30d: Change | None
    lastUpdated: datetime
    id: str
    name: str
    email: str | None
    owner: dict[str, str] | None
    trend: list[int]
    criticals: int
    openAlerts: list[dict[str, Any]] = []


class Detail(Customer):
    createdAt: datetime | None
    coverage: dict[str, int]
    alerts: list[dict[str, Any]] = []


class Page(BaseModel):
    customers: list[Customer]
    total: int
    summary: dict[str, int]
    freshness: dict[str, datetime]
    next: str | None


def customer(key: str, row: dict[str, Any]) -> Detail:
    """Return the customer of a row that has no alerts."""
    levels = named(row["levels"])
    times = dict.fromkeys(METRICS.values(), row["ranAt"]) | named(row.get("fresher", {}))
    worst = [level for level in ("critical", "warning", "healthy") if level in levels.values()]
    return Detail(
        numberofemployees=row["employees"],
        last_login_date_master_account=row.get("login"),
        quarts_de_travail_ouverts_10_=row["open"],
        quarts_de_travail_attribues_hors_dispo_10=row["outside"],
        quarts_problematiques_50=row["clockIns"],
        alertLevel=worst[0] if worst else "unknown",
        levels=levels,
        averages=named(row.get("averages", {})),
        freshness=times,
        employeeChange30d=change(row),
        lastUpdated=row["updatedAt"],
        id=key,
        name=row["name"],
        email=row.get("email"),
        owner=row.get("owner"),
        trend=[*row.get("trend", []), row["employees"]],
        criticals=list(levels.values()).count("critical"),
        createdAt=row.get("createdAt"),
        coverage=named(row.get("coverage", {})),
    )


def named(values: dict[str, Any]) -> dict[str, Any]:
    return {METRICS[short]: value for short, value in values.items()}


def change(row: dict[str, Any]) -> Change | None:
    baseline = row.get("baseline")
    if not baseline or baseline["count"] <= 0:
        return None
    count = row["employees"] - baseline["count"]
    arrow = "→" if not count else "↑" if count > 0 else "↓"
    return Change(
        from_=baseline["count"],
        baselineDate=baseline["day"],
        count=count,
        percent=100 * count / baseline["count"],
        arrow=f"{arrow} {count:{'+' if count else ''}}",
    )
