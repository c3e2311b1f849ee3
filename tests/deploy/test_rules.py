"""Our indexes are added to the app's rules, and nothing else changes."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from deploy.rules import OURS, ROOT, conflicts, merge, own_paths, read

COMPANIES = {".read": "auth != null", ".indexOn": "ownerId"}
APP: dict[str, Any] = {
    ".read": False,
    "Companies": COMPANIES,
    "Employees": {"$company": {".read": "auth.uid != null", ".indexOn": ["name", "userId"]}},
    "Chat": {"$room": {".write": True}},
}
OWN = {"Alerts", "Outbox"}
INDEXES = {
    "Companies": {".indexOn": ["email", "name"]},
    "Employees": {"$companyId": {".indexOn": ["createdAt", "userId"]}},
    "Alerts": {".indexOn": ["open"]},
    "AlertHistory": {"$companyId": {".indexOn": ["at"]}},
}


def test_indexes_are_added() -> None:
    assert merge(APP, {".read": False, ".write": False, **INDEXES}) == {
        ".read": False,
        "Companies": {".read": "auth != null", ".indexOn": ["email", "name", "ownerId"]},
        "Employees": {
            "$company": {".read": "auth.uid != null", ".indexOn": ["createdAt", "name", "userId"]}
        },
        "Chat": {"$room": {".write": True}},
        "Alerts": {".indexOn": ["open"]},
        "AlertHistory": {"$companyId": {".indexOn": ["at"]}},
    }
    assert list(conflicts(APP, OWN, INDEXES)) == []


def test_a_second_merge_changes_nothing() -> None:
    once = merge(APP, INDEXES)
    assert merge(once, INDEXES) == once


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ({".read": "auth != null"}, "/.read"),
        ({".write": True}, "/.write"),
        ({"$any": {".read": True}}, "/$any/.read"),
        ({"Alerts": {"$id": {".write": "auth != null"}}}, "/Alerts/$id/.write"),
    ],
)
def test_rules_that_open_our_paths_are_refused(change: dict[str, Any], where: str) -> None:
    found = list(conflicts({**APP, **change}, OWN, INDEXES))
    assert f"{where} would let clients use paths of this backend" in found


def test_an_index_that_would_hide_rules_of_the_app_is_refused() -> None:
    app = {"$any": {".validate": "newData.isString()"}, "Companies": {}, "Employees": {}}
    assert list(conflicts(app, OWN, {"Companies": {".indexOn": ["name"]}})) == []
    assert list(conflicts(app, OWN, INDEXES)) == [
        "/$any holds for /Alerts: give Alerts rules of its own first",
        "/$any holds for /AlertHistory: give AlertHistory rules of its own first",
    ]


def test_false_is_no_grant() -> None:
    app = {".read": "false", ".write": False, "Alerts": {".read": False}}
    assert list(conflicts(app, OWN, INDEXES)) == []


def test_comments_are_no_obstacle() -> None:
    text = '{/* all */ "rules": { // of the app\n "a": {".validate": "data.val() == \'//\'"}}}'
    assert read(text) == {"a": {".validate": "data.val() == '//'"}}


def test_our_paths_are_those_of_the_contract() -> None:
    assert {"Alerts", "Outbox", "CustomerIndex", "Audit", "CrmSync"} <= own_paths()
    assert own_paths() & {"Companies", "Employees", "Timecards", "PresenceStatus"} == set()


@pytest.mark.parametrize(("app", "status"), [(APP, 0), ({".read": True}, 1)])
def test_the_command(tmp_path: Path, app: dict[str, Any], status: int) -> None:
    file = tmp_path / "app.json"
    file.write_text(json.dumps({"rules": app}))
    done = subprocess.run(
        [sys.executable, "-m", "deploy.rules", file],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == status, done.stderr
    if status:
        assert (done.stdout, done.stderr) == (
            "",
            "/.read would let clients use paths of this backend\n",
        )
    else:
        ours = read(OURS.read_text())
        assert read(done.stdout) == merge(app, ours)
