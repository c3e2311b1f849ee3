"""Walk entries of the runbook: a message comes, its steps are done, and it comes no more."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import requests

from customer_health.domain.instants import iso
from customer_health.domain.metrics.names import LOGIN
from emulator_harness import Database, Suite
from emulator_harness.fakes.slack import SlackFake
from emulator_tests.alerts.test_alerts import DAY, companies, lose_sight, today
from emulator_tests.test_cli import cli

Json = Any
Call = Callable[[str, datetime], requests.Response]
NAMES = [f"c{number}" for number in range(20)]


@pytest.fixture
def run_hourly(call_schedule: Call, delivered: Callable[..., None]) -> Callable[[], None]:
    """Run the hourly function, and wait for what it sends."""

    def run_hourly() -> None:
        assert call_schedule("followAlerts", datetime.now(UTC)).status_code == 200
        delivered()

    return run_hourly


def test_suppressed_posts_are_released(
    suite: Suite,
    database: Database,
    slack: SlackFake,
    told_run: Callable[..., None],
    delivered: Callable[..., None],
    run_hourly: Callable[[], None],
) -> None:
    database.import_dump(companies(dict.fromkeys(NAMES, 1)))
    told_run(today())
    lose_sight(database, NAMES)
    told_run(today() + DAY)
    reports = {message["ts"] for message in slack.messages("customer-health")}
    assert {database.get(f"Alerts/{name}:{LOGIN}/held") for name in NAMES} == {True}

    done = cli(suite, "release", "--metric", LOGIN, "--who", "ops@pivotapp.ca")
    assert done.returncode == 0, done.stderr
    assert "20 alerts released" in done.stdout
    delivered()
    posts = {message["ts"] for message in slack.messages("customer-health")}
    assert posts > reports
    history = database.get("AlertHistory")
    assert all("ops@pivotapp.ca" in str(history[name]) for name in NAMES)
    told_run(today() + DAY)
    run_hourly()
    assert {message["ts"] for message in slack.messages("customer-health")} == posts


def test_a_dropped_message_goes_out_once_its_cause_is_corrected(
    database: Database, slack: SlackFake, run_hourly: Callable[[], None]
) -> None:
    key = "2026-01-01:run-missing:support"
    entry = {
        "destination": "support",
        "kind": "run_problem",
        "facts": {"date": "2026-01-01", "problem": "missing"},
        "state": "pending",
        "createdAt": iso(datetime.now(UTC)),
    }
    database.put(f"Outbox/{key}", entry)
    slack.fail(method="chat.postMessage", error="msg_too_long")
    run_hourly()
    assert database.get(f"Outbox/{key}/state") == "dropped"
    assert "msg_too_long" in database.get(f"Outbox/{key}/error")

    database.put(f"Outbox/{key}/state", "pending")
    run_hourly()
    run_hourly()
    [message] = slack.messages("support-logs")
    assert (database.get(f"Outbox/{key}/state"), "2026-01-01" in str(message)) == ("sent", True)


def test_a_run_without_a_plan_is_planned_by_the_check(
    database: Database,
    slack: SlackFake,
    told_run: Callable[..., None],
    delivered: Callable[..., None],
    call_schedule: Call,
    wait_until: Callable[..., Json],
) -> None:
    database.import_dump(companies(dict.fromkeys(NAMES, 40)))
    told_run()
    run = f"BatchRuns/{today()}"
    database.delete(f"{run}/planned")
    for name in ("startedAt", "finishedAt"):
        database.put(f"{run}/{name}", iso(datetime.now(UTC) - timedelta(minutes=6)))
    for _ in range(2):
        assert call_schedule("checkDailyRun", datetime.now(UTC)).status_code == 200
        wait_until(lambda: database.get(f"{run}/planned"), timeout=60, message=run)
        delivered()
    [message] = slack.messages("support-logs")
    assert "nobody has been notified" in str(message)
