"""The customers that the dashboard's tests see: the demo's, one of them with hostile names."""

from typing import Any

Json = Any

DOMAIN = "pivotapp.ca"
HOSTILE = '<img src=x onerror="window.hit=1">'
LONG = "Boulangerie-" + "très" * 57
RIGHT_TO_LEFT = "\u202eשלום Bakery\x07 (Montréal)"
BLANK = " "
CHEAPEST = "Solo"


def busy_companies(data: Json) -> list[str]:
    """Return the ids of the tracked companies with many timecards."""
    return [
        company_id
        for company_id, company in data["Companies"].items()
        if company.get("csmDashboardLinked") and len(data["Timecards"].get(company_id, {})) > 400
    ]


def rename(data: Json, company_id: str, name: str) -> None:
    """Give a company, its owner, its people and its departments one name."""
    company = data["Companies"][company_id]
    known = [
        entry
        for entry in data["CrmCompanies"].values()
        if entry["courriel_compte_maitre"] == company["email"]
    ]
    for entry in known:
        entry["name"] = name
        entry["owner"] = {"name": name, "email": f"csm@{DOMAIN}"}
    company["name"] = name
    for kind in ("Employees", "Departments"):
        for node in data[kind][company_id].values():
            node["name"] = name
