"""The operators' command line: whose settings it uses, and how it shows an error."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from customer_health.cli import use_settings
from emulator_harness.ports import free_ports
from tests.house.sources import FUNCTIONS


def test_the_settings_are_those_of_the_projects_deployment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(os, "environ", {"EMAIL_DOMAIN": "example.org"})
    (tmp_path / ".env").write_text("# A comment\nTHREADS=32\nDATABASE_INSTANCES=\n")
    (tmp_path / ".env.pivot").write_text(
        "DATABASE_INSTANCES=a,b # in this order\nEMAIL_DOMAIN=example.com\nDASHBOARD_URL='https://x'\n"
    )
    (tmp_path / ".env.other").write_text("DATABASE_INSTANCES=c\n")
    use_settings(tmp_path, "pivot")
    assert os.environ == {
        "EMAIL_DOMAIN": "example.org",
        "THREADS": "32",
        "DATABASE_INSTANCES": "a,b",
        "DASHBOARD_URL": "https://x",
    }


@pytest.mark.parametrize("command", [["audit-verify"], ["run"]])
def test_a_database_that_does_not_answer_is_an_error_without_a_traceback(
    command: list[str],
) -> None:
    [port] = free_ports(1)
    config = {"projectId": "pivot", "databaseURL": f"http://127.0.0.1:{port}/?ns=pivot"}
    settings = {
        "FIREBASE_CONFIG": json.dumps(config),
        "FIREBASE_DATABASE_EMULATOR_HOST": f"127.0.0.1:{port}",
        "FUNCTIONS_EMULATOR": "true",
    }
    done = subprocess.run(
        [sys.executable, "-m", "customer_health.cli", *command],
        cwd=FUNCTIONS,
        env=os.environ | settings,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 1
    assert done.stderr.splitlines()[-1].startswith("Error: the database does not answer")
    assert "Traceback" not in done.stderr
