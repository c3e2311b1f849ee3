"""Who gets in, over every route of the running suite: each credential, and each role."""

import base64
import json
from collections.abc import Mapping
from typing import Any

import pytest
import requests

from customer_health.api.http.operation import operation_of
from customer_health.domain.roles import ROLE_CLAIM, ROLES
from emulator_harness import Suite
from tests.api.client import APP
from tests.api.test_access import ROUTES, path_of
from tests.attack import TRIED

REFUSED: Mapping[str, int] = {
    **dict.fromkeys(("none", "empty", "basic", "garbage", "no subject", "other project"), 401),
    **dict.fromkeys(("other domain", "subdomain", "upper case", "not verified"), 403),
    **dict.fromkeys(("the app's own role",), 403),
}
"""The status that each credential is answered with. The routes are asked as an admin would."""


def with_claims(token: str, **claims: Any) -> str:
    """Return a token with other claims. Only the emulators accept it: they check no signature."""
    header, payload, _ = token.split(".")
    padded = payload + "=" * (-len(payload) % 4)
    merged = json.loads(base64.urlsafe_b64decode(padded)) | claims
    body = base64.urlsafe_b64encode(json.dumps(merged).encode()).decode().rstrip("=")
    return f"{header}.{body}."


@pytest.fixture(scope="module")
def headers(suite: Suite) -> Mapping[str, str | None]:
    """Return an Authorization header for each credential and role."""
    suite.auth.clear()
    suite.database.import_dump({})
    admin: dict[str, Any] = {ROLE_CLAIM: "admin"}

    def account(email: str, *, verified: bool = True, **claims: Any) -> str:
        suite.auth.create_user(email, email_verified=verified, **claims)
        return f"Bearer {suite.auth.sign_in(email)}"

    roles = {role: account(f"{role}@pivotapp.ca", **{ROLE_CLAIM: role}) for role in ROLES}
    token = roles["admin"].removeprefix("Bearer ")
    return {
        **roles,
        "none": None,
        "empty": "Bearer ",
        "basic": f"Basic {token}",
        "garbage": "Bearer a.b.c",
        "no subject": f"Bearer {with_claims(token, sub='')}",
        "other project": f"Bearer {with_claims(token, aud='another', iss='https://x/another')}",
        "other domain": account("a@example.com", **admin),
        "subdomain": account("a@sub.pivotapp.ca", **admin),
        "upper case": f"Bearer {with_claims(token, email='a@PIVOTAPP.CA')}",
        "not verified": account("b@pivotapp.ca", verified=False, **admin),
        "the app's own role": account("c@example.com", role="admin"),
    }


def statuses(suite: Suite, header: str | None) -> dict[str, int]:
    """Return the status of every route for an Authorization header."""
    url, given = f"{suite.function_url('api')}/v1", {"Authorization": header} if header else {}
    found = {}
    with requests.Session() as session:
        for method, rule in ROUTES:
            answer = session.request(
                method, f"{url}/{path_of(rule)}", headers=given, timeout=30, allow_redirects=False
            )
            assert answer.status_code < 500 or answer.status_code == 503, answer.text
            found[f"{method} {rule}"] = answer.status_code
    TRIED["requests over every route, credential and role"] += len(found)
    return found


@pytest.mark.parametrize("credential", REFUSED)
def test_a_bad_credential_opens_no_route(
    suite: Suite, headers: Mapping[str, str | None], credential: str
) -> None:
    found = statuses(suite, headers[credential])
    assert {name: status for name, status in found.items() if status != REFUSED[credential]} == {}


@pytest.mark.parametrize("role", ROLES)
def test_a_role_opens_its_own_routes(
    suite: Suite, headers: Mapping[str, str | None], role: str
) -> None:
    found = statuses(suite, headers[role])
    closed = {
        f"{method} {rule}"
        for method, rule in ROUTES
        if (operation := operation_of(APP.view_functions[rule.endpoint]))
        and ROLES.index(operation.role) > ROLES.index(role)
    }
    assert {name for name, status in found.items() if status in {401, 403}} == closed


@pytest.mark.parametrize(
    "path",
    [
        *("v1/a%0Ab", "v1/x%0D%0Ay: z", "v1//health", "v1/%00", "", "v1"),
        *("robots.txt", "favicon.ico", "v1/customers/%2E%2E", "v1/me/", "__proto__", "v1/%25"),
    ],
)
def test_an_odd_path_is_a_problem(suite: Suite, path: str) -> None:
    """The emulator's own router answers "%ff", and "//" at the start, with its pages."""
    answer = requests.get(f"{suite.function_url('api')}/{path}", timeout=30, allow_redirects=False)
    assert answer.headers["Content-Type"] == "application/problem+json", answer.text
    assert answer.status_code in {401, 404}
