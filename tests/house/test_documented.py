"""What people meet in production is in the docs: routes, codes, states, messages."""

import re
from typing import get_args

import pytest

from customer_health.api.openapi import document
from customer_health.api.runs.models import Run
from customer_health.errors import Code
from customer_health.notify.slack.messenger import GROUPS
from customer_health.notify.text.catalogue.runs import RUNS
from deploy.rules import own_paths
from tests.api.client import APP
from tests.house.test_docs import doc

API, RUNBOOK = doc("api.md"), doc("runbook.md")
IN_ALERTS_CHANNEL = {"summary", "first_run", "warnings", "data_fault", "success"}
"""Kinds of messages that go to the channel of alerts, and are no work for an operator."""


def without_names(path: str) -> str:
    return re.sub(r"\{[^}]*\}", "{}", path)


def documented_routes() -> set[str]:
    """Return the routes that the page names: method and path. In a table, a row's first cell may
    go on with other paths of the method, or with other last words of the path."""
    named = re.findall(r"`([A-Z]+) (?:/v1/)?([^`?]+)", API)
    found = {f"{method} {without_names(path)}" for method, path in named}
    for cell in re.findall(r"^\| (`[A-Z]+ .+?`.*?) \|", API, re.MULTILINE):
        method, path = "", ""
        for quoted in re.findall(r"`(.+?)`", cell):
            *methods, target = quoted.partition("?")[0].split(" ")
            method = methods[0] if methods else method
            known = "/" in target or not path or methods
            path = target if known or target in TOP else f"{path.rpartition('/')[0]}/{target}"
            found.add(f"{method} {without_names(path)}")
    return found


OPERATIONS = sorted(
    f"{method.upper()} {path.lstrip('/')}"
    for path, methods in document(APP)["paths"].items()
    for method in methods
)
TOP = {operation.split(" ")[1] for operation in OPERATIONS if "/" not in operation}
"""Paths of one word."""

ROUTES = documented_routes()


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_route_is_in_the_apis_page(operation: str) -> None:
    assert without_names(operation) in ROUTES


@pytest.mark.parametrize("code", get_args(Code))
def test_every_code_of_a_problem_is_in_the_apis_page(code: str) -> None:
    codes = API.partition("\n### Codes of problems\n")[2].partition("\n## ")[0]
    assert f"`{code}`" in codes


@pytest.mark.parametrize("state", get_args(Run.model_fields["state"].annotation))
def test_every_state_of_a_run_is_in_the_docs(state: str) -> None:
    assert f"\n| `{state}` |" in RUNBOOK
    assert f"`{state}`" in API


@pytest.mark.parametrize("kind", sorted(GROUPS.keys() - IN_ALERTS_CHANNEL))
def test_every_message_in_support_logs_has_an_entry_in_the_runbook(kind: str) -> None:
    assert f"\n| `{kind}` |" in RUNBOOK


@pytest.mark.parametrize("path", sorted(own_paths()))
def test_every_path_of_ours_has_its_place_in_the_restore(path: str) -> None:
    restore = doc("deploy.md").partition("\n## Restore\n")[2].partition("\n## ")[0]
    assert f"`{path}`" in restore


def problems() -> dict[str, str]:
    """Return what a message says of each problem of a run, with … for its values."""
    found = {}
    for key, phrase in RUNS.items():
        if found_key := re.fullmatch(r"run\.(\w+)", key):
            text = phrase.en if isinstance(phrase.en, str) else phrase.en.other
            found[found_key[1]] = re.sub(r"\{\w+\}", "…", text)
    return found


def test_the_patterns_find_something() -> None:
    assert "slow" in problems()
    assert {"POST alerts/{}/dismiss", "GET me", "GET customers/{}/invoices"} <= ROUTES


@pytest.mark.parametrize(("code", "text"), problems().items())
def test_every_problem_of_a_run_has_an_entry_in_the_runbook(code: str, text: str) -> None:
    assert f'\n**`{code}`: "{text}"**' in RUNBOOK
