"""Test every route of the running suite against the API's document.

Requests, valid and invalid, are generated from the document. One that does not test a wrong path or
version is sent for a resource that exists.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, time
from typing import Any

import pytest
import requests
import schemathesis
from hypothesis import assume
from schemathesis.core.parameters import ParameterLocation

from customer_health.api.openapi import document
from customer_health.domain.instants import TORONTO
from customer_health.domain.metrics.names import LOGIN
from customer_health.domain.roles import ROLE_CLAIM
from emulator_harness import Suite, wait_until
from emulator_harness.fakes.hubspot import HubSpotFake
from emulator_harness.fakes.stripe import StripeFake
from emulator_harness.fakes.zendesk import ZendeskFake
from tests.api.client import APP
from tests.api.schema import BUDGET, CONFIG
from tests.attack import TRIED

Json = Any
TODAY = datetime.now(TORONTO).date()
CLOCK = datetime.combine(TODAY, time(10, 30), UTC)
TRACKED = ("maple", "birch", "cedar")
LONGEST_QUERY = 4000
"""The longest text, in characters of up to twelve bytes in an address, near servers' limits."""
VERSIONED = {"metric": "rules/{}/versions", "alert_key": "alerts/{}", "action_id": "actions/{}"}
schema = schemathesis.openapi.from_dict(document(APP), config=CONFIG)


def raw_data() -> Json:
    """Load three customers with alerts and bad records, and a company without a match."""
    day = TODAY.isoformat()
    return {
        "Companies": {
            **{
                name: {
                    "name": f"{name.title()} & Côté",
                    "email": f"boss@{name}.example.com",
                    "masterUserId": f"boss-{name}",
                    "csmDashboardLinked": True,
                }
                for name in TRACKED
            },
            "elm": {"name": "Elm", "csmDashboardLinked": False},
        },
        "Employees": {name: {"e1": {"name": "Ann"}, "e2": {"name": "Bob"}} for name in TRACKED},
        "PresenceStatus": {
            f"boss-{name}": {"lastActive": "2025-01-01T11:00:00Z"} for name in TRACKED
        },
        "Timecards": {"maple": {"t1": {"employeeId": "e1", "date": day}, "t2": "no timecard"}},
        "Matches": {
            "elm": {
                "state": "none",
                "name": "Elm",
                "since": "2025-01-01T11:00:00Z",
                "number": 1,
                "by": "matching",
            }
        },
    }


@pytest.fixture(scope="module")
def url(suite: Suite) -> str:
    return f"{suite.function_url('api')}/v1"


@pytest.fixture(scope="module")
def admin(suite: Suite) -> Mapping[str, str]:
    suite.auth.clear()
    suite.auth.create_user("admin@pivotapp.ca", **{ROLE_CLAIM: "admin"})
    return {"Authorization": f"Bearer {suite.auth.sign_in('admin@pivotapp.ca')}"}


@pytest.fixture(scope="module")
def known(
    suite: Suite,
    url: str,
    admin: Mapping[str, str],
    crm: HubSpotFake,
    payments: StripeFake,
    help_desk: ZendeskFake,
) -> Mapping[str, str]:
    """Return an existing value for each parameter, after today's run, without vendors' data."""
    suite.wait_until_idle()
    for fake in (crm, payments, help_desk):
        fake.reset()
    suite.database.import_dump(raw_data())
    assert suite.call_schedule("calculateDailyMetrics", CLOCK).ok
    wait_until(lambda: suite.database.get(f"BatchRuns/{TODAY}/planned"), timeout=60)
    saved = requests.post(
        f"{url}/views", headers=admin, json={"name": "All", "filters": {}}, timeout=30
    )
    asked = requests.post(
        f"{url}/customers/maple/actions",
        headers={**admin, "Idempotency-Key": "a-very-good-customer"},
        json={"kind": "mark_vip", "reason": "A very good customer"},
        timeout=30,
    )
    return {
        "company_id": "maple",
        "action_id": asked.json()["id"],
        "alert_key": f"maple:{LOGIN}",
        "run_date": TODAY.isoformat(),
        "view_id": saved.json()["id"],
    }


def test_there_is_something_to_ask_for(
    url: str, admin: Mapping[str, str], known: Mapping[str, str]
) -> None:
    def status(path: str) -> int:
        return requests.get(f"{url}/{path}", headers=admin, timeout=30).status_code

    found = (
        f"customers/{known['company_id']}/timeline",
        f"customers/{known['company_id']}/data-quality",
        f"alerts/{known['alert_key']}",
        f"runs/{known['run_date']}",
    )
    assert {path: status(path) for path in found} == dict.fromkeys(found, 200)
    waiting = requests.get(f"{url}/unmatched", headers=admin, timeout=30).json()
    assert [company["companyId"] for company in waiting["companies"]] == ["elm"]


@pytest.fixture(scope="module")
def session() -> Iterator[requests.Session]:
    with requests.Session() as session:
        yield session


@schema.parametrize()
@BUDGET
def test_it_does_as_it_says(
    url: str,
    admin: Mapping[str, str],
    known: Mapping[str, str],
    session: requests.Session,
    secret_values: list[str],
    case: Any,
) -> None:
    assume(len(str(case.query)) < LONGEST_QUERY)
    if not case.meta.is_negative_at(ParameterLocation.PATH):
        name_what_is_there(case, known, url, admin)
    TRIED["generated requests"] += 1
    answer = case.call_and_validate(base_url=url, headers=dict(admin), session=session)
    assert [secret for secret in secret_values if secret in answer.text] == []


def name_what_is_there(
    case: Any, known: Mapping[str, str], url: str, admin: Mapping[str, str]
) -> None:
    if case.operation.path.startswith("/unmatched"):
        known = {**known, "company_id": "elm"}
    case.path_parameters = {
        name: known.get(name, value) for name, value in case.path_parameters.items()
    }
    if "If-Match" in case.headers and not case.meta.is_negative_at(ParameterLocation.HEADER):
        case.headers = {**case.headers, "If-Match": version_of(case, url, admin)}


def version_of(case: Any, url: str, admin: Mapping[str, str]) -> str:
    """Return the version of the alert, rule or action that the case would change."""
    [(name, id_)] = case.path_parameters.items()
    found = requests.get(f"{url}/{VERSIONED[name].format(id_)}", headers=admin, timeout=30).json()
    return str(found["rules"][-1]["version"] if name == "metric" else found["version"])
