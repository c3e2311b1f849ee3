"""The names of a company's employees and departments, by id."""

from typing import Any

from customer_health.stores.metrics.employees import path
from customer_health.stores.rtdb.client import Database
from customer_health.stores.rtdb.nodes import children


def of_employees(database: Database, company_id: str) -> dict[str, str]:
    return names(database.get(path(company_id)))


def of_departments(database: Database, company_id: str) -> dict[str, str]:
    return names(database.get(f"Departments/{company_id}"))


def names(node: Any) -> dict[str, str]:
    return {
        key: record["name"]
        for key, record in children(node).items()
        if isinstance(record, dict) and isinstance(record.get("name"), str)
    }
