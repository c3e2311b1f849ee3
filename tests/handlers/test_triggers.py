"""Triggers: events that lead to a read of the data, and events that need none."""

from dataclasses import replace
from types import SimpleNamespace
from typing import Any

import pytest

from customer_health.handlers.triggers import company_changed, employee_archived, employee_updated
from tests.memory_database import MemoryDatabase
from tests.services import services_over

VALUES = (None, False, True, 0, "no")


@pytest.mark.parametrize("before", VALUES)
@pytest.mark.parametrize("after", VALUES)
def test_a_change_of_archived_that_changes_the_count(before: Any, after: Any) -> None:
    def record(archived: Any) -> dict[str, Any]:
        return {"name": "Ann", **({} if archived is None else {"archived": archived})}

    acme = {"name": "Acme", "csmDashboardLinked": True}
    database = MemoryDatabase(
        {"Companies": {"acme": acme}, "Employees": {"acme": {"ann": record(before)}}}
    )
    services = services_over(database)
    params = {"companyId": "acme", "employeeId": "ann"}
    company_changed(SimpleNamespace(id="e", params=params), services)

    # Without the ledger, all of the company's employees are counted again.
    database.patch({"Employees/acme/ann": record(after), "EmployeeLedger/acme": None})
    change = SimpleNamespace(before=before, after=after)
    employee_archived(SimpleNamespace(id="e", params=params, data=change), services)
    assert database.get("CustomerIndex/acme/employees") == (after is None or after is False)


def test_a_login_before_all_instances_know_a_new_company_is_counted() -> None:
    acme = {"name": "Acme", "masterUserId": "u", "csmDashboardLinked": True}
    database = MemoryDatabase({"Companies": {"acme": acme}})
    login = {"PresenceStatus/u/lastActive": "2025-11-24T12:00:00Z"}
    services = replace(services_over(database), wait_for_masters=lambda: database.write(login))
    company_changed(SimpleNamespace(id="e", params={"companyId": "acme"}), services)
    assert database.get("CustomerIndex/acme/login") == "2025-11-24T12:00:00Z"


@pytest.mark.parametrize(
    ("before", "after", "master"),
    [
        ({"email": "boss@example.com"}, {"email": "boss@example.com", "userId": "u"}, "u"),
        ({"userId": "u"}, {"email": "boss@example.com", "userId": "u"}, "u"),
        ({"email": "boss@example.com", "userId": "u"}, {"userId": "u"}, None),
        (
            {"email": "a@example.com", "userId": "u"},
            {"email": "b@example.com", "userId": "u"},
            None,
        ),
        ("text", {"email": "boss@example.com", "userId": "u"}, "u"),
    ],
)
def test_a_change_of_the_master_account_is_noticed(
    before: Any, after: Any, master: str | None
) -> None:
    acme = {"name": "Acme", "email": "boss@example.com", "csmDashboardLinked": True}
    database = MemoryDatabase({"Companies": {"acme": acme}, "Employees": {"acme": {"ann": before}}})
    services = services_over(database)
    params = {"companyId": "acme", "employeeId": "ann"}
    company_changed(SimpleNamespace(id="e", params=params), services)
    database.patch({"Employees/acme/ann": after})
    change = SimpleNamespace(before=before, after=after)
    employee_updated(SimpleNamespace(id="e", params=params, data=change), services)
    assert database.get("CustomerIndex/acme/master") == master
