"""Security rules: their files, their expressions, and the access that they grant."""

import base64
import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from emulator_harness.rtdb.data.auth import ADMIN as ADMIN_AUTH
from emulator_harness.rtdb.data.auth import Auth
from emulator_harness.rtdb.data.rules import load_rules
from emulator_harness.rtdb.data.tree import BadRequestError
from emulator_harness.rtdb.process import running_server

REFUSED = [
    ("not json", "Error parsing the rules file"),
    ("[]", 'the single key "rules"'),
    ('{"rules": {}, "other": 1}', 'the single key "rules"'),
    ({".write": 1}, "rules/.write: expected true, false or an expression, not 1"),
    ({".write": None}, "rules/.write: expected true, false or an expression, not None"),
    ({".indexOn": 5}, "rules/.indexOn: expected a child's path"),
    ({".indexOn": [".priority"]}, "neither .value nor the path of a child"),
    ({".reed": True}, "rules/.reed: expected .read"),
    ({"a": True}, "rules/a: expected .read"),
    ({"$a": {}, "$b": {}}, r"rules/\$b: a place may have one \$ rule only"),
    ({"a/b": {}}, "rules/a/b: expected one key, not a path"),
]


@pytest.mark.parametrize(("rules", "text"), REFUSED)
def test_what_is_not_a_rules_file_is_refused(rules: Any, text: str) -> None:
    source = rules if isinstance(rules, str) else json.dumps({"rules": rules})
    with pytest.raises(BadRequestError, match=text):
        load_rules(source)


ALICE = {"uid": "alice", "token": {"admin": True, "level": 3, "email": "a@example.com", "x": "1"}}
EXPRESSIONS = [
    ("true", [ALICE, None], []),
    ("auth != null", [ALICE], [None]),
    ("auth === null", [None], [ALICE]),
    ("$uid === auth.uid", [ALICE], [None, {"uid": "bob"}]),
    ("auth.uid == $uid", [ALICE], [None, {"uid": "bob"}]),
    ("auth.uid !== 'bob'", [ALICE, None], [{"uid": "bob"}]),
    ('auth.uid === "al\\"ice"', [{"uid": 'al"ice'}], [ALICE]),
    ("auth.token.admin === true", [ALICE], [None, {"uid": "bob"}]),
    ("auth.token['admin']", [ALICE], [None, {"token": {"admin": "true"}}]),
    ("auth.token.a.b == null", [ALICE, None], [{"token": {"a": {"b": 1}}}]),
    ("auth.token.level == 3 && auth.token.x == 1", [ALICE], [None]),
    ("auth.token.x === 1", [], [ALICE]),
    ("auth.token.admin == 1 && auth.token.admin !== 1", [ALICE], []),
    ("auth.token.email", [], [ALICE]),
    ("!auth.token.banned", [{"token": {"banned": False}}], [ALICE, None]),
    ("!(auth == null || $uid != auth.uid)", [ALICE], [None, {"uid": "bob"}]),
    ("auth != null && (auth.uid == 'bob' || auth.token.admin == true)", [ALICE], [None]),
    ("auth != null || auth.token.admin && false", [ALICE], [None]),
    ("false && auth.token.email || true", [ALICE], []),
]


@pytest.mark.parametrize(("text", "granted", "denied"), EXPRESSIONS)
def test_expressions(text: str, granted: list[Any], denied: list[Any]) -> None:
    rules = load_rules(json.dumps({"rules": {"users": {"$uid": {".read": text}}}}))
    users = [Auth("user" if variable else "nobody", variable) for variable in granted + denied]
    allowed = [rules.may_read(("users", "alice", "name"), user) for user in users]
    assert allowed == [True] * len(granted) + [False] * len(denied)


UNSUPPORTED = [
    "root.child('x').val() === true",
    "auth.uid === $other",
    "auth.uid.length > 3",
    "auth.token.email.length !== 0",
    "auth.token.email.endsWith('@example.com')",
    "auth.provider !== 'anonymous'",
    "now > 0",
    "true == true == true",
    "auth != null &&",
    "auth != null)",
    "(auth != null",
    "auth = null",
    "auth.token[0] == 1",
    "auth.uid === 'open",
    "",
    "(" * 5000 + "true" + ")" * 5000,
]


@pytest.mark.parametrize("text", UNSUPPORTED)
@pytest.mark.parametrize("kind", [".read", ".write", ".validate"])
def test_a_rule_that_cannot_be_evaluated_is_false_and_logged_once(
    text: str, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    rules: dict[str, Any] = {".read": True, ".write": True, "$uid": {".indexOn": "name"}}
    if kind == ".validate":
        rules["$uid"][kind] = text
    else:
        rules[kind] = text
    loaded = load_rules(json.dumps({"rules": rules}))
    assert [record.getMessage().split(":")[0] for record in caplog.records] == [
        "rules/$uid/.validate" if kind == ".validate" else f"rules/{kind}"
    ]
    user = Auth("user", ALICE)
    assert loaded.may_read(("a",), user) == (kind != ".read")
    assert loaded.may_write(("a",), 1, user) == (kind == ".read")
    assert loaded.may_read(("a",), ADMIN_AUTH)
    assert loaded.may_write(("a",), 1, ADMIN_AUTH)
    assert loaded.is_indexed(("a",), "name")
    assert len(caplog.records) == 1


VALIDATED = load_rules(
    json.dumps(
        {
            "rules": {
                ".write": "auth != null",
                "users": {
                    "$uid": {
                        ".validate": "$uid === auth.uid",
                        "role": {".validate": "auth.token.admin === true"},
                    }
                },
            }
        }
    )
)


@pytest.mark.parametrize(
    ("path", "value", "allowed"),
    [
        ("users/alice", {"name": "Alice", "role": "x"}, True),
        ("users/bob", {"name": "Bob"}, False),
        ("users/bob/name", "Bob", False),
        ("users/bob/name", None, False),
        ("users/bob", None, True),
        ("users", {"alice": {"name": "Alice"}}, True),
        ("users", {"alice": {"name": "Alice"}, "bob": {"name": "Bob"}}, False),
        ("other", {"bob": 1}, True),
    ],
)
def test_validate_applies_above_and_below_the_written_path(
    path: str, value: Any, allowed: bool
) -> None:
    assert VALIDATED.may_write(tuple(path.split("/")), value, Auth("user", ALICE)) is allowed
    assert VALIDATED.may_write(tuple(path.split("/")), value, ADMIN_AUTH)


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
        "own": {"$uid": {".read": "$uid === auth.uid", ".write": "auth.token.role == 'owner'"}},
        "never": {".read": False, ".write": "false", ".validate": True},
    }
}


def token(subject: str) -> str:
    claims = {"sub": subject, "role": "owner"}
    payload = base64.urlsafe_b64encode(json.dumps(claims).encode()).decode().rstrip("=")
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
    ("/own/u1/deep", [ADMIN, *SIGNED_IN], SIGNED_OUT),
    ("/own/u2", [ADMIN], [*SIGNED_IN, *SIGNED_OUT]),
    ("/users", [ADMIN], [*SIGNED_IN, *SIGNED_OUT]),
    ("/users/closed", [ADMIN], [*SIGNED_IN, *SIGNED_OUT]),
    ("/never", [ADMIN], [*SIGNED_IN, *SIGNED_OUT]),
    ("/", [ADMIN], [*SIGNED_IN, *SIGNED_OUT]),
]
WRITES = [
    ("/public/inbox/x", [ADMIN, *SIGNED_IN, *SIGNED_OUT], []),
    ("/public", [ADMIN], [*SIGNED_IN, *SIGNED_OUT]),
    ("/private/x", [ADMIN, *SIGNED_IN], SIGNED_OUT),
    ("/own/u1", [ADMIN, USER], [OVERRIDDEN, *SIGNED_OUT]),
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


def test_rules_are_read_back_and_a_refused_file_changes_nothing(client: httpx.Client) -> None:
    bad = client.put("/.settings/rules.json", json={"rules": {".read": 1}})
    assert bad.status_code == 400
    assert "rules/.read" in bad.json()["error"]
    assert client.get("/.settings/rules.json").json() == RULES
    open_rules = client.get("/.settings/rules.json", params={"ns": "another"}).json()
    assert open_rules == {"rules": {".read": True, ".write": True}}
