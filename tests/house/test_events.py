"""The code, the runbook and the monitoring name the same events, fields, metrics and policies."""

import ast
import re
from typing import Any

import pytest

from deploy.monitoring import METRICS, POLICIES
from tests.house.sources import SOURCES, nodes
from tests.house.test_docs import doc

RUNBOOK = doc("runbook.md")
ROW = re.compile(r"^\| `(\w+)` \| (.+?) \| (.+) \|$", re.MULTILINE)


def section(heading: str) -> str:
    """Return the runbook's text from a heading to the next one of the second level."""
    return RUNBOOK.partition(f"\n## {heading}\n")[2].partition("\n## ")[0]


def logged() -> dict[str, set[str]]:
    """Return the events that the code logs, each with the fields that it names there."""
    found: dict[str, set[str]] = {}
    for source in SOURCES:
        for node in nodes(source):
            match node:
                case ast.Call(
                    func=ast.Attribute(attr="event") | ast.Name(id="event"),
                    args=[ast.Constant(value=str(name)), *_],
                ):
                    fields = {word.arg for word in node.keywords if word.arg}
                    found[name] = found.get(name, set()) | fields
    return found


EVENTS = logged()
DOCUMENTED = {
    name: set(re.findall(r"`(\w+)`", fields))
    for name, _, fields in ROW.findall(section("Events and metrics"))
}


def test_the_patterns_find_something() -> None:
    assert {"run_closed", "vendor_unavailable"} <= EVENTS.keys()
    assert {"key", "reason"} <= EVENTS["slack_failed"]


def test_every_event_is_in_the_runbook() -> None:
    assert EVENTS.keys() == DOCUMENTED.keys()


@pytest.mark.parametrize("name", sorted(EVENTS))
def test_every_field_is_in_the_runbook(name: str) -> None:
    assert EVENTS[name] <= DOCUMENTED[name]


@pytest.mark.parametrize("name", sorted(METRICS))
def test_every_metric_counts_an_event_that_is_logged(name: str) -> None:
    spec: dict[str, Any] = METRICS[name]
    if "event" in spec:
        assert {spec[key] for key in ("field", "label") if key in spec} <= DOCUMENTED[spec["event"]]
    assert f"`{name}`" in section("Events and metrics")


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_every_policy_has_an_entry_in_the_runbook(name: str) -> None:
    assert POLICIES[name]["metric"] in METRICS
    assert f"\n| {name} |" in section("Incidents")
