"""gcloud knows the commands of the deployment, and Google's APIs the fields of its files.

gcloud checks both before it looks for an account, so neither an account nor a network is needed.
"""

import json
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest

from deploy.apply import STEPS
from deploy.monitoring import METRICS, POLICIES, dashboard, log_metric, policy
from tests.deploy.test_apply import CHANNEL, Gcloud
from tests.house.test_docs import doc

GCLOUD = shutil.which("gcloud")
pytestmark = pytest.mark.skipif(GCLOUD is None, reason="gcloud is not installed")

FIELDS = """
import json, sys
sys.path[:0] = [sys.argv[1] + "/lib", sys.argv[1] + "/lib/third_party"]
from apitools.base.py import encoding
from googlecloudsdk.generated_clients.apis.logging.v2.logging_v2_messages import LogMetric
from googlecloudsdk.generated_clients.apis.monitoring.v1.monitoring_v1_messages import Dashboard
from googlecloudsdk.generated_clients.apis.monitoring.v3.monitoring_v3_messages import AlertPolicy

def unknown(message):
    for name in message.all_unrecognized_fields():
        yield name
    for field in message.all_fields():
        value = message.get_assigned_value(field.name)
        for one in value if isinstance(value, list) else [value]:
            if hasattr(one, "all_unrecognized_fields"):
                yield from unknown(one)

for kind, content in json.load(sys.stdin):
    print(kind, *unknown(encoding.JsonToMessage(vars()[kind], json.dumps(content))))
"""
"""Run by gcloud's own Python. Prints the fields that a message of Google's API does not have."""


def shape(command: str) -> str:
    """Return a command without its values: gcloud need not see two that differ in these only."""
    words = command.split(" ")
    kept = [word.partition("=")[0] for word in words if word.startswith("-")]
    return " ".join([*words[:3], *kept])


def commands() -> list[list[str]]:
    """Return one command of each shape that the steps would run, on nothing and on something."""
    found: dict[str, list[str]] = {}

    class Recorder(Gcloud):
        def __call__(self, command: list[str]) -> str:
            found.setdefault(shape(" ".join(command)), command)
            return super().__call__(command)

    known = {"metrics": "\n".join(METRICS), "policies": "p/1", "dashboards": "d/1"}
    options = {"channel": CHANNEL, "billing_account": "000000-000000-000000", "amount": "100CAD"}
    for step in STEPS.values():
        for gcloud in (Recorder(), Recorder(**known)):
            step(gcloud, "pivot", options)
    return list(found.values())


def documented() -> list[list[str]]:
    """Return the commands on the deployment's page, but for the sign-in."""
    page = doc("deploy.md").replace("PROJECT", "pivot")
    found = re.findall(r"^ *gcloud (.+)$", page, re.MULTILINE)
    return [shlex.split(command) for command in found if command != "auth login"]


def asked(command: list[str], folder: Path) -> str:
    """Return what gcloud says to a command, without any account."""
    environment = {
        **{name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ},
        "CLOUDSDK_CONFIG": str(folder),
    }
    done = subprocess.run(
        [str(GCLOUD), *command, "--quiet"],
        env=environment,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    return done.stderr


def test_gcloud_knows_every_command(tmp_path: Path) -> None:
    empty = tmp_path / "content.json"
    empty.write_text("{}")
    wrong = []
    assert len(documented()) > 5
    for command in [*commands(), *documented()]:
        # The files are gone by now.
        words = [re.sub(r"(?<=-from-file=).+", str(empty), word) for word in command]
        if "do not currently have an active account" not in (said := asked(words, tmp_path)):
            wrong.append((words, said))
    assert wrong == []
    assert "unrecognized arguments" in asked(["logging", "metrics", "list", "--nothing"], tmp_path)


def test_the_apis_know_every_field() -> None:
    where = "value(installation.sdk_root,basic.python_location)"
    said = subprocess.run(
        [str(GCLOUD), "info", f"--format={where}"], capture_output=True, text=True, check=True
    )
    root, python = said.stdout.split()
    contents: list[tuple[str, Any]] = [
        *(("LogMetric", log_metric(name, spec)) for name, spec in METRICS.items()),
        *(("AlertPolicy", policy(name, spec, CHANNEL)) for name, spec in POLICIES.items()),
        ("Dashboard", dashboard()),
        ("Dashboard", {"displayNam": "misspelt"}),
    ]
    checked = subprocess.run(
        [python, "-c", FIELDS, root],
        input=json.dumps(contents),
        env={},
        capture_output=True,
        text=True,
        check=True,
    )
    *found, misspelt = checked.stdout.splitlines()
    assert found == [kind for kind, _ in contents[:-1]]
    assert misspelt == "Dashboard displayNam"
