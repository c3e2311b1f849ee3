"""Access to the API: tokens, roles, CORS, and the answers to refused requests."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import firebase_admin
import pytest
from firebase_admin import auth

from customer_health import trace
from customer_health.api.app import LONGEST_BODY
from customer_health.api.http.auth import OPEN
from customer_health.api.http.operation import operation_of
from customer_health.api.openapi import document
from customer_health.bootstrap import firebase
from customer_health.config import config
from customer_health.domain.metrics.names import OPEN_SHIFTS
from customer_health.domain.roles import ROLE_CLAIM, ROLES, Role
from customer_health.errors import DatabaseDown
from tests.api.client import APP, Api, as_, row
from tests.api.id_tokens import app_in_production, claims, forged, signed
from tests.attack import TRIED
from tests.services import AGENT, TOKENS

ROUTES = [
    (method, rule)
    for rule in APP.url_map.iter_rules()
    for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    if rule.endpoint not in OPEN
]
DAY = "2025-11-24"
PATHS = {"metric": OPEN_SHIFTS, "run_date": DAY, "day": DAY, "source": "billing"}
STRANGERS: Mapping[str, Mapping[str, Any]] = {
    "another domain": {"email": "a@example.com"},
    "a subdomain": {"email": "a@sub.pivotapp.ca"},
    "a longer domain": {"email": "a@evilpivotapp.ca"},
    "a domain behind it": {"email": "a@pivotapp.ca.evil.com"},
    "upper case": {"email": "a@PIVOTAPP.CA"},
    "a domain before it": {"email": "a@com.pivotapp.ca"},
    "one letter in upper case": {"email": "a@pivotApp.ca"},
    "a dot behind it": {"email": "a@pivotapp.ca."},
    "a letter less": {"email": "a@pivotap.ca"},
    "digits for letters": {"email": "a@p1votapp.ca"},
    "a Cyrillic a in it": {"email": "a@pivot\u0430pp.ca"},
    "full-width letters": {"email": "a@\uff50ivotapp.ca"},
    "an ideographic dot": {"email": "a@pivotapp\u3002ca"},
    "a soft hyphen": {"email": "a@pivot\u00adapp.ca"},
    "in punycode": {"email": "a@xn--pivotpp-fjg.ca"},
    "a line break": {"email": "a@pivotapp.ca\n"},
    "a NUL": {"email": "a@evil.com\0@pivotapp.ca"},
    "nobody there": {"email": "@pivotapp.ca"},
    "the domain alone": {"email": "pivotapp.ca"},
    "a list": {"email": ["a@pivotapp.ca"]},
    "two at signs": {"email": "a@evil.com@pivotapp.ca"},
    "a space": {"email": "a@pivotapp.ca "},
    "a Cyrillic a": {"email": "\u0430@pivotapp.ca"},
    "no address": {"email": None},
    "not verified": {"email_verified": False},
    "verified in words": {"email_verified": "true"},
    "an admin from elsewhere": {"email": "a@example.com", ROLE_CLAIM: "admin"},
}
FORGED = forged()

every_route = pytest.mark.parametrize(("method", "rule"), ROUTES, ids=str)


def path_of(rule: Any) -> str:
    values = {name: PATHS.get(name, "x") for name in rule.arguments}
    return str(rule.build(values)[1]).removeprefix("/v1/")


def assert_problem(response: Any, status: int) -> None:
    assert response.status_code == status, response.text
    assert response.content_type == "application/problem+json"
    assert {"type", "title", "status", "detail", "code"} <= set(response.json)
    assert response.json["status"] == status


@every_route
def test_a_request_without_a_token_is_refused(
    api: Api, subtests: pytest.Subtests, method: str, rule: Any
) -> None:
    for header in (None, "", "Bearer", "Bearer ", "Basic agent", "Bearer forged"):
        with subtests.test(header=header):
            headers = {} if header is None else {"Authorization": header}
            response = api.client.open(f"/v1/{path_of(rule)}", method=method, headers=headers)
            assert_problem(response, 401)
            assert response.headers["WWW-Authenticate"].startswith("Bearer realm=")


@pytest.fixture(scope="session")
def production() -> Iterator[firebase_admin.App]:
    with app_in_production() as app:
        yield app


@pytest.fixture
def in_production(api: Api, production: Any) -> Api:
    """Make an API that really verifies tokens, with Firebase's keys."""
    api.give(verify_token=lambda token: firebase.claims_of(token, production))
    return api


def test_a_token_that_firebase_signed(in_production: Api) -> None:
    token = signed(claims(**{ROLE_CLAIM: "supervisor"}))
    assert in_production.get("me", token) == {
        "id": "u1",
        "email": "ann@pivotapp.ca",
        "role": "supervisor",
    }


@pytest.mark.parametrize(("seconds", "times"), [(60.0, 1), (0.0, 3)])
def test_certificates_are_kept_for_some_time(
    monkeypatch: pytest.MonkeyPatch, seconds: float, times: int
) -> None:
    monkeypatch.setattr(firebase, "CERTIFICATES_KEPT", seconds)
    with app_in_production(f"for {seconds} s") as app:
        verifier = auth._get_client(app)._token_verifier
        fetch, asked = verifier.request, list[str]()
        verifier.request = lambda url, **given: asked.append(url) or fetch(url, **given)
        for _ in range(3):
            assert firebase.claims_of(signed(claims()), app)["uid"] == "u1"
    assert len(asked) == times


@every_route
def test_only_firebases_tokens_are_accepted(
    in_production: Api, subtests: pytest.Subtests, method: str, rule: Any
) -> None:
    for forgery, (token, why) in FORGED.items():
        with subtests.test(forgery=forgery):
            TRIED["bad credentials"] += 1
            response = in_production.send(method, path_of(rule), token)
            assert_problem(response, 401)
            assert why in response.json["detail"]


@every_route
def test_a_user_from_outside_is_refused(
    api: Api, subtests: pytest.Subtests, monkeypatch: pytest.MonkeyPatch, method: str, rule: Any
) -> None:
    for stranger, claims_of_theirs in STRANGERS.items():
        with subtests.test(stranger=stranger):
            TRIED["bad credentials"] += 1
            monkeypatch.setitem(TOKENS, "stranger", {**AGENT, **claims_of_theirs})
            assert_problem(api.send(method, path_of(rule), "stranger"), 403)


@every_route
@pytest.mark.parametrize("role", ROLES)
def test_roles(api: Api, method: str, rule: Any, role: Role) -> None:
    operation = operation_of(APP.view_functions[rule.endpoint])
    assert operation
    enough = ROLES.index(role) >= ROLES.index(operation.role)
    assert (api.send(method, path_of(rule), role).status_code == 403) is not enough


def test_the_operations_that_need_more_than_an_agent() -> None:
    """A change of this list must be intended."""
    found = {
        rule.endpoint
        for _, rule in ROUTES
        if getattr(operation_of(APP.view_functions[rule.endpoint]), "role", None) != "agent"
    }
    assert found == {
        *("rules.amend_rule", "rehearsals.rehearse_rule"),
        *("shadows.start", "shadows.result", "shadows.stop", "weights.rehearse"),
        *("runs.run_again", "context.name_source_id"),
        *("approvals.approvals", "approvals.approve", "approvals.reject"),
        *("audit.entries", "audit.check", "reports.credits_report", "reports.credits_csv"),
        *("reports.agents_report", "reports.agents_csv"),
        *("success.success_report", "success.success_csv"),
    }


@pytest.mark.parametrize("claim", ["root", "ADMIN", 1, ["admin"], None])
def test_an_unknown_role_counts_as_agent(
    api: Api, monkeypatch: pytest.MonkeyPatch, claim: object
) -> None:
    monkeypatch.setitem(TOKENS, "odd", {**AGENT, ROLE_CLAIM: claim})
    assert api.get("me", "odd") == {"id": "u1", "email": "ann@pivotapp.ca", "role": "agent"}


def test_me_returns_the_user_and_role(api: Api) -> None:
    assert api.get("me", "admin")["role"] == "admin"


@pytest.mark.parametrize("endpoint", ["health", "openapi.json", "docs"])
def test_the_open_routes_need_no_token(api: Api, endpoint: str) -> None:
    assert api.client.get(f"/v1/{endpoint}").status_code == 200


ODD_PATHS = (
    *("nowhere", "", "/", "/customers", "customers//x", "customers/", "customers/a%0Ab"),
    *(
        "customers/%ff",
        "customers/%00",
        "customers/%E2%80%A8",
        "customers/%2E%2E",
        "customers/a%2Fb",
    ),
    *("runs/2025-11-24%0A", f"rules/{OPEN_SHIFTS}%0A/versions", f"customers/{'x' * 5000}"),
)


@pytest.mark.parametrize("method", ["GET", "POST"])
@pytest.mark.parametrize("path", ODD_PATHS)
def test_an_unknown_path_is_404(api: Api, method: str, path: str) -> None:
    response = api.client.open(f"/v1/{path}", method=method, headers=as_())
    assert_problem(response, 405 if response.status_code == 405 else 404)


@pytest.mark.parametrize(
    "query", ["limit=1_0", "limit=%205", "limit=+5", "limit=٥", "growthMin=1_0.5"]
)
def test_numbers_are_written_as_in_json(api: Api, query: str) -> None:
    assert_problem(api.client.get(f"/v1/customers?{query}", headers=as_()), 422)


def test_an_outage_of_the_database_is_a_503(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(path: str, **_: Any) -> None:
        raise DatabaseDown("the database does not answer")

    monkeypatch.setattr(api.database, "get", fail)
    with trace.using("a" * 32):
        response = api.send("GET", "rules")
    assert response.json["instance"] == f"urn:trace:{'a' * 32}"
    assert_problem(response, 503)
    assert (response.json["code"], response.headers["Retry-After"]) == ("unavailable", "5")


def test_an_unknown_method_is_405(api: Api) -> None:
    response = api.send("DELETE", "me")
    assert_problem(response, 405)
    assert "GET" in response.headers["Allow"]


@pytest.fixture
def other_origin(api: Api) -> str:
    api.give(config=replace(config(), origins=frozenset({"https://kpi.example.com"})))
    return "https://kpi.example.com"


def names(header: str) -> set[str]:
    return {name.strip().lower() for name in header.split(",")}


def test_cors_allows_every_request_header(api: Api, other_origin: str) -> None:
    preflight = api.client.options("/v1/customers/acme/actions", headers={"Origin": other_origin})
    allowed = names(preflight.headers["Access-Control-Allow-Headers"])
    wanted = {
        parameter["name"].lower()
        for methods in document(APP)["paths"].values()
        for operation in methods.values()
        for parameter in operation["parameters"]
        if parameter["in"] == "header"
    }
    assert "if-match" in wanted
    assert wanted | {"authorization", "content-type", "if-none-match"} <= allowed


OF_NO_USE = {"cache-control", "content-length", "content-type", "date", "vary"}


@pytest.mark.parametrize(
    ("method", "path"), [("GET", "me"), ("GET", "customers.csv"), ("PATCH", "me")]
)
def test_cors_exposes_every_response_header(
    api: Api, other_origin: str, method: str, path: str
) -> None:
    headers = {**as_(), "Origin": other_origin}
    answer = api.client.open(f"/v1/{path}", method=method, headers=headers).headers
    own = {name.lower() for name, _ in answer if not name.startswith("Access-Control-")}
    assert own - OF_NO_USE <= names(answer["Access-Control-Expose-Headers"])


@pytest.mark.usefixtures("other_origin")
def test_cors_allows_configured_origins_only(api: Api) -> None:
    def allowed(origin: str, method: str = "GET") -> str | None:
        response = api.client.open("/v1/me", method=method, headers={**as_(), "Origin": origin})
        assert "Origin" in response.headers["Vary"]
        return response.headers.get("Access-Control-Allow-Origin")

    assert allowed("https://kpi.example.com") == "https://kpi.example.com"
    assert allowed("https://kpi.example.com", "OPTIONS") == "https://kpi.example.com"
    assert allowed("https://kpi.example.com.evil.com") is None
    assert allowed("null", "OPTIONS") is None


def test_a_preflight_needs_no_token(api: Api) -> None:
    assert api.client.options("/v1/me").status_code == 200


def test_app_check_is_enforced_if_configured(api: Api) -> None:
    api.give(config=replace(config(), app_check=True))
    assert_problem(api.send("GET", "me"), 401)


def test_an_unchanged_answer_is_304(api: Api) -> None:
    first = api.client.get("/v1/me", headers=as_())
    again = api.client.get("/v1/me", headers={**as_(), "If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    other = api.client.get(
        "/v1/me", headers={**as_("admin"), "If-None-Match": again.headers["ETag"]}
    )
    assert other.status_code == 200


@pytest.mark.parametrize("path", ["customers/acme/actions", "slack/interactions"])
def test_a_body_that_is_too_long_is_refused_before_it_is_checked(api: Api, path: str) -> None:
    api.give(messenger=lambda: True)
    headers = as_() | {"Idempotency-Key": "a-key-of-mine"}
    body = b"x" * (LONGEST_BODY + 1)
    response = api.client.post(
        f"/v1/{path}", headers=headers, data=body, content_type="application/json"
    )
    assert_problem(response, 413)


@pytest.mark.parametrize("version", ["0_1", "1_0.2", "+1", "\u0661", "9" * 5000, "1.2.3"])
def test_what_is_no_version_is_refused(api: Api, version: str) -> None:
    api.load(CustomerIndex={"acme": row()})
    response = api.send("POST", "actions/x/withdraw", "agent", {"reason": "No"}, version)
    assert_problem(response, 412)
