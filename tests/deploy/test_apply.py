"""What the steps ask of gcloud: nothing is made twice."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from deploy.access import ACCOUNTS, Command, email
from deploy.apply import STEPS
from deploy.monitoring import DASHBOARD, METRICS, POLICIES
from deploy.rules import ROOT

CHANNEL = "projects/pivot/notificationChannels/1"


class Gcloud:
    """Stands in for gcloud. `known` are answers to `list`, by the words of the command before
    it."""

    def __init__(self, **known: str) -> None:
        self.known = known
        self.commands: list[str] = []
        self.files: list[Any] = []

    def __call__(self, command: Command) -> str:
        self.commands.append(" ".join(command))
        for word in command:
            if "-from-file=" in word:
                self.files.append(json.loads(Path(word.partition("=")[2]).read_text()))
        return self.known.get(command[command.index("list") - 1], "") if "list" in command else ""

    def of(self, *words: str) -> list[str]:
        return [command for command in self.commands if all(f" {w} " in command for w in words)]


def applied(step: str, **known: str) -> Gcloud:
    gcloud = Gcloud(**known)
    STEPS[step](gcloud, "pivot", {"channel": CHANNEL, "billing_account": "A", "amount": "100CAD"})
    return gcloud


def test_accounts_are_made_once() -> None:
    assert len(applied("before").of("service-accounts", "create")) == len(ACCOUNTS)
    known = {"service-accounts": "\n".join(email(name, "pivot") for name in ACCOUNTS)}
    assert applied("before", **known).of("service-accounts", "create") == []


def test_what_is_there_is_updated() -> None:
    fresh = applied("monitoring")
    assert len(fresh.of("metrics", "create")) == len(METRICS)
    assert len(fresh.of("policies", "create")) == len(POLICIES)
    again = applied("monitoring", metrics="\n".join(METRICS), policies="p/1", dashboards="d/1")
    assert len(again.of("metrics", "update")) == len(METRICS)
    assert len(again.of("policies", "update", "p/1")) == len(POLICIES)
    assert len(again.of("dashboards", "delete", "d/1")) == 1
    assert again.files == fresh.files


def test_the_files_are_what_monitoring_says() -> None:
    files = applied("monitoring").files
    assert [file.get("name") for file in files if "filter" in file] == list(METRICS)
    policies = [file for file in files if "conditions" in file]
    assert [file["displayName"] for file in policies] == list(POLICIES)
    assert all(file["notificationChannels"] == [CHANNEL] for file in policies)
    assert files[-1]["displayName"] == DASHBOARD


@pytest.mark.parametrize("step", ["monitoring", "budget"])
def test_a_step_says_what_it_also_takes(step: str) -> None:
    command = [sys.executable, "-m", "deploy.apply", step, "pivot"]
    asked = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert asked.returncode == 2
    assert f"{step} also takes" in asked.stderr


def test_the_budget() -> None:
    [command] = applied("budget").commands
    assert "--billing-account=A" in command
    assert "--budget-amount=100CAD" in command
