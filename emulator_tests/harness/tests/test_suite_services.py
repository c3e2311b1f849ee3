"""Every emulator of the suite works, and so do the clients for it."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta, timezone

import jwt
import pytest
import requests

from emulator_harness import Database, DatabaseError, HarnessError, Suite, wait_until

SignIn = Callable[..., str]


def test_every_function_is_listed(suite: Suite) -> None:
    names = {function["name"] for function in suite.backends()}
    assert names == {"api", "crash", "enqueue", "copy", "nightly", "work"}


def test_functions_are_discovered_on_a_port_of_the_suites_own(suite: Suite) -> None:
    """On the CLI's own port, 8081, two suites that start at once find each other's functions."""
    discovered = re.search(r"Running on http://127\.0\.0\.1:(\d+)", suite.log_text())
    assert discovered
    assert 20_000 <= int(discovered[1]) < 30_000


def test_function_answers_directly_and_through_hosting(suite: Suite) -> None:
    direct = requests.get(suite.function_url("api") + "/v1/things", timeout=30).json()
    hosted = requests.get(f"{suite.hosting_url}/api/v1/things", timeout=30).json()
    assert direct["path"] == "/v1/things"
    assert hosted["path"] == "/api/v1/things"


def test_hosting_serves_the_public_directory(suite: Suite) -> None:
    assert "<title>harness</title>" in requests.get(suite.hosting_url, timeout=30).text


def test_hosting_headers_name_the_auth_emulator_in_place_of_google(suite: Suite) -> None:
    policy = requests.get(suite.hosting_url, timeout=30).headers["Content-Security-Policy"]
    assert policy == f"connect-src 'self' http://{suite.auth_host}"


def test_env_reaches_parameters_and_secrets(suite: Suite) -> None:
    answer = requests.get(suite.function_url("api"), timeout=30).json()
    assert (answer["greeting"], answer["secret"]) == ('a "quoted" # word', "s3cret")


def test_parameter_has_its_default(suite: Suite) -> None:
    assert requests.get(suite.function_url("api"), timeout=30).json()["colour"] == "blue"


def test_a_function_gets_each_request_on_a_connection_of_its_own(suite: Suite) -> None:
    """It closes idle ones, and a request that is sent on one at that moment is lost."""
    with requests.Session() as session:
        ports = [session.get(suite.function_url("api"), timeout=30).json()["port"] for _ in "123"]
    assert len(set(ports)) == 3


def test_suite_is_idle_after_a_crash(suite: Suite) -> None:
    assert requests.get(suite.function_url("crash"), timeout=30).status_code == 500
    suite.wait_until_idle()
    assert requests.get(suite.function_url("api"), timeout=30).ok


def test_event_runs_its_function_in_the_same_namespace(database: Database) -> None:
    database.put("items/a", {"n": 1})
    database.wait_for_events()
    assert database.get("copies") == {"a": {"n": 1}}


def test_writes_without_triggers_send_no_event(database: Database) -> None:
    delivered = database.events()["delivered"]
    database.import_dump({"items": {"a": 1}})
    database.put("items/b", 2, disable_triggers=True)
    assert database.events()["idle"]
    assert database.events()["delivered"] == delivered
    assert database.get("/") == {"items": {"a": 1, "b": 2}}


def test_database_starts_empty_with_no_faults_and_no_counts(database: Database) -> None:
    assert database.get("/") is None
    assert database.counters()["requests"] == 1


def test_writing_and_querying(database: Database) -> None:
    key = database.post("list", {"n": 2})
    database.patch("/", {"list/x/n": 1, "other": True})
    database.delete("other")
    assert database.get("list", shallow=True) == {key: True, "x": True}
    assert database.get("other") is None
    assert database.query("list", "$key", equalTo="x") == {"x": {"n": 1}}


def test_faults_apply_until_cleared(database: Database) -> None:
    database.faults({"requests": [{"path": "^/flaky", "status": 503}]})
    with pytest.raises(DatabaseError) as error:
        database.get("flaky")
    assert error.value.status == 503
    database.clear_faults()
    assert database.get("flaky") is None


def test_rules_apply_to_users_and_not_to_an_administrator(
    database: Database, sign_in: SignIn
) -> None:
    database.put("staff", "secret")
    assert database.as_user(sign_in("a@example.com")).get("staff") == "secret"
    with pytest.raises(DatabaseError) as error:
        database.as_anyone().get("staff")
    assert error.value.status == 401


def test_a_token_has_the_given_claims(sign_in: SignIn) -> None:
    claims = jwt.decode(
        sign_in("a@example.com", email_verified=False, role="staff"),
        options={"verify_signature": False},
    )
    assert (claims["email"], claims["email_verified"], claims["role"]) == (
        "a@example.com",
        False,
        "staff",
    )


def test_cleared_users_can_be_added_again(sign_in: SignIn, suite: Suite) -> None:
    sign_in("a@example.com")
    with pytest.raises(HarnessError, match="EMAIL_EXISTS"):
        sign_in("a@example.com")
    suite.auth.clear()
    assert sign_in("a@example.com")


def test_schedule_runs_at_the_given_time(suite: Suite, database: Database) -> None:
    at = datetime(2025, 11, 23, 6, tzinfo=timezone(timedelta(hours=-5)))
    suite.call_schedule("nightly", at, job_name="by-hand").raise_for_status()
    seen = database.get("nightly")
    assert datetime.fromisoformat(seen["at"]) == datetime(2025, 11, 23, 11, tzinfo=UTC)
    assert seen["job"] == "by-hand"


def test_an_unknown_function_is_an_error_that_lists_the_known_ones(suite: Suite) -> None:
    with pytest.raises(HarnessError, match="no function 'daily'; there are api, copy"):
        suite.call_schedule("daily", datetime.now(UTC))


def test_task_runs(suite: Suite, database: Database) -> None:
    requests.post(suite.function_url("enqueue") + "?key=k", timeout=30).raise_for_status()
    wait_until(lambda: database.get("done/k"), message="the task's mark")
    suite.wait_until_idle()
