"""The operators' commands on the running suite."""

import base64
import json
import os
import re
import subprocess
import sys
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import requests

from customer_health.domain.alerts.shadow import Shadow
from customer_health.domain.codec import as_json
from customer_health.domain.instants import iso, newest_run_date
from customer_health.domain.metrics.levels import Threshold
from customer_health.domain.metrics.names import LOGIN
from customer_health.domain.roles import ROLE_CLAIM
from customer_health.stores.audit import log as audit
from emulator_harness import Database, Suite
from emulator_harness.auth import Auth
from tests.flows.actions.world import World

Json = Any
CSM = "csm@pivotapp.ca"
TODAY = newest_run_date(datetime.now(UTC))
FUNCTIONS = Path(__file__).parent.parent / "functions"


def cli(suite: Suite, *arguments: str) -> subprocess.CompletedProcess[str]:
    address = suite.database_url.removeprefix("http://")
    settings = {
        "FIREBASE_CONFIG": json.dumps(
            {
                "projectId": suite.project,
                "databaseURL": f"{suite.database_url}/?ns={suite.namespace}",
            }
        ),
        "GCLOUD_PROJECT": suite.project,
        "FIREBASE_DATABASE_EMULATOR_HOST": address,
        "FIREBASE_AUTH_EMULATOR_HOST": suite.auth_host,
        "CLOUD_TASKS_EMULATOR_HOST": suite.tasks_url.removeprefix("http://"),
        "FUNCTIONS_EMULATOR": "true",
    }
    return subprocess.run(
        [sys.executable, "-m", "customer_health.cli", *arguments],
        cwd=FUNCTIONS,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


@pytest.fixture
def maple(database: Database) -> str:
    """Load a linked company with two employees, without any events."""
    database.import_dump(
        {
            "Companies": {
                "maple": {
                    "name": "Maple",
                    "email": "admin@maple.example.com",
                    "masterUserId": "boss",
                    "csmDashboardLinked": True,
                }
            },
            "Employees": {"maple": {"ann": {"name": "Ann"}, "bob": {"name": "Bob"}}},
        }
    )
    return "maple"


def test_run_of_today(suite: Suite, database: Database, maple: str) -> None:
    done = cli(suite, "run")
    assert done.returncode == 0, done.stderr
    assert f"{TODAY}: 1 done, 0 failed" in done.stdout
    assert database.get(f"CustomerHealthMetrics/{maple}/numberofemployees") == 2
    assert database.get(f"BatchRuns/{TODAY}/finishedAt")


def test_backfill_writes_each_day(suite: Suite, database: Database, maple: str) -> None:
    first, last = TODAY - timedelta(days=3), TODAY - timedelta(days=1)
    done = cli(suite, "backfill", "--from", f"{first}", "--to", f"{last}")
    assert done.returncode == 0, done.stderr
    history = database.get(f"CustomerHealthMetrics/{maple}/history")
    assert sorted(map(date.fromisoformat, history)) == [first, first + timedelta(days=1), last]


def test_a_range_that_ends_before_it_begins_is_refused(suite: Suite, maple: str) -> None:
    done = cli(suite, "backfill", "--from", f"{TODAY}", "--to", f"{TODAY - timedelta(days=1)}")
    assert done.returncode == 2
    assert "--from must not be after --to" in done.stderr


def test_rebuild_index(suite: Suite, database: Database, maple: str) -> None:
    done = cli(suite, "rebuild-index")
    assert done.returncode == 0, done.stderr
    assert "1 companies in line, 0 failed." in done.stdout
    assert database.get(f"CustomerIndex/{maple}/employees") == 2
    assert sum(database.get(f"EmployeeLedger/{maple}/sizes")) == 2
    assert database.get(f"MasterAccounts/boss/companies/{maple}") is True


def test_link_all_matches_and_sums_up(suite: Suite, database: Database, maple: str) -> None:
    database.put(
        "CrmCompanies/crm-1",
        {"name": "Maple", "courriel_compte_maitre": "admin@maple.example.com"},
        disable_triggers=True,
    )
    done = cli(suite, "link", "--all")
    assert done.returncode == 0, done.stderr
    assert "1 linked" in done.stdout
    assert database.get(f"Matches/{maple}/crmId") == "crm-1"


def test_a_rule_is_rehearsed(suite: Suite, database: Database, maple: str) -> None:
    login = datetime.now(UTC) - timedelta(days=6)
    database.put("PresenceStatus/boss/lastActive", iso(login), disable_triggers=True)
    assert cli(suite, "run").returncode == 0
    wanted = "--warning", "3", "--critical", "4"
    done = cli(suite, "rehearse", LOGIN, *wanted, "--clears-after", "2", "--days", "30")
    assert done.returncode == 0, done.stderr
    shown = re.sub(r"[^\w\n]+", " ", done.stdout)
    assert "warning from 7 3" in shown
    assert "ends after good days 1 2" in shown
    assert "alerts 0 1" in shown
    assert "maple 0 now 1 with the draft" in shown
    assert database.get("AlertRules") is None

    shadow = Shadow(
        metric=LOGIN,
        number=1,
        threshold=Threshold(3, 4),
        clears_after=2,
        enabled=True,
        reason="Too late?",
        started_by="ann",
        started_at=datetime.now(UTC),
    )
    database.put(f"RuleShadows/{LOGIN}/s1", as_json(shadow), disable_triggers=True)
    done = cli(suite, "shadow", LOGIN)
    assert done.returncode == 0, done.stderr
    assert "s1, started by ann: Too late?" in done.stdout
    assert "alerts 0 1" in re.sub(r"[^\w\n]+", " ", done.stdout)

    weights = "--billing", "10", "--engagement", "50", "--support", "20", "--operations", "20"
    done = cli(suite, "rehearse-score", *weights)
    assert done.returncode == 0, done.stderr
    assert "weight of billing 25 10" in re.sub(r"[^\w\n]+", " ", done.stdout)

    refused = cli(suite, "rehearse", LOGIN, "--warning", "4", "--critical", "3")
    assert (refused.returncode, "0 < warning <= critical" in refused.stderr) == (2, True)


def claims_of(token: str) -> Json:
    _, payload, _ = token.split(".")
    return json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))


def test_a_role_is_given_and_taken_away(suite: Suite, auth: Auth) -> None:
    auth.create_user(CSM, region="east")

    given = cli(suite, "set-role", CSM, "admin")
    assert given.returncode == 0, given.stderr
    assert f"{CSM}: agent before, admin now." in given.stdout
    assert "from the next sign-in on" in given.stdout
    token = auth.sign_in(CSM)
    assert (claims_of(token)[ROLE_CLAIM], claims_of(token)["region"]) == ("admin", "east")
    me = requests.get(
        f"{suite.function_url('api')}/v1/me",
        headers={"Authorization": f"Bearer {token}"},
        timeout=30,
    )
    assert me.json()["role"] == "admin"

    taken = cli(suite, "set-role", CSM, "agent")
    assert f"{CSM}: admin before, agent now." in taken.stdout
    claims = claims_of(auth.sign_in(CSM))
    assert (ROLE_CLAIM in claims, claims["region"]) == (False, "east")


@pytest.mark.parametrize(
    ("email", "role", "why"),
    [
        ("ann@example.com", "admin", "is no address of pivotapp.ca"),
        ("ann@sub.pivotapp.ca", "admin", "is no address of pivotapp.ca"),
        ("Ann@PIVOTAPP.CA", "admin", "is no address of pivotapp.ca"),
        ("new@pivotapp.ca", "admin", "is not verified"),
        ("nobody@pivotapp.ca", "admin", "has no account yet"),
        (CSM, "root", "'root' is not one of"),
    ],
)
def test_who_gets_no_role(suite: Suite, auth: Auth, email: str, role: str, why: str) -> None:
    auth.create_user("ann@example.com")
    auth.create_user("new@pivotapp.ca", email_verified=False)
    auth.create_user(CSM)
    refused = cli(suite, "set-role", email, role)
    assert refused.returncode != 0
    assert why in refused.stderr
    assert all(ROLE_CLAIM not in claims_of(auth.sign_in(one)) for one in ("ann@example.com", CSM))


def test_without_a_database_it_says_what_to_set(suite: Suite) -> None:
    done = subprocess.run(
        [sys.executable, "-m", "customer_health.cli", "run"],
        cwd=FUNCTIONS,
        env={k: v for k, v in os.environ.items() if k != "FIREBASE_CONFIG"},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 2
    assert "set FIREBASE_CONFIG" in done.stderr


def test_the_audit_log_is_verified(suite: Suite, database: Database) -> None:
    world = World()
    for _ in range(5):
        world.credit(100)
    tree = world.database.dump.root
    database.import_dump({name: tree[name] for name in ("Audit", "AuditHead")})
    sound = cli(suite, "audit-verify")
    assert sound.returncode == 0, sound.stderr
    anchor = sound.stdout.split()[-1]
    assert anchor == f"5:{tree['AuditHead']['hash']}"

    database.delete(f"Audit/{audit.name(5)}")
    database.put("AuditHead", {"number": 4, "hash": tree["Audit"][audit.name(4)]["hash"]})
    assert cli(suite, "audit-verify").returncode == 0
    cut = cli(suite, "audit-verify", "--anchor", anchor)
    assert cut.returncode == 1
    assert "entry 5: it is gone" in cut.stderr

    database.put(f"Audit/{audit.name(2)}/reason", "Another")
    edited = cli(suite, "audit-verify")
    assert edited.returncode == 1
    assert "entry 2: it was edited" in edited.stderr
