"""The app's records in two instances of the database: triggers, the daily run and the list."""

from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
import requests

from customer_health.stores.rtdb.instances import number_of
from demo.app.instances import spread
from emulator_harness import Database, Suite
from emulator_harness.ports import Ports
from emulator_tests.log_lines import log_lines
from emulator_tests.runs.test_daily_run import a_company_at_work

Json = Any
RULES = Path(__file__).parents[2] / "database.rules.json"
APPS = ("pivot-app-1", "pivot-app-2")
MAPLE, WILLOW = "maple", "willow"


@pytest.fixture(scope="module")
def instances(project_dir: Path, suite_env: Mapping[str, str]) -> Iterator[Suite]:
    env = {**suite_env, "DATABASE_INSTANCES": ",".join(APPS)}
    with Suite(project_dir, ports=Ports.free(), env=env) as running:
        yield running


@pytest.fixture
def apps(instances: Suite) -> list[Database]:
    """Return the app's two instances with a company each, as a run needs it."""
    data = a_company_at_work()
    willow = {"name": "Willow", "email": "boss@willow.example.com", "csmDashboardLinked": True}
    data["Companies"][WILLOW] = willow
    data["Employees"][WILLOW] = {"b1": {"name": "Bo", "email": willow["email"], "userId": "bo"}}
    assert {number_of(one, 2) for one in (MAPLE, WILLOW)} == {0, 1}
    databases = [Database(instances.database_url, name) for name in APPS]
    for database, part in zip(databases, spread(data, 2)[1], strict=True):
        url = f"{instances.database_url}/.settings/rules.json"
        requests.put(url, params={"ns": database.namespace}, data=RULES.read_bytes(), timeout=10)
        database.import_dump(part)
    return [databases[number_of(one, 2)] for one in (MAPLE, WILLOW)]


def test_all_that_a_customer_needs(
    instances: Suite, apps: list[Database], wait_until: Callable[..., Json]
) -> None:
    home = instances.database
    at = datetime(2025, 11, 24, 11, tzinfo=UTC)
    assert instances.call_schedule("calculateDailyMetrics", at).status_code == 200
    wait_until(lambda: home.get("BatchRuns/2025-11-24/finishedAt"), timeout=60)
    assert home.get("BatchRuns/2025-11-24/done") == 2
    maple = home.get(f"CustomerHealthMetrics/{MAPLE}")
    assert maple["averages"]["quarts_de_travail_attribues_hors_dispo_10"] == 50.0
    assert maple["last_login_date_master_account"] == "2025-11-10T15:00:00Z"

    # Events of either instance: an employee who comes, and a login of the master account.
    for app, company_id, count in zip(apps, (MAPLE, WILLOW), (4, 2), strict=True):
        new = {"name": "New", "createdAt": {".sv": "timestamp"}}
        app.put(f"Employees/{company_id}/new", new)
        live = f"CustomerHealthMetrics/{company_id}/numberofemployees"
        wait_until(lambda live=live, count=count: home.get(live) == count, timeout=30, message=live)
    apps[1].put("PresenceStatus/bo", {"lastActive": "2025-11-20T15:00:00Z"})
    login = f"CustomerHealthMetrics/{WILLOW}/last_login_date_master_account"
    wait_until(lambda: home.get(login) == "2025-11-20T15:00:00Z", timeout=30, message=login)

    apps[1].put(f"Companies/{WILLOW}/name", "Willow Bakery")
    wait_until(lambda: home.get(f"CustomerIndex/{WILLOW}/name") == "Willow Bakery", timeout=30)

    # A person sees one list, and each customer's records.
    instances.auth.create_user("agent@pivotapp.ca", email_verified=True)
    token = instances.auth.sign_in("agent@pivotapp.ca")
    headers = {"Authorization": f"Bearer {token}"}
    api = f"{instances.hosting_url}/api/v1"
    listed = requests.get(f"{api}/customers", headers=headers, timeout=30).json()
    assert {one["id"] for one in listed["customers"]} == {MAPLE, WILLOW}
    timeline = requests.get(f"{api}/customers/{WILLOW}/timeline", headers=headers, timeout=30)
    assert "New" in timeline.text
    instances.wait_until_idle()
    assert [one for one in log_lines(instances.log_text()) if "stack_trace" in one] == []
    assert not set(home.get("", shallow=True)) & {"Companies", "Employees", "PresenceStatus"}
