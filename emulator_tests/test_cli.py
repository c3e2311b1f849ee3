"""The operators' commands, against the running suite."""

import json
import os
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest

from customer_health.domain.instants import TORONTO
from emulator_harness import Database, Suite

TODAY = datetime.now(TORONTO).date()
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
    """A linked company of two, of whose events nothing was heard."""
    database.import_dump(
        {
            "Companies": {
                "maple": {
                    "name": "Maple",
                    "email": "admin@maple.example.com",
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
