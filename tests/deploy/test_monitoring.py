"""Feed lines that the product writes to the filters of the metrics, and the metrics to the
policies."""

import asyncio
import json
import logging
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from customer_health import trace
from customer_health.errors import DeliveryFailed, SlackRefused, SourceDown
from customer_health.flows.runs.check import check_run
from customer_health.flows.runs.run_shard import run_shard
from customer_health.flows.runs.shards import split
from customer_health.handlers import traced
from customer_health.logs import OURS, JsonFormatter
from customer_health.notify.mail.smtp import Mailer
from deploy.monitoring import METRICS, POLICIES, log_metric, policy
from emulator_harness.ports import free_ports
from tests.examples import CLOCK, RUN, no_user
from tests.flows.actions.world import World
from tests.flows.alerts.test_deliver import Channel, Desk, entry
from tests.memory_database import BulkDump, MemoryDatabase

Json = dict[str, Any]
SEVERITIES = ("DEBUG", "INFO", "WARNING", "ERROR", "CRITICAL")
TERM = re.compile(r'([\w.]+)(=|>=|:)("[^"]*"|\w+|\*)')


class Lines(logging.Handler):
    """Keeps the lines that a function prints, as Cloud Logging shows them."""

    def __init__(self) -> None:
        super().__init__()
        self.setFormatter(JsonFormatter("pivot"))
        self.entries: list[Json] = []

    def emit(self, record: logging.LogRecord) -> None:
        payload = json.loads(self.format(record))
        severity = payload.pop("severity")
        resource = {"type": "cloud_run_revision"}
        self.entries.append({"resource": resource, "severity": severity, "jsonPayload": payload})


@contextmanager
def printed() -> Iterator[list[Json]]:
    """Yield the list into which the entries come that are printed meanwhile."""
    lines, ours = Lines(), logging.getLogger(OURS)
    before = ours.level
    ours.addHandler(lines)
    ours.setLevel(logging.INFO)
    try:
        yield lines.entries
    finally:
        ours.removeHandler(lines)
        ours.setLevel(before)


@pytest.fixture(scope="module")
def entries() -> list[Json]:
    with trace.using(trace.new()), printed() as entries:
        run_a_day()
        check_run(MemoryDatabase({}), lambda *_: None, CLOCK)
        send_messages()
        World().credit(100)
        fail_to_mail()
        fail_as_a_task()
    return entries


def run_a_day() -> None:
    """Run a company whose master account never logged in: it gets an alert."""
    company = {
        "name": "Acme",
        "csmDashboardLinked": True,
        "masterUserId": "master",
        "createdAt": "2024-01-01T00:00:00Z",
    }
    run = {"request": "r", "companies": 1, "shardCount": 1}
    alert_runs = {"firstRun": "2025-01-01"}
    dump: Any = BulkDump(
        {
            "Companies": {"acme": company},
            "BatchRuns": {str(RUN): run},
            "AlertRuns": alert_runs,
        }
    )
    [shard] = split(RUN, "r", CLOCK, ["acme"])
    asyncio.run(run_shard(dump, shard, lambda: CLOCK + timedelta(minutes=2), no_user))


def send_messages() -> None:
    """Send one message that has waited for three hours, and one that Slack refuses for good."""
    desk = Desk(Channel(None, SlackRefused("msg_too_long")), entry("a"), entry("b"))
    desk.now += timedelta(hours=3)
    desk.run()


def fail_to_mail() -> None:
    [port] = free_ports(1)
    mailer = Mailer(f"smtp://127.0.0.1:{port}", "care@pivotapp.ca")
    with suppress(SourceDown):
        mailer.send("ann@pivotapp.ca", "Hello", "Hello", "<p>Hello</p>", "key")


def fail_as_a_task() -> None:
    @traced.task
    def deliver(request: Any, services: Any) -> None:
        raise DeliveryFailed("1 entries were not sent")

    with suppress(DeliveryFailed):
        deliver(SimpleNamespace(data={}), SimpleNamespace())


def counted(name: str, entries: list[Json]) -> list[Json]:
    """Return the entries that a metric counts. Its filter is as simple as `TERM`: `AND` of
    comparisons."""
    terms = [
        TERM.fullmatch(term) for term in log_metric(name, METRICS[name])["filter"].split(" AND ")
    ]
    return [one for one in entries if all(term and holds(one, *term.groups()) for term in terms)]


def holds(one: Mapping[str, Any], path: str, operator: str, wanted: str) -> bool:
    value = at(one, path)
    if operator == ":":
        return wanted == "*" and value is not None
    if operator == ">=":
        return SEVERITIES.index(value) >= SEVERITIES.index(wanted)
    return value == json.loads(wanted)


def at(node: Any, path: str) -> Any:
    for name in path.split("."):
        node = node.get(name) if isinstance(node, Mapping) else None
    return node


def extracted(extractor: str, one: Json) -> Any:
    return at(one, extractor.removeprefix("EXTRACT(").removesuffix(")"))


@pytest.mark.parametrize("name", sorted(METRICS))
def test_each_metric_counts_lines_that_are_written(name: str, entries: list[Json]) -> None:
    found, metric = counted(name, entries), log_metric(name, METRICS[name])
    assert found
    for one in found:
        for extractor in metric["labelExtractors"].values():
            assert isinstance(extracted(extractor, one), str)
        if "valueExtractor" in metric:
            assert isinstance(extracted(metric["valueExtractor"], one), int)


@pytest.mark.parametrize("name", sorted(POLICIES))
def test_each_policy_opens_an_incident(name: str, entries: list[Json]) -> None:
    """A policy of a number needs a line with one that is high enough; any other only enough
    lines."""
    spec = POLICIES[name]
    found, metric = (
        counted(spec["metric"], entries),
        log_metric(spec["metric"], METRICS[spec["metric"]]),
    )
    [condition] = policy(name, spec, "channel")["conditions"]
    if "conditionAbsent" in condition:
        # A sender prints a line also if no message waits: silence is the lack of a sender.
        with printed() as found:
            Desk(Channel()).run()
        assert counted(spec["metric"], found)
        return
    if "valueExtractor" in metric:
        highest = max(extracted(metric["valueExtractor"], one) for one in found)
        assert highest > condition["conditionThreshold"]["thresholdValue"]
    else:
        assert found
