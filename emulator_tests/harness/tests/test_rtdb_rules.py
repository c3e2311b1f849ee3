"""Rules: what is understood, what is refused, and whom they let through."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from emulator_harness.rtdb.process import running_server
from emulator_harness.rtdb.rules import load_rules
from emulator_harness.rtdb.tree import BadRequestError

REFUSED = [
    ("not json", "Error parsing the rules file"),
    ("[]", 'the single key "rules"'),
    ('{"rules": {}, "other": 1}', 'the single key "rules"'),
    ({".read": "auth.uid === $uid"}, "rules/.read: this server can't evaluate"),
    ({"a": {".write": "root.child('x').val()"}}, "rules/a/.write: this server can't evaluate"),
    ({".write": 1}, "rules/.write: this server can't evaluate 1"),
    ({".write": None}, "rules/.write: this server can't evaluate None"),
    ({".validate": "newData.isString()"}, "rules/.validate: this server can't evaluate"),
    ({".validate": False}, "rules/.validate: this server can't evaluate False"),
    ({".indexOn": 5}, "rules/.indexOn: expected a child's path"),
    ({".indexOn": [".priority"]}, "neither .value nor the path of a child"),
    ({".reed": True}, "rules/.reed: expected .read"),
    ({"a": True}, "rules/a: expected .read"),
    ({"$a": {}, "$b": {}}, r"rules/\$b: there is another \$ rule"),
    ({"a/b": {}}, "rules/a/b: a rule's key is one key"),
]


@pytest.mark.parametrize(("rules", "text"), REFUSED)
def test_what_it_cannot_evaluate_is_refused(rules: Any, text: str) -> None:
    source = rules if isinstance(rules, str) else json.dumps({"rules": rules})
    with pytest.raises(BadRequestError, match=text):
        load_rules(source)


def test_comments_and_trailing_commas() -> None:
    loaded = load_rules(
        """{ /* all of
        it */ "rules": { // line
          "a//b": {".read": true,},
          "c,}": {".indexOn": ["x", ],},
        },
        }""".replace("a//b", "a")
    )
    assert loaded.source == {"rules": {"a": {".read": True}, "c,}": {".indexOn": ["x"]}}}


RULES = {
    "rules": {
        "public": {".read": "true", "inbox": {".write": True}},
        "private": {".read": " auth != null ", ".write": "auth !== null"},
        "users": {"$uid": {".read": True}, "closed": {}},
        "never": {".read": False, ".write": "false", ".validate": True},
    }
}


def token(subject: str) -> str:
    payload = base64.urlsafe_b64encode(json.dumps({"sub": subject}).encode()).decode().rstrip("=")
    return f"e30.{payload}."


ADMIN: dict[str, Any] = {"headers": {"Authorization": "Bearer anything"}}
USER: dict[str, Any] = {"params": {"auth": token("u1")}}
NOBODY: dict[str, Any] = {}
OVERRIDDEN: dict[str, Any] = ADMIN | {"params": {"auth_variable_override": '{"uid":"u1"}'}}
DOWNGRADED: dict[str, Any] = ADMIN | {"params": {"auth_variable_override": "null"}}
SIGNED_IN = [USER, OVERRIDDEN]
SIGNED_OUT = [NOBODY, DOWNGRADED]


@pytest.fixture(scope="module")
def client() -> Iterator[httpx.Client]:
    with running_server() as server, httpx.Client(base_url=server.url) as http:
        assert http.put("/.settings/rules.json", json=RULES).status_code == 200
        yield http


READS = [
    ("/public/deep", [ADMIN, *SIGNED_IN, *SIGNED_OUT], []),
    ("/private", [ADMIN, *SIGNED_IN], SIGNED_OUT),
    ("/users/x/deep", [ADMIN, *SIGNED_IN, *SIGNED_OUT], []),
    ("/users", [ADMIN], [*SIGNED_IN, *SIGNED_OUT]),
    ("/users/closed", [ADMIN], [*SIGNED_IN, *SIGNED_OUT]),
    ("/never", [ADMIN], [*SIGNED_IN, *SIGNED_OUT]),
    ("/", [ADMIN], [*SIGNED_IN, *SIGNED_OUT]),
]
WRITES = [
    ("/public/inbox/x", [ADMIN, *SIGNED_IN, *SIGNED_OUT], []),
    ("/public", [ADMIN], [*SIGNED_IN, *SIGNED_OUT]),
    ("/private/x", [ADMIN, *SIGNED_IN], SIGNED_OUT),
    ("/never", [ADMIN], [*SIGNED_IN, *SIGNED_OUT]),
]


@pytest.mark.parametrize(("path", "allowed", "denied"), READS)
def test_who_may_read(
    client: httpx.Client, path: str, allowed: list[Any], denied: list[Any]
) -> None:
    assert {client.get(f"{path}.json", **who).status_code for who in allowed} == {200}
    for who in denied:
        response = client.get(f"{path}.json", **who)
        assert (response.status_code, response.json()) == (401, {"error": "Permission denied"})


@pytest.mark.parametrize(("path", "allowed", "denied"), WRITES)
def test_who_may_write(
    client: httpx.Client, path: str, allowed: list[Any], denied: list[Any]
) -> None:
    assert {client.put(f"{path}.json", json={"a": 1}, **who).status_code for who in allowed} == {
        200
    }
    assert {client.put(f"{path}.json", json={"a": 1}, **who).status_code for who in denied} <= {401}


def test_one_denied_path_denies_the_update(client: httpx.Client) -> None:
    update = {"private/new": 1, "never/new": 1}
    assert client.patch("/.json", json=update, **USER).status_code == 401
    assert client.get("/private/new.json", **ADMIN).json() is None


def test_rules_are_read_back_and_refused_ones_change_nothing(client: httpx.Client) -> None:
    bad = client.put("/.settings/rules.json", json={"rules": {".read": "now > 0"}})
    assert bad.status_code == 400
    assert "rules/.read" in bad.json()["error"]
    assert client.get("/.settings/rules.json").json() == RULES
    open_rules = client.get("/.settings/rules.json", params={"ns": "another"}).json()
    assert open_rules == {"rules": {".read": True, ".write": True}}
