"""Spread a database over several instances, as an app does that outgrew one."""

from typing import Any

from customer_health.stores.rtdb.instances import BY_COMPANY, BY_OTHERS, number_of
from customer_health.stores.rtdb.nodes import children

Tree = dict[str, Any]


def spread(data: Tree, count: int) -> tuple[Tree, list[Tree]]:
    """Return what is in the home instance, and in each of `count` instances of the app: a company's
    records together, with the availability of its employees and the presence of its users."""
    company_of = {
        key: company_id
        for company_id, staff in children(data.get("Employees")).items()
        for employee_id, employee in children(staff).items()
        for key in (employee_id, isinstance(employee, dict) and employee.get("userId"))
        if key
    }
    for company_id, company in children(data.get("Companies")).items():
        if isinstance(company, dict) and company.get("masterUserId"):
            company_of[company["masterUserId"]] = company_id
    apps: list[Tree] = [{} for _ in range(count)]
    for root in BY_COMPANY | BY_OTHERS:
        for key, node in children(data.get(root)).items():
            company_id = key if root in BY_COMPANY else company_of.get(key, key)
            apps[number_of(company_id, count)].setdefault(root, {})[key] = node
    home = {root: node for root, node in data.items() if root not in BY_COMPANY | BY_OTHERS}
    return home, apps
