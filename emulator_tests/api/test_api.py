"""The HTTPS function: access, routes, and the form of the answers."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
import requests

from emulator_harness import Database, Suite
from emulator_tests.api.test_access import with_claims

Json = Any
SignIn = Callable[..., str]

RUN_DATE = date(2025, 11, 24)
PROBLEM = {"type", "title", "status", "code", "detail"}


@pytest.fixture
def direct(suite: Suite) -> str:
    return f"{suite.function_url('api')}/v1"


@pytest.fixture
def through_hosting(suite: Suite) -> str:
    return f"{suite.hosting_url}/api/v1"


@pytest.fixture
def token(sign_in: SignIn) -> str:
    return sign_in("csm@pivotapp.ca")


def get(url: str, token: str | None = None) -> requests.Response:
    headers = {} if token is None else {"Authorization": f"Bearer {token}"}
    return requests.get(url, headers=headers, timeout=30)


def assert_problem(response: requests.Response, status: int) -> None:
    assert response.status_code == status, response.text
    assert response.headers["Content-Type"] == "application/problem+json"
    assert set(response.json()) == PROBLEM
    assert response.json()["status"] == status


def test_hosting_keeps_the_apis_own_rule_for_caches(
    direct: str, through_hosting: str, token: str
) -> None:
    for path in ("health", "me", "customers", "nowhere"):
        ours, hosted = (get(f"{base}/{path}", token) for base in (direct, through_hosting))
        assert ours.headers["Cache-Control"] == "private, no-cache"
        assert hosted.headers["Cache-Control"] == "private, no-cache"


@pytest.mark.parametrize("way", ["direct", "through_hosting"])
def test_health_is_open(way: str, request: pytest.FixtureRequest) -> None:
    response = get(f"{request.getfixturevalue(way)}/health")
    assert (response.status_code, response.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize("way", ["direct", "through_hosting"])
@pytest.mark.parametrize("path", ["customers", "customers/c1"])
@pytest.mark.parametrize("given", [None, "", "garbage", "a.b.c"])
def test_nobody_without_a_token_gets_in(
    way: str, path: str, given: str | None, request: pytest.FixtureRequest
) -> None:
    response = get(f"{request.getfixturevalue(way)}/{path}", given)
    assert_problem(response, 401)


@pytest.mark.parametrize("scheme", ["Basic", "Token"])
def test_only_bearer_tokens_count(direct: str, token: str, scheme: str) -> None:
    headers = {"Authorization": f"{scheme} {token}"}
    assert_problem(requests.get(f"{direct}/customers", headers=headers, timeout=30), 401)


@pytest.mark.parametrize(
    "claims", [{"aud": "another-project"}, {"iss": "https://example.com/x"}, {"sub": ""}]
)
def test_tokens_of_others_are_refused(direct: str, token: str, claims: Json) -> None:
    assert_problem(get(f"{direct}/customers", with_claims(token, **claims)), 401)


@pytest.mark.parametrize(
    "claims",
    [
        {"email": "a@example.com"},
        {"email": "a@sub.pivotapp.ca"},
        {"email": "a@evilpivotapp.ca"},
        {"email": "a@pivotapp.ca.evil.com"},
        {"email": "a@PIVOTAPP.CA"},
        {"email": "a@evil.com@pivotapp.ca"},
        {"email": "a@pivotapp.ca "},
        {"email": "а@pivotapp.ca"},  # a Cyrillic a
        {"email": "pivotapp.ca"},
        {"email": None},
        {"email": ["a@pivotapp.ca"]},
        {"email_verified": False},
        {"email_verified": "true"},
        {"email_verified": None},
    ],
    ids=repr,
)
@pytest.mark.parametrize("path", ["customers", "customers/c1"])
def test_look_alikes_are_refused(direct: str, token: str, path: str, claims: Json) -> None:
    assert_problem(get(f"{direct}/{path}", with_claims(token, **claims)), 403)


def test_users_of_another_domain_or_not_verified_are_refused(direct: str, sign_in: SignIn) -> None:
    assert_problem(get(f"{direct}/customers", sign_in("someone@example.com")), 403)
    unverified = sign_in("new@pivotapp.ca", email_verified=False)
    assert_problem(get(f"{direct}/customers", unverified), 403)


@pytest.mark.parametrize("path", ["customers/nobody", "customers/a.b", "nowhere"])
def test_what_is_not_there(direct: str, database: Database, token: str, path: str) -> None:
    assert_problem(get(f"{direct}/{path}", token), 404)


def test_methods_that_are_not_there(direct: str, token: str) -> None:
    headers = {"Authorization": f"Bearer {token}"}
    response = requests.delete(f"{direct}/customers", headers=headers, timeout=30)
    assert_problem(response, 405)
    assert "GET" in response.headers["Allow"]


@pytest.mark.parametrize("way", ["direct", "through_hosting"])
def test_figures_right_after_a_run(
    way: str,
    database: Database,
    daily_run: Callable[..., Json],
    wait_until: Callable[..., Json],
    token: str,
    request: pytest.FixtureRequest,
) -> None:
    url = f"{request.getfixturevalue(way)}/customers"
    company_id = f"c-{way}"
    database.import_dump(
        {
            "Companies": {
                company_id: {
                    "name": "Érablière & Fils",
                    "email": "boss@maple.example.com",
                    "masterUserId": "boss",
                    "csmDashboardLinked": True,
                },
                "unlinked": {"name": "Nobody's", "csmDashboardLinked": False},
            },
            "Employees": {company_id: {"e1": {"name": "A"}, "e2": {"archived": True}}},
            "PresenceStatus": {"boss": {"lastActive": "2025-11-14T11:00:00Z"}},
            "Timecards": {
                company_id: {
                    "t1": {
                        "employeeId": "e1",
                        "date": "2025-11-20",
                        "clockIn": "2025-11-20T14:00:00Z",
                    }
                }
            },
        }
    )
    clock = daily_run(RUN_DATE)["clock"]

    found = get(f"{url}/{company_id}", token)

    assert found.status_code == 200, found.text
    customer = found.json()
    assert customer == {
        "id": company_id,
        "name": "Érablière & Fils",
        "email": "boss@maple.example.com",
        "numberofemployees": 1,
        "last_login_date_master_account": "2025-11-14T11:00:00Z",
        "quarts_de_travail_ouverts_10_": "None",
        "quarts_de_travail_attribues_hors_dispo_10": "None",
        "quarts_problematiques_50": "Yes",
        "alertLevel": "critical",
        "criticals": 1,
        "openAlerts": [],
        "levels": {
            "numberofemployees": "none",
            "last_login_date_master_account": "warning",
            "quarts_de_travail_ouverts_10_": "none",
            "quarts_de_travail_attribues_hors_dispo_10": "none",
            "quarts_problematiques_50": "critical",
        },
        "averages": {"quarts_problematiques_50": 100.0},
        "lastUpdated": clock,
        "freshness": dict.fromkeys(customer["levels"], clock),
        "coverage": customer["coverage"],
        "trend": [1, 1],
        "alerts": [],  # a made-up past run evaluates none
    }
    assert get(f"{url}/unlinked", token).status_code == 404

    def listed() -> Json:
        # The instance's table may be a second old, and still have hundreds of companies of other
        # tests.
        answer = get(f"{url}?search=boss@maple.example.com", token).json()
        assert answer["total"] == len(answer["customers"])
        return {one["id"]: one for one in answer["customers"]}.get(company_id)

    row = {name: customer[name] for name in customer.keys() - {"coverage", "alerts"}}
    assert wait_until(listed) == row
