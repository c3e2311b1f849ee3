"""The customers that the dashboard's tests see: the demo's, one of them with hostile names."""

from typing import Any

Json = Any

DOMAIN = "pivotapp.ca"
HOSTILE = '<img src=x onerror="window.hit=1">'
CHEAPEST = "Solo"


def busy_company(data: Json) -> str:
    return next(
        company_id
        for company_id, company in data["Companies"].items()
        if company.get("csmDashboardLinked") and len(data["Timecards"].get(company_id, {})) > 400
    )


def poison(data: Json, company_id: str) -> None:
    company = data["Companies"][company_id]
    known = [
        entry
        for entry in data["CrmCompanies"].values()
        if entry["courriel_compte_maitre"] == company["email"]
    ]
    for entry in known:
        entry["name"] = HOSTILE
        entry["owner"] = {"name": HOSTILE, "email": f"csm@{DOMAIN}"}
    company["name"] = HOSTILE
    for kind in ("Employees", "Departments"):
        for node in data[kind][company_id].values():
            node["name"] = HOSTILE
