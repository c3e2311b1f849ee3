"""The example for continuous deployment runs commands that exist, and deploys no database rules."""

import re
from typing import Any

import yaml  # type: ignore[import-untyped]

from deploy.apply import STEPS
from tests.house.test_docs import ROOT, doc

WORKFLOW: Any = yaml.safe_load((ROOT / "deploy" / "ci" / "github.yml").read_text("utf-8"))
COMMANDS = [
    step["run"] for job in WORKFLOW["jobs"].values() for step in job["steps"] if "run" in step
]


def test_make_has_its_targets() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = [command.removeprefix("make ") for command in COMMANDS if command.startswith("make ")]
    assert targets == ["test", "check"]
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in targets)


def test_it_deploys_as_the_deployments_page_says() -> None:
    [deployment] = [command for command in COMMANDS if "firebase deploy" in command]
    assert "--only functions,hosting" in deployment
    [step] = [command.split()[3] for command in COMMANDS if "deploy.apply" in command]
    assert step in STEPS
    names = set(re.findall(r"vars\.(\w+)", str(WORKFLOW)))
    assert names
    assert all(f"\n| `{name}` |" in doc("deploy.md") for name in names)


def test_the_deployments_page_names_the_steps() -> None:
    assert set(re.findall(r"deploy\.apply (\w+)", doc("deploy.md"))) == STEPS.keys()
